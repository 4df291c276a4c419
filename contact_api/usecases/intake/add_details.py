"""Add what a further request says of a person to what is known, and lose no word of it."""

from datetime import datetime
from typing import Protocol
from uuid import uuid4

from contact_api.domain.core.contact import Details, added_to
from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.written_messages import Writer, WrittenMessage
from contact_api.ports import Contacts, WrittenMessages


class AddingDetails(Contacts, WrittenMessages, Protocol):
    """What adding to a case's details needs."""


def add_details(contact_id: ContactId, new: Details, tx: AddingDetails, *, now: datetime) -> None:
    """Save the details with the new ones added; a text too long for them is written down beside them, in full.

    The same text twice is written down once.
    """
    details, beside = added_to(tx.details(contact_id) or Details(), new)
    tx.save_details(contact_id, details)
    if beside is None:
        return
    known = tx.written_messages(contact_id)
    if not any(one.by is Writer.REQUEST and one.text == beside for one in known):
        tx.add_written_message(WrittenMessage(str(uuid4()), contact_id, now, Writer.REQUEST, beside))


def changes_number(contact_id: ContactId, new: Details, tx: Contacts) -> bool:
    """Whether the number to call becomes another one with these details: links that went to the old one are its."""
    known = tx.details(contact_id) or Details()
    return added_to(known, new)[0].callback_number != known.callback_number
