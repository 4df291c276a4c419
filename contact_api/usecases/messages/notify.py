"""Leave a message to be sent: a row and an outbox row, in the transaction that made it true."""

from datetime import datetime
from typing import Protocol
from uuid import uuid4

from contact_api.domain.core.values import ContactId, MessageId, UnitId, Window
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import BookingNotice, Job, Message, Messages, Outbox


class Notifying(Messages, Outbox, Protocol):
    """What a notice is written to."""


def notify(
    kind: MessageKind,
    tx: Notifying,
    *,
    now: datetime,
    contact_id: ContactId | None = None,
    unit_id: UnitId | None = None,
    window: Window | None = None,
    booking: BookingNotice | None = None,
) -> None:
    """Have a message sent after commit; its words are made, and its permission checked, when it is sent."""
    message_id = MessageId(str(uuid4()))
    tx.add_message(
        Message(message_id, kind, now, contact_id=contact_id, unit_id=unit_id, window=window, booking=booking)
    )
    tx.enqueue(Job.SEND_MESSAGE, message_id=message_id)
