"""Move and cancel by the national contract, and what of it may be done with a booking."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from contact_api.domain.booking.booking import Booking, BookingId, BookingState
from contact_api.domain.booking.notices import can_change
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import TimeNotOffered
from contact_api.domain.core.values import UnitId
from contact_api.domain.region.region import Region
from contact_api.ports import Transaction
from contact_api.usecases.booking.change_booking import cancel_booking, move_booking
from contact_api.usecases.booking.wanted_time import Wanted
from contact_api.usecases.national_scheduling.make_booking import BookerOf
from contact_api.usecases.national_scheduling.slots import OPEN_TO, SlotAsked
from contact_api.usecases.national_scheduling.subject import Subject, booking_of


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a booking's citizen may still do with it."""

    cancel: bool
    move: bool


def update_booking(
    booking_id: BookingId,
    asked: SlotAsked,
    subject: Subject,
    booker_of: BookerOf,
    tx: Transaction,
    *,
    by: str,
    now: datetime,
) -> tuple[Booking, Contact]:
    """Move it to a time of its own kind; to where it is already is no change.

    Errors: BookingNotFound, BookingIsOver, TooLateToChange, TimeNotOffered, MayNotBook, HasAnotherBooking.
    """
    before, contact = booking_of(booking_id, asked.unit_id, subject, tx)
    if _is_there(before, asked):
        return before, contact
    kind = asked.time_type_id or before.slot.time_type_id
    wanted = Wanted(kind, asked.unit_id, asked.start, asked.staff_id)
    after = move_booking(before.id, contact.id, wanted, booker_of(contact, tx), tx, by=by, now=now)
    if after.slot.window.end != asked.end:
        raise TimeNotOffered("no time from that start ends then; ask for the times again")
    return after, contact


def cancel_for(
    booking_id: BookingId,
    unit_id: UnitId,
    subject: Subject,
    booker_of: BookerOf,
    tx: Transaction,
    *,
    by: str,
    now: datetime,
) -> tuple[Booking, Contact]:
    """Cancel it; again is no change. Errors: BookingNotFound, BookingIsOver, TooLateToChange."""
    before, contact = booking_of(booking_id, unit_id, subject, tx)
    return cancel_booking(before.id, contact.id, booker_of(contact, tx), tx, by=by, now=now), contact


def allowed_with(
    booking: Booking, contact: Contact, region: Region, *, gone: Collection[BookingId] = (), now: datetime
) -> Allowed:
    """By the rules of its kind; a time for which nobody is there any more (`gone`) until its start."""
    time_type = region.time_types.by_id.get(booking.slot.time_type_id)
    is_ahead = booking.state is BookingState.BOOKED and now < booking.starts_at
    cancel = is_ahead and (booking.id in gone or can_change(booking, time_type, zone=region.zone, now=now))
    is_open = (
        time_type is not None
        and time_type.bookable_by in OPEN_TO
        and time_type.at(booking.slot.unit_id) is not None
        and not contact.need.urgency.is_urgent
    )
    return Allowed(cancel=cancel, move=cancel and is_open)


def _is_there(booking: Booking, asked: SlotAsked) -> bool:
    stands = booking.state is BookingState.BOOKED and booking.slot.window.end == asked.end
    return stands and booking.starts_at == asked.start and asked.staff_id in (None, booking.slot.staff_id)
