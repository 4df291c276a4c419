"""Whether texts reach somebody; what is written down, and whom it is told, when they do not."""

from datetime import datetime
from typing import Protocol

from contact_api.domain.core.attempts import had_wrong_number
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import ContactState, Mode, PersonId
from contact_api.domain.messages.notifications import MessageKind, NotSent, Sending, may_send
from contact_api.domain.messages.sms_limits import TextLimits, held_back, may_be_texted
from contact_api.ports import Attempts, Bookings, Contacts, Event, Message, Messages, RegionInForce
from contact_api.usecases.identification.recognise import BlindIndex
from contact_api.usecases.messages.raise_alert import Alerting, raise_alert
from contact_api.usecases.messages.told_of_loss import note_told

OF_TEXTS = "text"  # what a number is to the blind index here: found among texts, and nowhere else
TEXTS_DO_NOT_ARRIVE = "texts_do_not_arrive"


class TextCounting(RegionInForce, Messages, Protocol):
    """What is read to hold texts back."""


class FailureNoting(Bookings, Contacts, Alerting, Protocol):
    """What a text that failed for good is written to."""


class ReadingNumbers(Contacts, Attempts, Protocol):
    """What says whose number it is."""


def is_known_wrong(person_id: PersonId, new: Details, tx: Contacts) -> bool:
    """Whether this number was somebody else's when the person left it before."""
    known = (tx.details(one) for one in tx.contacts_with_wrong_number(person_id))
    return any(one is not None and one.callback_number == new.callback_number for one in known)


def is_a_strangers(message: Message, contact: Contact | None, tx: ReadingNumbers) -> bool:
    """Whether the number is known to be somebody else's, or turned out to be while the text waited."""
    if message.kind.is_to_staff or contact is None:
        return False
    if contact.number_is_wrong or is_known_wrong(contact.person_id, tx.details(contact.id) or Details(), tx):
        return True
    if not contact.link_serial:
        return False  # a number that was wrong ends its link: then there is another
    attempts = tx.attempts(contact.id)
    if not had_wrong_number(attempts):
        return False
    return contact.state is ContactState.NOT_REACHED or message.created_at <= attempts[-1].ended_at


def number_key(number: str, index: BlindIndex) -> str:
    """What a number is known by among texts from now on."""
    return index.blind_index(number, of=OF_TEXTS)


def number_keys(number: str, index: BlindIndex) -> tuple[str, ...]:
    """All that a number may be known by among texts, while rows of an older secret remain."""
    return index.blind_indexes(number, of=OF_TEXTS)


def permission(
    kind: MessageKind, contact: Contact | None, details: Details | None, *, opted_out: bool
) -> Sending:
    """Whether and how this kind of text may go to this contact's number now."""
    has_number = details is not None and details.callback_number is not None
    around = contact.circumstances if contact else None
    return may_send(
        kind,
        phone_can_take_sms=details.phone_takes_sms if details and has_number else None,
        safe_contact=bool(around and around.safe_contact),
        protected_identity=bool(around and around.protected_identity),
        no_sms=bool(around and around.sms_welcome is False),
        chose_sms=bool(around and around.sms_welcome),
        opted_out=opted_out,
    )


def why_no_texts(
    contact: Contact, details: Details, tx: Messages, *, index: BlindIndex, limits: TextLimits
) -> NotSent | None:
    """Why texts do not reach the citizen, for staff to see: they may not be sent, or did not arrive. None: they do."""
    number = details.callback_number
    if number is None:
        return NotSent.NO_NUMBER
    delivery_record = tx.delivery_record(contact.id, number_keys(number, index))
    sending = permission(MessageKind.RECEIPT, contact, details, opted_out=delivery_record.opted_out)
    if sending.why_not is not None:
        return sending.why_not
    if not may_be_texted(number, limits):
        return NotSent.NOT_ALLOWED
    return NotSent.UNDELIVERED if delivery_record.undelivered else None


def why_held_back(
    number: str, tx: TextCounting, index: BlindIndex, limits: TextLimits, *, now: datetime
) -> NotSent | None:
    """Which limit keeps one more text from going to this number today; a few sent at once may go beyond one."""
    region = tx.region()
    today = day_span(region.today(now), region.zone)
    texted = tx.texted_since(number_keys(number, index), since=today.start, most=limits.per_day)
    return held_back(number, texted, limits)


def note_failure(message: Message, code: str | None, tx: FailureNoting, *, now: datetime) -> None:
    """Write in the contact's history that a text will never arrive: its kind and the provider's code, never the number.

    The calls go on as promised. When texts are the only way to the citizen, staff are asked to look.
    """
    if message.contact_id is None or message.kind.is_to_staff:
        return
    note_told(message, tx, now=now)
    facts = {"kind": message.kind.value, "code": code}
    tx.add_event(Event(message.contact_id, "message.failed", now, facts=facts))
    contact = tx.contact(message.contact_id)
    if contact is not None:
        alert_if_only_way(contact, tx, now=now)


def alert_if_only_way(contact: Contact, tx: Alerting, *, now: datetime) -> None:
    """Ask the unit, once for each request, to find another way to somebody who can be reached in writing only."""
    alert_id = f"{contact.id}-texts"
    only_way = contact.state.is_open and contact.circumstances.mode is Mode.TEXT
    if not only_way or tx.hold_alert(alert_id) is not None:
        return
    raise_alert(contact, TEXTS_DO_NOT_ARRIVE, tx, alert_id=alert_id, now=now)
