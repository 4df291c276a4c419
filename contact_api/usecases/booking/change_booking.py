"""A booking is moved or cancelled, while its rules allow it; staff may until it has begun."""

from dataclasses import replace
from datetime import datetime

from contact_api.domain.booking.booking import Booking, BookingId, BookingState, EndedBy, cancelled, moved
from contact_api.domain.booking.notices import can_change
from contact_api.domain.booking.who_may_book import Booker, must_have_room
from contact_api.domain.core.errors import BookingNotFound, ContactNotFound, TimeNotOffered, TooLateToChange
from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import Bookings, Event
from contact_api.usecases.booking.lost_time import without_time
from contact_api.usecases.booking.shared_time import give_back
from contact_api.usecases.booking.tell_of_booking import is_in_the_call, tell_of_booking
from contact_api.usecases.booking.three_day_clock import keep_choice
from contact_api.usecases.booking.wanted_time import (
    TakingTime,
    Wanted,
    kept_contact,
    slot_wanted,
    type_wanted,
    with_time_until,
    year_before,
)


def move_booking(
    booking_id: BookingId,
    contact_id: ContactId,
    wanted: Wanted,
    booker: Booker,
    tx: TakingTime,
    *,
    by: str,
    now: datetime,
) -> Booking:
    """Give the booking another time; when that is not free, or the rules say no, it keeps the one it has.

    What it is for was settled when it was made.

    Errors: ContactNotFound, BookingNotFound, BookingIsOver, TooLateToChange, TimeNotOffered, MayNotBook,
    HasAnotherBooking.
    """
    contact = kept_contact(contact_id, tx)
    tx.share_roster()
    before = _own(booking_id, contact_id, tx)
    region = tx.region()
    _must_be_in_time(before, booker, tx, now=now)
    if wanted.time_type_id != before.slot.time_type_id:
        raise TimeNotOffered("a booking is moved to a time of its own kind; cancel it to book another kind")
    time_type = type_wanted(wanted, contact, replace(booker, says_no_reason=True), region)
    slot, taken = slot_wanted(time_type, wanted, contact, booker, tx, moving=before, now=now)
    is_there = slot.window == before.slot.window and slot.unit_id == before.slot.unit_id
    with_whom = wanted.staff_id in (None, before.slot.staff_id)
    if is_there and with_whom:
        return before  # it is there already: nothing changes, and nothing is told
    theirs = tx.bookings_of_person(contact.person_id, since=year_before(slot.window.start))
    must_have_room(time_type, slot, theirs, without=before, zone=region.zone)
    after = moved(before, slot, now=now)
    tx.save_booking(after)
    tx.save_contact(with_time_until(contact, slot.window.end))
    give_back([before], tx, taken=taken)
    keep_choice(contact, slot.window.start, tx, by_unit=booker.by_staff, now=now)
    facts = {"from": before.starts_at.isoformat(), "to": after.starts_at.isoformat(), "booking": booking_id}
    tx.add_event(Event(contact_id, "booking.moved", now, by, facts))
    by_unit = booker.by_staff and not is_in_the_call(contact)
    tell_of_booking(MessageKind.BOOKING_MOVED, after, tx, by_unit=by_unit, now=now)
    return after


def cancel_booking(
    booking_id: BookingId,
    contact_id: ContactId,
    booker: Booker,
    tx: TakingTime,
    *,
    asks_to_rebook: bool = False,
    by: str,
    now: datetime,
) -> Booking:
    """Give the time back; cancelling twice is cancelling once. `asks_to_rebook`: the unit cannot give it.

    Errors: ContactNotFound, BookingNotFound, BookingIsOver when it has begun, TooLateToChange.
    """
    contact = tx.hold_contact(contact_id)
    if contact is None:
        raise ContactNotFound
    tx.share_roster()
    before = _own(booking_id, contact_id, tx)
    if before.state is BookingState.CANCELLED:
        return before
    _must_be_in_time(before, booker, tx, now=now)
    after = cancelled(before, by=EndedBy.UNIT if booker.by_staff else EndedBy.CITIZEN, now=now)
    tx.save_booking(after)
    give_back([before], tx)
    if booker.by_staff:
        keep_choice(contact, None, tx, by_unit=True, now=now)
    facts = {"at": before.starts_at.isoformat(), "booking": booking_id}
    kind = "booking.asked_to_rebook" if asks_to_rebook else "booking.cancelled"
    tx.add_event(Event(contact_id, kind, now, by, facts))
    if asks_to_rebook and before.told_of_loss_at is not None:
        return after  # they know
    telling = MessageKind.BOOKING_TIME_LOST if asks_to_rebook else MessageKind.BOOKING_CANCELLED
    tell_of_booking(telling, after, tx, by_unit=booker.by_staff, now=now)
    return after


def _own(booking_id: BookingId, contact_id: ContactId, tx: Bookings) -> Booking:
    found = tx.booking_to_change(booking_id)
    if found is None or found.contact_id != contact_id or found.state is BookingState.HELD:
        raise BookingNotFound
    return found


def _must_be_in_time(booking: Booking, booker: Booker, tx: TakingTime, *, now: datetime) -> None:
    """A time for which nobody is there any more may be moved and cancelled until it would have begun."""
    region = tx.region()
    time_type = region.time_types.by_id.get(booking.slot.time_type_id)
    if booker.by_staff or booking.state is not BookingState.BOOKED or booking.starts_at <= now:
        return
    is_late = not can_change(booking, time_type, zone=region.zone, now=now)
    if is_late and booking.id not in without_time([booking], tx):
        raise TooLateToChange
