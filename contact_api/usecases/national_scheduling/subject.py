"""For whom something is asked, and which of their bookings at a unit may be told of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingId, BookingState
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import BookingNotFound
from contact_api.domain.core.values import PersonId, UnitId
from contact_api.ports import Bookings, Contacts

LONGEST_TIME = timedelta(days=1)


class LookingUp(Bookings, Contacts, Protocol):
    """What looking up somebody's bookings needs."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The person a message is about (`known_as`: every id their requests may be under), and who acts for them.

    `acts`: the person at the other page, when it says so; empty: it does not say.
    """

    known_as: tuple[PersonId, ...]
    acts: tuple[PersonId, ...] = ()

    @property
    def is_by_another(self) -> bool:
        """Whether somebody else acts for them."""
        return bool(self.acts) and set(self.acts).isdisjoint(self.known_as)


def is_kept_from(contact: Contact, subject: Subject, tx: Contacts) -> bool:
    """Whether the contact is not theirs, or its person's identity is protected and somebody else acts for them.

    Source: Inera, protected identity: nobody acts for whoever is protected, and each service looks for itself.
    """
    if subject.known_as and contact.person_id not in subject.known_as:
        return True
    acts_for_another = bool(subject.acts) and contact.person_id not in subject.acts
    return acts_for_another and (
        contact.circumstances.protected_identity or is_protected(contact.person_id, tx)
    )


def is_protected(person_id: PersonId, tx: Contacts) -> bool:
    """Whether the person's identity is protected, as far as it is known here."""
    person = tx.person(person_id)
    return person is not None and person.protected_identity


def booking_of(
    booking_id: BookingId, unit_id: UnitId, subject: Subject, tx: LookingUp
) -> tuple[Booking, Contact]:
    """The booking at this unit. Errors: BookingNotFound, also when it is another's, a hold or kept from who asks."""
    found = tx.booking(booking_id)
    if found is None or found.slot.unit_id != unit_id or found.state is BookingState.HELD:
        raise BookingNotFound
    contact = tx.contact(found.contact_id)
    if contact is None or is_kept_from(contact, subject, tx):
        raise BookingNotFound
    return found, contact


def bookings_ahead(
    subject: Subject, unit_id: UnitId, tx: LookingUp, *, now: datetime
) -> list[tuple[Booking, Contact]]:
    """What is booked for somebody at this unit and not over, the earliest first."""
    found = []
    for person_id in subject.known_as:
        for one in tx.bookings_of_person(person_id, since=now - LONGEST_TIME):
            is_told = one.state is BookingState.BOOKED and now < one.slot.window.end
            contact = tx.contact(one.contact_id) if is_told and one.slot.unit_id == unit_id else None
            if contact is not None and not is_kept_from(contact, subject, tx):
                found.append((one, contact))
    return sorted(found, key=lambda pair: (pair[0].starts_at, pair[0].id))
