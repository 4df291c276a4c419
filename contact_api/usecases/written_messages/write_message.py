"""Staff and citizen write to each other about a request: the way for who cannot hear, or cannot speak.

The words are read behind the citizen's link; the text message that tells of them says nothing of what they are about.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound
from contact_api.domain.core.values import ContactId, StaffId
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.messages.written_messages import Writer, WrittenMessage
from contact_api.ports import Event, History, WrittenMessages
from contact_api.usecases.messages.notify import Notifying, notify
from contact_api.usecases.work_queue.pull_next import Holding, held_by


class Writing(WrittenMessages, Holding, History, Notifying, Protocol):
    """What writing between staff and citizens needs."""


def write_to_citizen(
    written_message_id: str,
    contact_id: ContactId,
    staff_id: StaffId,
    lease_number: int,
    text: str,
    tx: Writing,
    *,
    now: datetime,
) -> WrittenMessage:
    """Keep what staff write to the citizen they hold, and have the citizen told that there is something to read.

    It is no outcome: the staff member says that when they are done. Errors: ContactNotFound, LeaseLost.
    """
    held_by(contact_id, staff_id, lease_number, tx, now=now)
    written_message = WrittenMessage(
        written_message_id, contact_id, now, Writer.STAFF, text.strip(), staff_id
    )
    tx.add_written_message(written_message)
    tx.add_event(Event(contact_id, "message.written", now, staff_id))
    notify(MessageKind.WRITTEN_MESSAGE, tx, now=now, contact_id=contact_id)
    return written_message


def write_to_staff(
    written_message_id: str, contact_id: ContactId, text: str, tx: Writing, *, now: datetime, actor: str
) -> WrittenMessage:
    """Keep what the citizen writes: whoever holds the request, now or next, reads it.

    Errors: ContactNotFound; ContactIsClosed when it has ended.
    """
    contact = tx.hold_contact(contact_id)
    if contact is None:
        raise ContactNotFound
    if not may_write(contact):
        raise ContactIsClosed("the contact request has ended; seek contact anew")
    written_message = WrittenMessage(written_message_id, contact_id, now, Writer.CITIZEN, text.strip())
    tx.add_written_message(written_message)
    tx.add_event(Event(contact_id, "message.written", now, actor))
    return written_message


def written(contact: Contact, tx: WrittenMessages) -> Sequence[WrittenMessage]:
    """All that was written, the first first."""
    return tx.written_messages(contact.id)


def may_write(contact: Contact) -> bool:
    """Whether the citizen may still write."""
    return contact.state.is_open
