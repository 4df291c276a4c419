"""Which time is wanted, for whom, and who gives it: what holding, booking and moving have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingState, Slot
from contact_api.domain.booking.free_time import Wish, best_first
from contact_api.domain.booking.notices import was_taken_back
from contact_api.domain.booking.time_types import TimeType, TimeTypeId
from contact_api.domain.booking.who_may_book import Booker, must_be_allowed
from contact_api.domain.capacity.capacity import CellKey
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import (
    ConsentMissing,
    ContactIsClosed,
    ContactNotFound,
    HasAnotherBooking,
    MayNotBook,
    TimeNotOffered,
)
from contact_api.domain.core.values import (
    ContactId,
    ContactState,
    Language,
    Profession,
    StaffId,
    UnitId,
    Window,
)
from contact_api.domain.region.region import Region
from contact_api.ports import Assessments, Contacts, History, ReplanMark
from contact_api.usecases.booking.find_times import free_slots
from contact_api.usecases.booking.shared_time import SharingTime, end_holds, minutes_taken
from contact_api.usecases.messages.notify import Notifying

NOT_ACCEPTED = "the unit is another care provider's, or shares no work; say yes to other care providers first"


class TakingTime(SharingTime, Contacts, History, ReplanMark, Notifying, Assessments, Protocol):
    """What booking a time needs."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which time is wanted: its type, unit and start, and with whom, in which language, if that matters."""

    time_type_id: TimeTypeId
    unit_id: UnitId
    start: datetime
    staff_id: StaffId | None = None
    language: Language | None = None  # None: what the contact needs
    profession: Profession | None = None
    despite_overlap: str | None = None  # why staff book it beside another time of the citizen's


def kept_contact(contact_id: ContactId, tx: Contacts) -> Contact:
    """The contact, for whom and for whose person nobody else books until the transaction ends.

    Errors: ContactNotFound.
    """
    contact = tx.hold_contact(contact_id)
    if contact is None:
        raise ContactNotFound
    tx.keep_person(contact.person_id)
    return contact


def bookable_contact(contact_id: ContactId, booker: Booker, tx: TakingTime) -> Contact:
    """Citizens book for what waits or was booked; staff also for whom they talk to, or talked to.

    From here on nobody else books for the contact or its person: the contact first, the person, then staff time.
    Errors: ContactNotFound, ContactIsClosed.
    """
    contact = kept_contact(contact_id, tx)
    if booker.by_staff:
        return contact
    if contact.state is ContactState.CLAIMED:
        raise ContactIsClosed("somebody is calling right now; a time can be booked in that call")
    is_open = contact.state in (ContactState.WAITING, ContactState.BOOKED)
    if not is_open and not _lost_its_time(tx.bookings_of_contact(contact_id)):
        raise ContactIsClosed
    return contact


def _lost_its_time(bookings: Sequence[Booking]) -> bool:
    """Whether the unit took a time back, and none has taken its place."""
    standing = any(one.state in (BookingState.BOOKED, BookingState.ATTENDED) for one in bookings)
    return not standing and any(was_taken_back(one) for one in bookings)


def must_be_unbooked(contact: Contact, booker: Booker, tx: TakingTime, *, now: datetime) -> None:
    """A citizen has one time of a contact request, whatever tabs are open; staff may book more.

    Errors: HasAnotherBooking.
    """
    if booker.by_staff:
        return
    for one in tx.bookings_of_contact(contact.id):
        if one.state is BookingState.BOOKED and now < one.slot.window.end:
            raise HasAnotherBooking(
                "a time is booked for this contact request already; move that one instead"
            )


def type_wanted(wanted: Wanted, contact: Contact, booker: Booker, region: Region) -> TimeType:
    """The type as the unit settles it, if it is for this contact.

    Errors: TimeNotOffered, ConsentMissing, MayNotBook.
    """
    found = region.time_types.by_id.get(wanted.time_type_id)
    settled = found.at(wanted.unit_id) if found else None
    if settled is None:
        raise TimeNotOffered
    if wanted.unit_id not in region.units_to_book(contact.need):
        raise ConsentMissing(NOT_ACCEPTED)
    if not booker.by_staff:
        if contact.need.urgency.is_urgent:
            raise MayNotBook("this is urgent: somebody calls you; nothing is to be booked")
        if not booker.says_no_reason and not settled.fits_reason(contact.circumstances.reason):
            raise TimeNotOffered("this kind of time is not for what you seek contact about")
    return settled


def slot_wanted(
    time_type: TimeType,
    wanted: Wanted,
    contact: Contact,
    booker: Booker,
    tx: TakingTime,
    *,
    moving: Booking | None = None,
    now: datetime,
) -> tuple[Slot, Mapping[CellKey, int]]:
    """Who gives the time, and what that takes of what call-backs are promised of. From here on nobody else takes of it.

    `moving`: as if this booking were not.
    """
    region = tx.region()
    wish = Wish(
        interpreter=contact.circumstances.interpreter,
        language=wanted.language or contact.need.language,
        professions=frozenset([wanted.profession] if wanted.profession else []),
        staff_id=wanted.staff_id,
    )
    length = time_type.length(interpreter=wish.interpreter) + (time_type.after or timedelta())
    start = wanted.start - (time_type.before or timedelta())
    tx.keep_free_time(wanted.unit_id, Window(start, wanted.start + length))
    here = [one for one in tx.ended_holds(now=now) if one.slot.unit_id == wanted.unit_id]
    end_holds(here, tx, now=now)
    found, free = free_slots(
        time_type,
        wanted.unit_id,
        wanted.start,
        wish,
        tx,
        by_staff=booker.by_staff,
        moving=moving,
        now=now,
    )
    if not found:
        raise TimeNotOffered
    slot = best_first(found, free, named=contact.need.named_contact)[0]
    must_be_allowed(time_type, slot, booker, zone=region.zone)
    return slot, minutes_taken(slot, free, tx)


def with_time_until(contact: Contact, ends: datetime) -> Contact:
    """The contact with a booked time that ends then, beside those it had."""
    return replace(contact, booked_until=max(ends, contact.booked_until or ends))


def year_before(start: datetime) -> datetime:
    """Since when a person's other bookings matter: no period of the calendar is longer."""
    return start - timedelta(days=366)
