"""The words of a text message: from the catalogue, in the citizen's language, with local times and their link."""

from collections.abc import Mapping
from datetime import datetime

from contact_api.adapters.telephony.booking_wording import booking_values
from contact_api.adapters.telephony.phone import read_phone
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.messages.notifications import MessageKind, Sending, text_key
from contact_api.domain.region.region import Region
from contact_api.ports import BookedFor, Message, Sealing
from contact_api.texts import say, say_day, say_since


class CatalogueWording:
    """Makes the body of each kind of message; says nothing of health, reason or profession."""

    def __init__(self, sealer: Sealing, *, public_url: str, duty_phones: Mapping[str, str]) -> None:
        self._sealer = sealer
        self._public_url = public_url.rstrip("/")
        self._duty_phones = {unit: read_phone(number) for unit, number in duty_phones.items()}

    def link(self, contact: Contact) -> str:
        """Where the citizen sees their case; the token stands behind `#`, so that no server logs it."""
        return self.link_by(self._sealer.link_token(contact.id, contact.link_serial))

    def link_by(self, token: str) -> str:
        """The same, by its token."""
        return f"{self._public_url}/my-contact#{token}"

    def duty_phone(self, message: Message) -> Details:
        """The staff's own telephone at the unit the message is about."""
        phone = self._duty_phones.get(message.unit_id or "")
        return Details(phone=phone.e164, phone_takes_sms=phone.can_take_sms) if phone else Details()

    def body(
        self,
        message: Message,
        contact: Contact | None,
        sending: Sending,
        *,
        booked: BookedFor | None = None,
        region: Region,
        now: datetime,
    ) -> str:
        """The text as it leaves now; `booked`: the booking it is about."""
        if message.kind.is_to_staff or contact is None:
            key = "sms.alert_digest" if message.kind is MessageKind.ALERT_DIGEST else "sms.alert"
            return say(key, "sv", link=f"{self._public_url}/desk")
        language = contact.circumstances.citizen_language
        if booked is not None:
            values = booking_values(booked.booking, contact, booked.details, sending, region=region, now=now)
            return say(f"sms.{message.kind}", language, link=self.link(contact), **values)
        window = message.window or contact.window
        is_over = window is not None and window.end <= now
        key = text_key(message.kind, sending, mode=contact.circumstances.mode, is_over=is_over)
        return say(key, language, **self._values(message, contact, language, region=region, now=now))

    def _values(
        self, message: Message, contact: Contact, language: str, *, region: Region, now: datetime
    ) -> dict[str, str]:
        unit = region.unit(contact.promised_unit or contact.need.unit_id)
        values = {
            "unit": unit.name,
            "link": self.link(contact),
            "sought_at": say_since(
                contact.need.sought_at.astimezone(region.zone), language, today=local_day(now, region.zone)
            ),
        }
        window = message.window or contact.window
        if window is not None:
            values |= {"start": _clock(window.start, region), "end": _clock(window.end, region)}
        if message.kind is MessageKind.MISSED_CALL or message.kind is MessageKind.NOT_REACHED:
            values["tried_at"] = _clock(message.created_at, region)
        if message.kind is MessageKind.MISSED_CALL and contact.callable_from:
            values["next_at"] = _clock(contact.callable_from, region)
        values["day"] = _day(message, contact, language, region=region, now=now)
        return values


def _day(message: Message, contact: Contact, language: str, *, region: Region, now: datetime) -> str:
    window = message.window or contact.window
    moment = window.start if window else contact.callable_from or now
    if message.kind is MessageKind.BOOKING_OFFERED and window:
        moment = window.end
    if message.kind is MessageKind.MISSED_CALL and contact.callable_from:
        moment = contact.callable_from
    return say_day(local_day(moment, region.zone), language, today=local_day(now, region.zone))


def _clock(moment: datetime, region: Region) -> str:
    return f"{moment.astimezone(region.zone):%H:%M}"
