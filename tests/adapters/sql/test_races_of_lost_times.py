"""Two desks tell the same citizens, and the scheduler reminds twice, in the same moment. Real threads on PostgreSQL."""

from datetime import timedelta
from functools import partial

import pytest

from contact_api.bootstrap import Application
from contact_api.domain.booking.booking import Booking, BookingId, Slot
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.values import StaffId, Window
from contact_api.ports import Transaction
from contact_api.usecases.booking.remedies import ask_to_rebook, tell_of_losses
from contact_api.usecases.booking.remind_of_bookings import remind_of_booking
from tests.adapters.sql.small_region import ALPHA, NINE, NURSES, asked, at_once, look, right, seek
from tests.makers import a_booking

LATER = NINE + timedelta(days=3)
DAY_BEFORE = LATER - timedelta(days=1)


@pytest.fixture
def booked(app: Application) -> list[Booking]:
    """Two people with a time, and nobody there for them."""
    found = []
    for number in range(2):
        start = LATER + number * timedelta(hours=1)
        window = Window(start, start + timedelta(minutes=20))
        slot = Slot(TimeTypeId("visit"), ALPHA, StaffId(NURSES[0]), window, window)
        booking = a_booking(f"b{number}", contact_id=seek(app).contact.id, slot=slot, made_at=NINE)
        app.transact(lambda tx, booking=booking: tx.add_booking(booking))  # type: ignore[misc]
        found.append(booking)
    return found


def texts_of(app: Application, kind: str) -> list[str]:
    url = str(app.settings.database_url.get_secret_value())
    found = asked(url, "select booking_id from message where kind = %s order by booking_id", [kind])
    return [booking_id for (booking_id,) in found]


def test_two_desks_that_tell_of_the_same_losses_send_one_text_each(
    app: Application, booked: list[Booking]
) -> None:
    ids = [BookingId(one.id) for one in booked]

    def tell(tx: Transaction) -> list[BookingId]:
        return tell_of_losses(ids, tx, by="desk", now=NINE)

    told = right(at_once(*[lambda: app.transact(tell)] * 4))

    assert sorted(one for some in told for one in some) == ids
    assert texts_of(app, "booking_time_lost") == ids


def test_asked_by_two_desks_at_once_is_asked_once(app: Application, booked: list[Booking]) -> None:
    first = booked[0]

    def ask(tx: Transaction) -> Booking:
        return ask_to_rebook(first.id, first.contact_id, tx, by="desk", now=NINE)

    answers = right(at_once(*[lambda: app.transact(ask)] * 4))

    assert {one.sequence for one in answers} == {1}
    assert texts_of(app, "booking_time_lost") == [first.id]


def test_a_time_that_is_reminded_of_by_four_at_once_is_reminded_of_once(
    app: Application, booked: list[Booking]
) -> None:
    first = booked[0]
    window = first.slot.window
    there = StaffTime(first.slot.staff_id, ALPHA, StaffTimeKind.BOOKABLE, window.start, window.end)
    look(app, lambda tx: tx.add_staff_time([there]))

    told = right(at_once(*[lambda: app.transact(partial(remind_of_booking, first.id, now=DAY_BEFORE))] * 4))

    assert sorted(told) == [False, False, False, True]
    assert texts_of(app, "booking_reminder") == [first.id]
    assert look(app, lambda tx: tx.booking(first.id)) == first
