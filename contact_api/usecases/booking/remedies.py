"""What is done about a booking whose staff time is gone: tell, give it to somebody else, ask for another time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.booking.booking import (
    Booking,
    BookingId,
    BookingState,
    reassigned,
    stands,
    told_lost,
)
from contact_api.domain.booking.free_time import best_first
from contact_api.domain.booking.notices import ToldOfLoss
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.errors import BookingNotFound, TimeNotOffered
from contact_api.domain.core.values import ContactId, StaffId
from contact_api.domain.messages.notifications import DeliveryState, MessageKind, NotSent
from contact_api.ports import BookingNotices, Event, Message
from contact_api.usecases.booking.change_booking import cancel_booking
from contact_api.usecases.booking.lost_time import (
    same_time_with_others,
    told_of_loss,
    without_time,
)
from contact_api.usecases.booking.shared_time import end_holds, give_back, minutes_taken
from contact_api.usecases.booking.tell_of_booking import tell_of_booking
from contact_api.usecases.booking.wanted_time import TakingTime

FAILED = (DeliveryState.NOT_SENT, DeliveryState.FAILED_PERMANENTLY)


class Remedying(TakingTime, BookingNotices, Protocol):
    """What remedies need."""


def tell_of_losses(
    bookings: Sequence[BookingId], tx: Remedying, *, by: str, now: datetime
) -> list[BookingId]:
    """Tell the citizens of these bookings that nobody is there, in this order; those who were told now.

    Who was told, or whose time is not lost, is not told: telling twice is telling once.
    """
    return [one for one in bookings if _tell_of_loss(one, tx, by=by, now=now)]


def reassign_booking(
    booking_id: BookingId,
    contact_id: ContactId,
    tx: Remedying,
    *,
    staff_id: StaffId | None = None,
    by: str,
    now: datetime,
) -> Booking:
    """Give the same time to somebody else who is free then, or to `staff_id`.

    The citizen is told only where they would notice: they were told it is lost, or it was with their named contact.
    Errors: BookingNotFound, BookingIsOver, TimeNotOffered when nobody else is free.
    """
    contact = tx.hold_contact(contact_id)
    tx.share_roster()
    before = _own(booking_id, contact_id, tx)
    unit_id, busy = before.slot.unit_id, before.slot.busy
    tx.keep_free_time(unit_id, busy)
    end_holds([one for one in tx.ended_holds(now=now) if one.slot.unit_id == unit_id], tx, now=now)
    found, free = same_time_with_others(before, tx, now=now)
    wanted = [one for one in found if staff_id in (None, one.staff_id)]
    if not wanted:
        raise TimeNotOffered("nobody else is free at that time; move it, or ask for another time")
    slot = best_first(wanted, free)[0]
    after = reassigned(before, slot, now=now)
    tx.save_booking(after)
    give_back([before], tx, taken=minutes_taken(slot, free, tx))
    facts = {"booking": booking_id, "from": before.slot.staff_id, "to": slot.staff_id}
    tx.add_event(Event(contact_id, "booking.reassigned", now, by, facts))
    if before.told_of_loss_at is not None:
        tell_of_booking(MessageKind.BOOKING_STANDS, after, tx, by_unit=True, now=now)
    elif contact is not None and contact.need.named_contact == before.slot.staff_id:
        tell_of_booking(MessageKind.BOOKING_REASSIGNED, after, tx, by_unit=True, now=now)
    return after


def ask_to_rebook(
    booking_id: BookingId, contact_id: ContactId, tx: Remedying, *, by: str, now: datetime
) -> Booking:
    """Free the time and ask the citizen to choose another one, in one step; its reminder and calendar entry go with it.

    Asking twice is asking once. Errors: ContactNotFound, BookingNotFound, BookingIsOver.
    """
    staff = Booker(by_staff=True)
    return cancel_booking(booking_id, contact_id, staff, tx, asks_to_rebook=True, by=by, now=now)


def say_it_stands(
    booking_id: BookingId, contact_id: ContactId, tx: Remedying, *, by: str, now: datetime
) -> Booking:
    """Tell the citizen that a time they were told is lost holds after all. Saying it twice is saying it once.

    Errors: BookingNotFound, BookingIsOver, TimeNotOffered while nobody is there.
    """
    before = _own(booking_id, contact_id, tx)
    if before.told_of_loss_at is None and before.state is BookingState.BOOKED:
        return before
    after = stands(before, now=now)
    if without_time([after], tx):
        raise TimeNotOffered("nobody is there at that time; give it to somebody else first")
    tx.save_booking(after)
    tx.add_event(Event(contact_id, "booking.stands", now, by, {"booking": booking_id}))
    tell_of_booking(MessageKind.BOOKING_STANDS, after, tx, by_unit=True, now=now)
    return after


def note_told_otherwise(
    booking_id: BookingId, contact_id: ContactId, tx: Remedying, *, by: str, now: datetime
) -> Booking:
    """Somebody rang whom no text reached: they know what became of their time. Noted twice it is noted once.

    Errors: BookingNotFound.
    """
    found = tx.booking(booking_id)
    if found is None or found.contact_id != contact_id:
        raise BookingNotFound
    missed = [one for one in tx.texts_of_bookings([booking_id]) if _was_missed(one, found)]
    for one in missed:
        held = tx.hold_message(one.id)  # messages before bookings, as whoever sends one does
        if held is not None and held.booking is not None:
            tx.save_message(replace(held, booking=replace(held.booking, told_at=now)))
    booking = tx.booking_to_change(booking_id) or found
    if booking.told_of_loss_at is None and without_time([booking], tx):
        booking = told_lost(booking, now=now)
        tx.save_booking(booking)
    elif not missed:
        return booking
    tx.add_event(Event(contact_id, "booking.told_otherwise", now, by, {"booking": booking_id}))
    return booking


def _tell_of_loss(booking_id: BookingId, tx: Remedying, *, by: str, now: datetime) -> bool:
    booking = tx.booking_to_change(booking_id)
    if booking is None or booking.starts_at <= now or not without_time([booking], tx):
        return False
    if told_of_loss(booking, tx.texts_of_bookings([booking_id])) is not ToldOfLoss.NOT_TOLD:
        return False
    tell_of_booking(MessageKind.BOOKING_TIME_LOST, booking, tx, by_unit=True, now=now)
    facts = {"booking": booking_id, "at": booking.starts_at.isoformat()}
    tx.add_event(Event(booking.contact_id, "booking.told_lost", now, by, facts))
    return True


def _own(booking_id: BookingId, contact_id: ContactId, tx: Remedying) -> Booking:
    found = tx.booking_to_change(booking_id)
    if found is None or found.contact_id != contact_id or found.state is BookingState.HELD:
        raise BookingNotFound
    return found


def _was_missed(text: Message, booking: Booking) -> bool:
    about = text.booking
    if about is None or about.sequence != booking.sequence or not about.by_unit or about.told_at is not None:
        return False
    return text.state in FAILED and text.why_not != NotSent.OVERTAKEN
