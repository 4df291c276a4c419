"""Which contact requests staff may know of."""

from uuid import UUID

from contact_api.domain.core.access import may_know_of
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import ContactNotFound
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.request_context import RequestContext
from contact_api.ports import Transaction


def known_contact(contact_id: UUID, context: RequestContext, tx: Transaction) -> Contact:
    """What one may not know of does not exist. Errors: ContactNotFound."""
    contact = tx.contact(ContactId(str(contact_id)))
    if contact is None or not may_know_contact(contact, context):
        raise ContactNotFound
    return contact


def may_know_contact(contact: Contact, context: RequestContext) -> bool:
    """Whether it concerns the caller's unit, or the caller holds it or made the last call."""
    units = [contact.need.unit_id, contact.promised_unit]
    staff_id = context.caller.staff_id
    is_own = staff_id is not None and staff_id in (contact.claimed_by, contact.called_by)
    return is_own or any(unit is not None and may_know_of(context.caller, unit) for unit in units)
