"""From what is asked of bookings to what the use cases take."""

from datetime import UTC, date, datetime

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.identity import IdentityKind, PersonIdentity, born_on
from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.http.schemas.bookings import TimeWanted
from contact_api.http.schemas.intake import PlannedContactIn
from contact_api.ports import Transaction
from contact_api.usecases.booking.wanted_time import Wanted


def wanted_of(body: TimeWanted, staff_id: str | None = None) -> Wanted:
    """The time that is wanted."""
    with_whom = StaffId(staff_id) if staff_id else None
    return Wanted(
        TimeTypeId(body.time_type_id),
        UnitId(body.unit_id),
        body.starts_at,
        with_whom,
        language=body.language,
        profession=body.profession,
    )


def held_time(booking_id: BookingId, contact_id: ContactId, tx: Transaction) -> Wanted:
    """The time of a booking or hold of this contact; empty when there is none any more."""
    found = tx.booking(booking_id)
    if found is None or found.contact_id != contact_id:
        return Wanted(TimeTypeId(""), UnitId(""), datetime.min.replace(tzinfo=UTC))
    return Wanted(found.slot.time_type_id, found.slot.unit_id, found.starts_at)


def booker_of(contact: Contact, tx: Transaction, *, by_staff: bool = False) -> Booker:
    """Whom a time is for, as far as the rules ask."""
    details = tx.details(contact.id) or Details()
    person = tx.person(contact.person_id)
    return Booker(
        by_staff=by_staff,
        born=_born(details),
        listed_at=(person.unit_id if person else None) or contact.need.unit_id,
    )


def wanted_of_planned(body: PlannedContactIn) -> Wanted:
    """The time of a planned contact, at its unit."""
    with_whom = StaffId(body.time.staff_id) if body.time.staff_id else None
    return Wanted(TimeTypeId(body.time.time_type_id), UnitId(body.unit_id), body.time.starts_at, with_whom)


def booker_of_planned(details: Details) -> Booker:
    """Whom staff plan a contact for."""
    return Booker(by_staff=True, born=_born(details))


def _born(details: Details) -> date | None:
    """By the number of the person the time is for; what carries no day of birth says nothing."""
    if not details.identity_value:
        return None
    kind = IdentityKind(details.identity_kind)
    return born_on(PersonIdentity(kind, details.identity_value, details.identity_system or ""))
