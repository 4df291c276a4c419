"""A day on which somebody has a booked time at Backen, over either store."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.time_types import ReminderRule
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.values import ContactId, Window
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.region.region import Region
from contact_api.ports import Transaction
from contact_api.usecases.booking.remind_of_bookings import bookings_to_be_reminded, remind_of_booking
from contact_api.usecases.booking.tell_of_booking import tell_of_booking
from tests.makers import DAY, UNIT, ZONE, a_booking
from tests.usecases.day import NURSE, Day, When, moment


def on(day_ahead: int, clock: str) -> datetime:
    """A local time so many days on."""
    hour, minute = map(int, clock.split(":"))
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=ZONE) + timedelta(days=day_ahead)


def book(
    day: Day,
    name: str = "b1",
    *,
    start: datetime,
    contact: str = "c1",
    staff: str = NURSE,
    now: When = "08:00",
) -> Booking:
    """A time of twenty minutes that somebody booked, with staff time under it."""
    window = Window(start, start + timedelta(minutes=20))
    booking = a_booking(name, contact_id=ContactId(contact), staff_id=staff, made_at=moment(now))
    booking = replace(booking, slot=replace(booking.slot, window=window, busy=window))
    time_of(day, booking)

    def write(tx: Transaction) -> None:
        tx.add_booking(booking)
        tell_of_booking(MessageKind.BOOKING_CONFIRMED, booking, tx, by_unit=False, now=moment(now))

    day.run(write)
    return booking


def time_of(day: Day, booking: Booking) -> StaffTime:
    """Let whoever is to give the time be there for it."""
    window = booking.slot.window
    there = StaffTime(booking.slot.staff_id, UNIT.id, StaffTimeKind.BOOKABLE, window.start, window.end)
    day.run(lambda tx: tx.add_staff_time([there]))
    return there


def time_goes(day: Day, booking: Booking) -> None:
    """Whoever was to give the time is not there for it."""
    window = booking.slot.window
    gone = StaffTime(booking.slot.staff_id, UNIT.id, StaffTimeKind.BOOKABLE, window.start, window.end)
    day.run(lambda tx: tx.drop_staff_time([gone]))


def kept(day: Day, name: str = "b1") -> Booking:
    found = day.run(lambda tx: tx.booking(BookingId(name)))
    assert found is not None
    return found


def reminds(day: Day, *, now: datetime, rule: ReminderRule | None = None) -> int:
    """What the scheduler does each time it looks."""
    but = {"region": region_with(day.region(), rule)} if rule else {}
    due = day.run(partial(bookings_to_be_reminded, now=now), **but)
    return sum(day.run(partial(remind_of_booking, one, now=now), **but) for one in due)


def region_with(region: Region, rule: ReminderRule) -> Region:
    return replace(region, time_types=replace(region.time_types, reminder=rule))
