"""Send one text: claim it, hand it over outside any transaction, keep what became of it.

At least once: when the process dies between handing over and keeping the provider's id, it is sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from contact_api.domain.contact import Contact, Details
from contact_api.domain.messages import (
    DeliveryState,
    How,
    MessageKind,
    NotSent,
    Sending,
    SendingFailedPermanently,
    SendingFailedTemporarily,
    is_overtaken,
    may_send,
)
from contact_api.domain.region import Region
from contact_api.domain.values import MessageId
from contact_api.ports import Message, TextMessages, Transaction

T = TypeVar("T")

GIVE_UP_AFTER = 5
WAITS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
# While a sender works on it nobody else does; longer than a provider is waited for.
CLAIM = timedelta(seconds=45)


class Wording(Protocol):
    """Makes the words of a message, and knows a unit's duty telephone."""

    def body(
        self, message: Message, contact: Contact | None, sending: Sending, *, region: Region, now: datetime
    ) -> str:
        """The text as it leaves now."""

    def duty_phone(self, message: Message) -> Details:
        """The staff's own telephone at the unit the message is about; without a number when there is none."""


class Transact(Protocol):
    """Runs an act in a transaction of its own, again on fresh reads when others were quicker."""

    def __call__(self, act: Callable[[Transaction], T], /) -> T:
        """What the act returned; committed."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A text to be handed over, and all that its words are made of."""

    message: Message
    to: str
    contact: Contact | None
    sending: Sending
    region: Region


def send_message(
    message_id: MessageId,
    transact: Transact,
    phone: TextMessages,
    wording: Wording,
    *,
    now: Callable[[], datetime],
) -> DeliveryState | None:
    """Send one message if it still is to be sent; what became of it, or None when there was nothing to do.

    Errors: none of the provider's: a failure is kept with the message, and the sweeper tries again when it is
    due. Whatever else goes wrong counts as a try, so that no message is tried for ever.
    """
    envelope = transact(lambda tx: _claim(message_id, tx, wording, now=now()))
    if envelope is None:
        return None
    state = DeliveryState.SENT
    why: str | None = None
    provider_id: str | None = None
    body = wording.body(
        envelope.message, envelope.contact, envelope.sending, region=envelope.region, now=now()
    )
    try:
        provider_id = phone.send(envelope.to, body, message_id=message_id).provider_id
    except SendingFailedTemporarily as failed:
        state, why = DeliveryState.FAILED_TEMPORARILY, failed.provider_code or failed.code
    except SendingFailedPermanently as failed:
        state, why = DeliveryState.FAILED_PERMANENTLY, failed.provider_code or failed.code
    transact(lambda tx: _keep(message_id, tx, state=state, why=why, provider_id=provider_id, now=now()))
    return state


def _claim(message_id: MessageId, tx: Transaction, wording: Wording, *, now: datetime) -> Envelope | None:
    message = tx.hold_message(message_id)
    if message is None or message.state not in (DeliveryState.QUEUED, DeliveryState.FAILED_TEMPORARILY):
        return None
    if message.next_try_at is not None and now < message.next_try_at:
        return None
    if message.tries >= GIVE_UP_AFTER:
        tx.save_message(replace(message, state=DeliveryState.FAILED_PERMANENTLY, next_try_at=None))
        return None
    contact = tx.contact(message.contact_id) if message.contact_id else None
    details = tx.details(message.contact_id) if message.contact_id else None
    if message.kind is MessageKind.ALERT:
        details = wording.duty_phone(message)
    sending = _permission(message, contact, details)
    overtaken = contact is not None and is_overtaken(
        message.kind,
        window_end=message.window.end if message.window else None,
        is_open=contact.state.is_open,
        now=now,
    )
    if overtaken or sending.how is How.DO_NOT:
        why = NotSent.OVERTAKEN if overtaken else sending.why_not
        tx.save_message(
            replace(
                message, state=DeliveryState.NOT_SENT, why_not=why.value if why else None, next_try_at=None
            )
        )
        return None
    claimed = replace(message, tries=message.tries + 1, next_try_at=now + CLAIM)
    tx.save_message(claimed)
    number = (details.callback_number if details else None) or ""
    return Envelope(claimed, number, contact, sending, tx.region())


def _permission(message: Message, contact: Contact | None, details: Details | None) -> Sending:
    has_number = details is not None and details.callback_number is not None
    around = contact.circumstances if contact else None
    return may_send(
        message.kind,
        phone_can_take_sms=details.phone_takes_sms if details and has_number else None,
        safe_contact=bool(around and around.safe_contact),
        protected_identity=bool(around and around.protected_identity),
        no_sms=bool(around and around.sms_welcome is False),
        chose_sms=bool(around and around.sms_welcome),
    )


def _keep(
    message_id: MessageId,
    tx: Transaction,
    *,
    state: DeliveryState,
    why: str | None,
    provider_id: str | None,
    now: datetime,
) -> None:
    message = tx.hold_message(message_id)
    if message is None or message.state in (DeliveryState.DELIVERED, DeliveryState.FAILED_PERMANENTLY):
        return  # the provider's own word came first
    if state is DeliveryState.FAILED_TEMPORARILY and message.tries >= GIVE_UP_AFTER:
        state = DeliveryState.FAILED_PERMANENTLY
    wait = WAITS[min(message.tries, len(WAITS)) - 1]
    next_try = now + wait if state is DeliveryState.FAILED_TEMPORARILY else None
    tx.save_message(replace(message, state=state, why_not=why, provider_id=provider_id, next_try_at=next_try))
