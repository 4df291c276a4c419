"""From what is asked of bookings to what the use cases take."""

from datetime import UTC, datetime

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.http.schemas.bookings import TimeWanted
from contact_api.http.schemas.desk_bookings import DeskTimeWanted
from contact_api.http.schemas.intake import PlannedContactIn
from contact_api.ports import Transaction
from contact_api.usecases.booking.wanted_time import Wanted
from contact_api.usecases.booking.who_books import booker_of, born_of

__all__ = ["booker_of", "booker_of_planned", "held_time", "wanted_of", "wanted_of_planned"]


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
        despite_overlap=body.despite_overlap if isinstance(body, DeskTimeWanted) else None,
    )


def held_time(booking_id: BookingId, contact_id: ContactId, tx: Transaction) -> Wanted:
    """The time of a booking or hold of this contact; empty when there is none any more."""
    found = tx.booking(booking_id)
    if found is None or found.contact_id != contact_id:
        return Wanted(TimeTypeId(""), UnitId(""), datetime.min.replace(tzinfo=UTC))
    return Wanted(found.slot.time_type_id, found.slot.unit_id, found.starts_at)


def wanted_of_planned(body: PlannedContactIn) -> Wanted:
    """The time of a planned contact, at its unit."""
    with_whom = StaffId(body.time.staff_id) if body.time.staff_id else None
    return Wanted(TimeTypeId(body.time.time_type_id), UnitId(body.unit_id), body.time.starts_at, with_whom)


def booker_of_planned(details: Details) -> Booker:
    """Whom staff plan a contact for."""
    return Booker(by_staff=True, born=born_of(details))
