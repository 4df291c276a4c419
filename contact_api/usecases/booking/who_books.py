"""What is known of whoever a time is for, as far as the rules of its kind ask."""

from datetime import date
from typing import Protocol

from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.identity import IdentityKind, PersonIdentity, born_on
from contact_api.ports import Contacts


class Knowing(Contacts, Protocol):
    """What says who a time is for."""


def booker_of(contact: Contact, tx: Knowing, *, by_staff: bool = False) -> Booker:
    """Whom a time is for, as far as the rules ask."""
    details = tx.details(contact.id) or Details()
    person = tx.person(contact.person_id)
    return Booker(
        by_staff=by_staff,
        born=born_of(details),
        listed_at=(person.unit_id if person else None) or contact.need.unit_id,
    )


def born_of(details: Details) -> date | None:
    """By the number of the person the time is for; what carries no day of birth says nothing."""
    if not details.identity_value:
        return None
    kind = IdentityKind(details.identity_kind)
    return born_on(PersonIdentity(kind, details.identity_value, details.identity_system or ""))
