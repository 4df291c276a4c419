"""Which provider places calls and sends texts, and how much may be telephoned: from the settings."""

from collections.abc import Callable
from datetime import datetime, timedelta

from contact_api.adapters.identity.webhooks import sign
from contact_api.adapters.telephony.dry import DryTextMessages
from contact_api.adapters.telephony.dry_calls import DryTelephone
from contact_api.adapters.telephony.originate import OriginateCalls
from contact_api.adapters.telephony.phone import read_phone
from contact_api.adapters.telephony.twilio import TwilioAccount, TwilioTextMessages
from contact_api.adapters.telephony.twilio_calls import TwilioCalls
from contact_api.adapters.telephony.twiml import TwimlVoice
from contact_api.domain.calls.dialling_limits import DiallingLimits
from contact_api.ports import Telephone, TextMessages
from contact_api.settings import Calls, Settings, Twilio
from contact_api.usecases.calls.dial import Dialling

TEXT_STATUSES = "/contact-routing/v1/telephony/twilio/text-statuses?message_id={message_id}"

VOICE_TURNS = "/contact-routing/v1/telephony/twilio/voice/turns"


def texts_of(settings: Settings) -> TextMessages:
    """Twilio's when there is an account, else the dry phone."""
    if settings.twilio is None:
        return DryTextMessages(settings.dry_messages_file)
    return TwilioTextMessages(_account(settings.twilio, public_url=settings.public_url))


def telephone_of(settings: Settings, *, now: Callable[[], datetime]) -> Telephone:
    """The provider of its own kind when there is one, else Twilio's, else the dry telephone, which rings nobody.

    `now`: the wall clock; what we ask for is signed by it.
    """
    if settings.originate is not None:
        secret = settings.originate.secret.get_secret_value()
        return OriginateCalls(
            settings.originate.base_url,
            sign=lambda message_id, body: sign([secret], message_id, body, now=now()),
            public_url=settings.public_url,
        )
    if settings.twilio is None:
        return DryTelephone()
    return TwilioCalls(
        _account(settings.twilio, public_url=settings.public_url), public_url=settings.public_url
    )


def voice_of(settings: Settings) -> TwimlVoice:
    """Speaks to callers; what they answer comes back to the public URL, as the provider reaches us there."""
    return TwimlVoice(settings.public_url.rstrip("/") + VOICE_TURNS)


def dialling_of(calls: Calls, *, number: str = "") -> Dialling:
    """How much may be telephoned, and which number is shown; `number`: the provider's, when no other is set."""
    own = {unit: read_phone(one).e164 for unit, one in calls.caller_numbers.items()}
    common = read_phone(calls.caller_number).e164 if calls.caller_number else number
    limits = DiallingLimits(
        per_second=calls.per_second,
        at_once=calls.at_once,
        per_number_per_day=calls.per_number_per_day,
        number_rests=timedelta(seconds=calls.number_rests_seconds),
        prefixes=calls.prefixes,
        cost_per_day=calls.cost_per_day,
        price_per_minute=calls.price_per_minute,
        ring_seconds=calls.ring_seconds,
    )
    return Dialling(limits, lambda unit_id: own.get(unit_id or "", common))


def _account(twilio: Twilio, *, public_url: str) -> TwilioAccount:
    return TwilioAccount(
        account_sid=twilio.account_sid,
        auth_token=twilio.auth_token.get_secret_value(),
        messaging_service_sid=twilio.messaging_service_sid or "",
        from_number=twilio.from_number or "",
        status_callback=public_url.rstrip("/") + TEXT_STATUSES,
        base_url=twilio.base_url or "",
    )
