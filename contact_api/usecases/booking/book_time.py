"""A time is held while somebody decides, and booked: what is taken was free when it was written down."""

from dataclasses import replace
from datetime import datetime

from contact_api.domain.booking.booking import Booking, BookingId, BookingState, Slot, confirmed, held
from contact_api.domain.booking.time_types import TimeType
from contact_api.domain.booking.who_may_book import Booker, must_have_room
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import TimeNotOffered, TooManyHolds
from contact_api.domain.core.values import ContactId, ContactState
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.region.region import Region
from contact_api.ports import Bookings, Event
from contact_api.usecases.booking.shared_time import give_back
from contact_api.usecases.booking.tell_of_booking import is_in_the_call, tell_of_booking
from contact_api.usecases.booking.three_day_clock import keep_choice
from contact_api.usecases.booking.wanted_time import (
    TakingTime,
    Wanted,
    bookable_contact,
    must_be_unbooked,
    slot_wanted,
    type_wanted,
    with_time_until,
    year_before,
)


def hold_time(
    booking_id: BookingId,
    contact_id: ContactId,
    wanted: Wanted,
    booker: Booker,
    tx: TakingTime,
    *,
    by: str,
    now: datetime,
) -> Booking:
    """Keep a time for a contact while somebody decides; nobody else is offered it.

    Errors: ContactNotFound, ContactIsClosed, TimeNotOffered, MayNotBook, HasAnotherBooking, TooManyHolds.
    """
    contact = bookable_contact(contact_id, booker, tx)
    must_be_unbooked(contact, booker, tx, now=now)
    region = tx.region()
    time_type = type_wanted(wanted, contact, booker, region)
    theirs = tx.bookings_of_person(contact.person_id, since=year_before(now))
    if sum(one.is_held(now) for one in theirs) >= region.time_types.most_holds:
        raise TooManyHolds
    slot, taken = slot_wanted(time_type, wanted, contact, booker, tx, now=now)
    must_have_room(time_type, slot, theirs, zone=region.zone)
    kept = _held(booking_id, contact, slot, time_type, region, by=by, now=now)
    tx.add_booking(kept)
    tx.take_staff_minutes(taken)
    return kept


def let_go(booking_id: BookingId, contact_id: ContactId, tx: TakingTime) -> None:
    """End a hold; one that has ended is ended. Errors: none."""
    tx.share_roster()
    found = tx.booking_to_change(booking_id)
    if found is not None and found.contact_id == contact_id and found.state is BookingState.HELD:
        give_back([found], tx)
        tx.drop_booking(booking_id)


def book_held(
    booking_id: BookingId, contact_id: ContactId, booker: Booker, tx: TakingTime, *, by: str, now: datetime
) -> Booking:
    """Make a hold the booking; again it is the same booking. Notice that was kept when it was held stays kept.

    Errors: ContactNotFound, ContactIsClosed, TimeNotOffered when the hold has ended or its staff time is gone;
    HasAnotherBooking; MayNotBook when the contact has become urgent meanwhile: then somebody calls.
    """
    contact = bookable_contact(contact_id, booker, tx)
    tx.share_roster()
    found = tx.booking_to_change(booking_id)
    if found is None or found.contact_id != contact_id:
        raise TimeNotOffered("the time is held for you no longer; ask for the times again")
    if found.state is BookingState.BOOKED:
        return found
    must_be_unbooked(contact, booker, tx, now=now)
    wanted = Wanted(found.slot.time_type_id, found.slot.unit_id, found.starts_at)
    time_type = type_wanted(wanted, contact, booker, tx.region())
    theirs = tx.bookings_of_person(contact.person_id, since=year_before(found.starts_at))
    must_have_room(time_type, found.slot, theirs, without=found, zone=tx.region().zone)
    booked = confirmed(found, by=by, now=now)
    if _is_gone(booked, tx):
        raise TimeNotOffered("nobody is there at that time any more; ask for the times again")
    tx.save_booking(booked)
    return _as_booked(booked, contact, booker, tx, by=by, now=now)


def book_time(
    booking_id: BookingId,
    contact_id: ContactId,
    wanted: Wanted,
    booker: Booker,
    tx: TakingTime,
    *,
    by: str,
    now: datetime,
) -> Booking:
    """Book a time at once. Errors: as `hold_time`, but for TooManyHolds."""
    contact = bookable_contact(contact_id, booker, tx)
    must_be_unbooked(contact, booker, tx, now=now)
    region = tx.region()
    time_type = type_wanted(wanted, contact, booker, region)
    slot, taken = slot_wanted(time_type, wanted, contact, booker, tx, now=now)
    theirs = tx.bookings_of_person(contact.person_id, since=year_before(slot.window.start))
    meant = wanted.despite_overlap if booker.by_staff else None
    must_have_room(time_type, slot, theirs, despite_overlap=meant is not None, zone=region.zone)
    if meant is not None:
        tx.add_event(
            Event(contact_id, "booking.despite_overlap", now, by, {"booking": booking_id, "why": meant})
        )
    kept = _held(booking_id, contact, slot, time_type, region, by=by, now=now)
    booked = confirmed(kept, by=by, now=now)
    tx.add_booking(booked)
    tx.take_staff_minutes(taken)
    return _as_booked(booked, contact, booker, tx, by=by, now=now)


def _held(
    booking_id: BookingId,
    contact: Contact,
    slot: Slot,
    time_type: TimeType,
    region: Region,
    *,
    by: str,
    now: datetime,
) -> Booking:
    until, interpreter = now + region.time_types.hold_for, contact.circumstances.interpreter
    return held(booking_id, contact.id, slot, time_type, until=until, by=by, interpreter=interpreter, now=now)


def _as_booked(
    booked: Booking, contact: Contact, booker: Booker, tx: TakingTime, *, by: str, now: datetime
) -> Booking:
    """Who booked a time instead of waiting for a call is called no more; their minutes are somebody else's.

    The urgent are called all the same: a time that staff booked for them stands beside the call.
    """
    after = with_time_until(contact, booked.slot.window.end)
    if contact.state is ContactState.WAITING and not contact.need.urgency.is_urgent:
        tx.release(contact.id)
        after = replace(after, state=ContactState.BOOKED, closed_at=now)
        tx.mark_dirty(now=now)
    tx.save_contact(after)
    keep_choice(after, booked.starts_at, tx, now=now)
    facts = {"at": booked.starts_at.isoformat(), "booking": booked.id, "type": booked.slot.time_type_id}
    tx.add_event(Event(contact.id, "booking.made", now, by, facts))
    by_unit = booker.by_staff and not is_in_the_call(contact)
    tell_of_booking(MessageKind.BOOKING_CONFIRMED, booked, tx, by_unit=by_unit, now=now)
    return booked


def _is_gone(booking: Booking, tx: Bookings) -> bool:
    """Whether the roster has changed under a hold."""
    busy = booking.slot.busy
    free = tx.free_time([booking.slot.unit_id], busy, now=booking.made_at, without=booking.id)
    return not any(
        one.staff_id == booking.slot.staff_id and one.start <= busy.start and busy.end <= one.end
        for one in free
    )
