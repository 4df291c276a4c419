"""Staff and citizen write to each other about her request: the way for who cannot hear, or cannot speak.

The words are read behind her link; the text message that tells of them says nothing of what they are about.
"""

from collections.abc import Sequence
from datetime import datetime

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound
from contact_api.domain.core.values import ContactId, StaffId
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.messages.written_messages import Letter, Writer
from contact_api.ports import Event, Transaction
from contact_api.usecases.messages.notify import tell
from contact_api.usecases.work_queue.pull_next import held_by


def write_to_citizen(
    letter_id: str,
    contact_id: ContactId,
    staff_id: StaffId,
    lease_number: int,
    text: str,
    tx: Transaction,
    *,
    now: datetime,
) -> Letter:
    """Keep what a staff member writes to whom she holds, and have the citizen told that there is something to read.

    It is no outcome: she says that herself, when they are done. Errors: ContactNotFound, LeaseLost.
    """
    held_by(contact_id, staff_id, lease_number, tx, now=now)
    letter = Letter(letter_id, contact_id, now, Writer.STAFF, text.strip(), staff_id)
    tx.add_letter(letter)
    tx.add_event(Event(contact_id, "letter.written", now, staff_id))
    tell(MessageKind.LETTER, tx, now=now, contact_id=contact_id)
    return letter


def write_to_staff(
    letter_id: str, contact_id: ContactId, text: str, tx: Transaction, *, now: datetime, actor: str
) -> Letter:
    """Keep what the citizen writes: whoever has her request in hand, now or next, reads it.

    Errors: ContactNotFound; ContactIsClosed when it has ended.
    """
    contact = tx.hold_contact(contact_id)
    if contact is None:
        raise ContactNotFound
    if not may_write(contact):
        raise ContactIsClosed("the contact request has ended; seek contact anew")
    letter = Letter(letter_id, contact_id, now, Writer.CITIZEN, text.strip())
    tx.add_letter(letter)
    tx.add_event(Event(contact_id, "letter.written", now, actor))
    return letter


def written(contact: Contact, tx: Transaction) -> Sequence[Letter]:
    """All that was written, the first first."""
    return tx.letters(contact.id)


def may_write(contact: Contact) -> bool:
    """Whether the citizen may still write."""
    return contact.state.is_open
