"""Whether the citizen came: noted from the start of the time on, and taken back when it was wrong."""

from datetime import datetime
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingId, seen, unseen
from contact_api.domain.core.errors import BookingNotFound
from contact_api.domain.core.values import ContactId
from contact_api.ports import Bookings, Event, History


class Attending(Bookings, History, Protocol):
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
    """Note who came, or did not. Errors: BookingNotFound, BookingIsOver before the start and when it was cancelled."""
    noted = seen(_of(booking_id, contact_id, tx), came=came, minutes_late=minutes_late, now=now)
    tx.save_booking(noted)
    tx.add_event(Event(contact_id, f"booking.{noted.state.value}", now, by, {"booking": booking_id}))
    return noted


def take_back_attendance(
    booking_id: BookingId, contact_id: ContactId, tx: Attending, *, by: str, now: datetime
) -> Booking:
    """Take the note back. Errors: BookingNotFound, BookingIsOver when there is none."""
    after = unseen(_of(booking_id, contact_id, tx))
    tx.save_booking(after)
    tx.add_event(Event(contact_id, "booking.attendance_taken_back", now, by, {"booking": booking_id}))
    return after


def _of(booking_id: BookingId, contact_id: ContactId, tx: Bookings) -> Booking:
    found = tx.booking_to_change(booking_id)
    if found is None or found.contact_id != contact_id:
        raise BookingNotFound
    return found
