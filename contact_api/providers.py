"""Which providers place calls, send texts and reach us, and how much may be telephoned: from the settings."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from contact_api.adapters.identity.webhooks import sign
from contact_api.adapters.telephony.callback_urls import CallbackUrls
from contact_api.adapters.telephony.dry import DryTextMessages
from contact_api.adapters.telephony.dry_calls import DryTelephone
from contact_api.adapters.telephony.originate import OriginateCalls
from contact_api.adapters.telephony.phone import read_phone
from contact_api.adapters.telephony.twilio.calls import TwilioCalls
from contact_api.adapters.telephony.twilio.client import TwilioAccount
from contact_api.adapters.telephony.twilio.inbound import NAME, TwilioInbound
from contact_api.adapters.telephony.twilio.texts import TwilioTextMessages
from contact_api.domain.calls.dialling_limits import DiallingLimits
from contact_api.ports import InboundProvider, Telephone, TextMessages
from contact_api.settings import Settings, Twilio
from contact_api.usecases.calls.dial import Dialling


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


def inbound_of(settings: Settings) -> Mapping[str, InboundProvider]:
    """Every provider whose webhooks are answered, by the name in their addresses; without settings for any, none."""
    found: list[InboundProvider] = []
    if settings.twilio is not None:
        found.append(TwilioInbound(settings.twilio.auth_token.get_secret_value()))
    return {one.name: one for one in found}


def dialling_of(settings: Settings) -> Dialling:
    """How much may be telephoned, and which number is shown: the provider's own, when no other is set."""
    calls = settings.calls
    own = {unit: read_phone(one).e164 for unit, one in calls.caller_numbers.items()}
    of_provider = (settings.twilio and settings.twilio.from_number) or ""
    common = read_phone(calls.caller_number).e164 if calls.caller_number else of_provider
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
        status_callback=CallbackUrls(public_url, NAME).text_statuses,
        base_url=twilio.base_url or "",
    )
