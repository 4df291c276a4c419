"""Staff time is changed under booked times: who is left without anybody is known before and after."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.ports import Transaction
from contact_api.usecases.staff_time.change_staff_time import (
    add_staff_time,
    change_staff_time,
    end_staff_time,
    report_sick,
)
from contact_api.usecases.staff_time.load_roster import load_roster
from contact_api.usecases.staff_time.what_breaks import StaffTimeChanged
from tests.makers import DAY, a_staff_time, at
from tests.usecases.booking.booking_day import BookingDay
from tests.usecases.day import BACKEN, COLLEAGUE, EVER, NURSE

BOOKABLE, MEETING, ABSENCE = StaffTimeKind.BOOKABLE, StaffTimeKind.MEETING, StaffTimeKind.ABSENCE
TOMORROW = timedelta(days=1)
NOON = at("09:00") + TOMORROW

Act = Callable[[StaffTime, Transaction], StaffTimeChanged]


def with_a_visit_tomorrow(times: BookingDay) -> StaffTime:
    """Somebody has a visit with the nurse at nine tomorrow; the nurse's time then."""
    times.put(NURSE, NOON, NOON + timedelta(hours=2), BOOKABLE)
    times.put(COLLEAGUE, NOON, NOON + timedelta(hours=2), BOOKABLE)
    times.seek("c1", now="07:00")
    booked = times.book_at("c1", NOON, now="07:00")
    staff_id = booked.slot.staff_id
    [time] = times.run(lambda tx: tx.staff_time_of([staff_id], EVER))
    return time


ACTS: dict[str, Act] = {
    "an absence": lambda time, tx: add_staff_time(replace(time, kind=ABSENCE), tx, now=at("08:00")),
    "a sick call": lambda time, tx: report_sick(
        time.staff_id, tx, author="eva", at=NOON - timedelta(hours=1), now=at("08:00")
    )[1],
    "another kind": lambda time, tx: change_staff_time(
        time, replace(time, kind=MEETING), tx, now=at("08:00")
    ),
    "later hours": lambda time, tx: change_staff_time(
        time, replace(time, starts_at=NOON + timedelta(minutes=10)), tx, now=at("08:00")
    ),
    "its end": lambda time, tx: end_staff_time(time, tx, now=at("08:00")),
    "a roster without it": lambda _time, tx: load_roster(
        [], tx, units=[BACKEN], first=DAY, last=DAY + TOMORROW, now=at("08:00")
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_booked_visit_whose_time_goes_is_told_with_the_change(times: BookingDay, act: Act) -> None:
    time = with_a_visit_tomorrow(times)

    changed = times.run(lambda tx: act(time, tx))

    assert [(one.contact_id, one.starts_at) for one in changed.bookings] == [("c1", NOON)]
    assert [one.id for one in times.run(lambda tx: tx.bookings_without_time([BACKEN], EVER))] == [
        one.id for one in changed.bookings
    ]


def test_a_change_beside_a_booked_visit_breaks_nothing_and_what_was_broken_is_not_counted_again(
    times: BookingDay,
) -> None:
    time = with_a_visit_tomorrow(times)
    shorter = replace(time, ends_at=NOON + timedelta(minutes=30))

    first = times.run(lambda tx: change_staff_time(time, shorter, tx, now=at("08:00")))
    away = replace(shorter, kind=ABSENCE, ends_at=NOON + timedelta(minutes=10))
    second = times.run(lambda tx: add_staff_time(away, tx, now=at("08:00")))
    third = times.run(lambda tx: end_staff_time(shorter, tx, now=at("08:00")))

    assert [len(one.bookings) for one in (first, second, third)] == [0, 1, 0]


def test_nobody_is_offered_a_time_in_an_absence(times: BookingDay) -> None:
    times.put(NURSE, "08:00", "12:00", BOOKABLE)

    times.run(
        lambda tx: add_staff_time(
            a_staff_time("backen-01", "09:00", "11:00", kind=ABSENCE), tx, now=at("07:00")
        )
    )

    starts = times.starts(now="07:00")
    assert "08:40" in starts
    assert "11:00" in starts
    assert not [one for one in starts if "08:40" < one < "11:00"]
