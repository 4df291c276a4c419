"""Whether the citizen came: noted from the start of the time on, and taken back when it was wrong."""

from datetime import datetime
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingId, seen, unseen
from contact_api.domain.core.errors import BookingNotFound
from contact_api.domain.core.values import ContactId
from contact_api.ports import Bookings, Event
from contact_api.usecases.assessment.record_assessment import Assessing, held
from contact_api.usecases.booking.three_day_clock import was_met, was_not_met


class Attending(Bookings, Assessing, Protocol):
    """What noting attendance needs."""


def note_attendance(
    booking_id: BookingId,
    contact_id: ContactId,
    tx: Attending,
    *,
    came: bool,
    minutes_late: int | None = None,
    by: str,
    now: datetime,
) -> Booking:
    """Note who came, or did not; who came to licensed staff was assessed.

    Errors: ContactNotFound, BookingNotFound, BookingIsOver before the start and when it was cancelled.
    """
    held(contact_id, tx)
    noted = seen(_of(booking_id, contact_id, tx), came=came, minutes_late=minutes_late, now=now)
    tx.save_booking(noted)
    tx.add_event(Event(contact_id, f"booking.{noted.state.value}", now, by, {"booking": booking_id}))
    (was_met if came else was_not_met)(noted, tx, by=by, now=now)
    return noted


def take_back_attendance(
    booking_id: BookingId, contact_id: ContactId, tx: Attending, *, by: str, now: datetime
) -> Booking:
    """Take the note back. Errors: ContactNotFound, BookingNotFound, BookingIsOver when there is none."""
    held(contact_id, tx)
    after = unseen(_of(booking_id, contact_id, tx))
    tx.save_booking(after)
    tx.add_event(Event(contact_id, "booking.attendance_taken_back", now, by, {"booking": booking_id}))
    was_not_met(after, tx, by=by, now=now)
    return after


def _of(booking_id: BookingId, contact_id: ContactId, tx: Bookings) -> Booking:
    found = tx.booking_to_change(booking_id)
    if found is None or found.contact_id != contact_id:
        raise BookingNotFound
    return found
