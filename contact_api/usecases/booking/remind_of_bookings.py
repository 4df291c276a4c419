"""Booked times are reminded of when the rule in force says so; once for each time, as it stands."""

from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.notices import is_reminder_due
from contact_api.domain.core.values import Window
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import BookingNotices, Bookings, RegionInForce
from contact_api.usecases.booking.lost_time import without_time
from contact_api.usecases.booking.tell_of_booking import tell_of_booking
from contact_api.usecases.messages.notify import Notifying

A_NIGHT = timedelta(hours=24)  # so much before its hour a reminder may leave, so that it is not sent at night


class RemindingOfBookings(RegionInForce, Bookings, BookingNotices, Notifying, Protocol):
    """What reminding of booked times needs."""


def bookings_to_be_reminded(tx: RemindingOfBookings, *, now: datetime) -> list[BookingId]:
    """Whose reminder's hour has come."""
    lead = timedelta(hours=tx.region().time_types.reminder.hours_before)
    found = tx.bookings_to_remind(Window(now, now + lead + A_NIGHT), lead=lead)
    due = [one for one in found if _is_due(one, tx, now=now)]
    gone = without_time(due, tx)
    return [one.id for one in due if one.id not in gone]


def remind_of_booking(booking_id: BookingId, tx: RemindingOfBookings, *, now: datetime) -> bool:
    """Remind its citizen, if it is still so; whether they were."""
    booking = tx.booking_to_change(booking_id)
    if booking is None or _was_reminded(booking, tx) or not _is_due(booking, tx, now=now):
        return False
    tell_of_booking(MessageKind.BOOKING_REMINDER, booking, tx, by_unit=False, now=now)
    return True


def _is_due(booking: Booking, tx: RemindingOfBookings, *, now: datetime) -> bool:
    region = tx.region()
    rule = region.time_types.reminder
    return is_reminder_due(booking, rule, told_at=_told_at(booking, tx), zone=region.zone, now=now)


def _told_at(booking: Booking, tx: BookingNotices) -> datetime:
    """When the citizen was last told of the time."""
    return max([booking.made_at, *(one.created_at for one in tx.texts_of_bookings([booking.id]))])


def _was_reminded(booking: Booking, tx: BookingNotices) -> bool:
    return any(
        one.kind is MessageKind.BOOKING_REMINDER and one.booking and one.booking.sequence == booking.sequence
        for one in tx.texts_of_bookings([booking.id])
    )
