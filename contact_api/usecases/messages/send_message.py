"""Send one text: claim it, hand it over outside any transaction, keep what became of it.

At least once: when the process dies between handing over and keeping the provider's id, it is sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import MessageId
from contact_api.domain.messages.notifications import (
    DeliveryState,
    NotSent,
    Sending,
    SendingFailedPermanently,
    SendingFailedTemporarily,
)
from contact_api.domain.messages.sms_limits import TextLimits
from contact_api.domain.region.region import Region
from contact_api.ports import (
    BookedFor,
    Bookings,
    Contacts,
    History,
    InboundSms,
    Message,
    TextMessages,
    Transact,
)
from contact_api.usecases.identification.recognise import BlindIndex
from contact_api.usecases.messages.sms_reachability import (
    alert_if_only_way,
    note_failure,
    number_key,
    number_keys,
    permission,
    why_held_back,
)
from contact_api.usecases.messages.told_of_loss import note_told
from contact_api.usecases.messages.when_to_send import DecidingWhen, waiting, why_untrue

GIVE_UP_AFTER = 5
WAITS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
# While a sender works on it nobody else does; longer than a provider is waited for.
CLAIM = timedelta(seconds=45)


class MessageSending(DecidingWhen, InboundSms, History, Protocol):
    """What sending a message reads and writes."""


class Wording(Protocol):
    """Makes the words of a message, and knows a unit's duty telephone."""

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

    def duty_phone(self, message: Message) -> Details:
        """The staff's own telephone at the unit the message is about; without a number when there is none."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A text to be handed over, and all that its words are made of."""

    message: Message
    to: str
    contact: Contact | None
    sending: Sending
    region: Region
    booked: BookedFor | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What came of handing one text over."""

    state: DeliveryState
    why: str | None = None
    provider_id: str | None = None
    perhaps_sent: bool = False  # the provider's answer was lost: its next word of the message is of this try


def send_message(
    message_id: MessageId,
    transact: Transact,
    phone: TextMessages,
    wording: Wording,
    index: BlindIndex,
    *,
    limits: TextLimits,
    now: Callable[[], datetime],
) -> DeliveryState | None:
    """Send one message if it still is to be sent; what became of it, or None when there was nothing to do.

    In the quiet hours only what answers the citizen leaves; the rest waits for the morning, or is overtaken by then.
    Errors: none of the provider's: a failure is kept with the message, and the sweeper tries again when it is
    due. Whatever else goes wrong counts as a try, so that no message is tried for ever.
    """
    envelope = transact(lambda tx: _claim(message_id, tx, wording, index, limits, now=now()))
    if envelope is None:
        return None
    body = wording.body(
        envelope.message,
        envelope.contact,
        envelope.sending,
        booked=envelope.booked,
        region=envelope.region,
        now=now(),
    )
    try:
        outcome = HandedOver(
            DeliveryState.SENT, provider_id=phone.send(envelope.to, body, message_id=message_id).provider_id
        )
    except SendingFailedTemporarily as failed:
        why = failed.provider_code or failed.code
        outcome = HandedOver(DeliveryState.FAILED_TEMPORARILY, why, perhaps_sent=failed.perhaps_sent)
    except SendingFailedPermanently as failed:
        outcome = HandedOver(DeliveryState.FAILED_PERMANENTLY, failed.provider_code or failed.code)
    transact(lambda tx: _keep(message_id, tx, outcome, now=now()))
    return outcome.state


def wait_before_try(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    return WAITS[min(tries, len(WAITS)) - 1]


def _claim(
    message_id: MessageId,
    tx: MessageSending,
    wording: Wording,
    index: BlindIndex,
    limits: TextLimits,
    *,
    now: datetime,
) -> Envelope | None:
    message = tx.hold_message(message_id)
    if message is None or message.state not in (DeliveryState.QUEUED, DeliveryState.FAILED_TEMPORARILY):
        return None
    if message.next_try_at is not None and now < message.next_try_at:
        return None
    if message.tries >= GIVE_UP_AFTER:
        given_up = replace(message, state=DeliveryState.FAILED_PERMANENTLY, next_try_at=None)
        tx.save_message(given_up)
        note_failure(given_up, given_up.why_not, tx, now=now)
        return None
    contact = tx.contact(message.contact_id) if message.contact_id else None
    details = _addressed(message, tx, wording)
    number = (details.callback_number if details else None) or ""
    sending = permission(message.kind, contact, details, opted_out=_opted_out(message, number, tx, index))
    booked = _booked_for(message, details, tx)
    why_not = why_untrue(message, contact, booked, tx, now=now) or sending.why_not
    if why_not is None and not message.kind.is_to_staff and not message.tries:
        why_not = why_held_back(number, tx, index, limits, now=now)
    if why_not is not None:
        tx.save_message(
            replace(message, state=DeliveryState.NOT_SENT, why_not=why_not.value, next_try_at=None)
        )
        if contact is not None and why_not is not NotSent.OVERTAKEN and not message.kind.is_to_staff:
            alert_if_only_way(contact, tx, now=now)
        return None
    waits = waiting(message, contact, booked, tx, limits, now=now)
    if waits is not None:
        tx.save_message(waits)
        return None
    to_key = None if message.kind.is_to_staff else number_key(number, index)
    claimed = replace(message, tries=message.tries + 1, next_try_at=now + CLAIM, to_key=to_key)
    tx.save_message(claimed)
    return Envelope(claimed, number, contact, sending, tx.region(), booked)


def _booked_for(message: Message, details: Details | None, tx: Bookings) -> BookedFor | None:
    """The booking it is about, as it stands."""
    booking = tx.booking(message.booking.booking_id) if message.booking else None
    return BookedFor(booking, details or Details()) if booking else None


def _addressed(message: Message, tx: Contacts, wording: Wording) -> Details | None:
    """Whose number it goes to: the citizen's, or the staff's own duty telephone."""
    if message.kind.is_to_staff:
        return wording.duty_phone(message)
    return tx.details(message.contact_id) if message.contact_id else None


def _opted_out(message: Message, number: str, tx: InboundSms, index: BlindIndex) -> bool:
    if not number or message.kind.is_to_staff:
        return False
    return tx.has_opted_out(number_keys(number, index))


def _keep(message_id: MessageId, tx: MessageSending, outcome: HandedOver, *, now: datetime) -> None:
    message = tx.hold_message(message_id)
    if message is None or message.state not in (DeliveryState.QUEUED, DeliveryState.FAILED_TEMPORARILY):
        return  # the provider's own word came first
    if outcome.provider_id is not None and message.provider_id == outcome.provider_id:
        return  # and so here: it says that this very try may still arrive later
    state = outcome.state
    if state is DeliveryState.FAILED_TEMPORARILY and message.tries >= GIVE_UP_AFTER:
        state = DeliveryState.FAILED_PERMANENTLY
    next_try = now + wait_before_try(message.tries) if state is DeliveryState.FAILED_TEMPORARILY else None
    known_by = None if outcome.perhaps_sent else outcome.provider_id or message.provider_id
    kept = replace(message, state=state, why_not=outcome.why, provider_id=known_by, next_try_at=next_try)
    tx.save_message(kept)
    note_told(kept, tx, now=now)
    if state is DeliveryState.FAILED_PERMANENTLY:
        note_failure(kept, outcome.why, tx, now=now)
