"""The two nights on which the clock changes, and every day by local time whatever the server's zone."""

import time as clock_of_the_machine
from datetime import UTC, date, datetime, time, timedelta

import pytest

from contact_api.domain.booking.booking import Slot
from contact_api.domain.booking.free_time import FreeTime, Wish, slots
from contact_api.domain.booking.time_types import TimeType
from contact_api.domain.core.calendar import day_span, local_day, local_moment
from contact_api.domain.core.values import Window
from tests.domain.booking.offered import ZONE, a_type, hours, notice
from tests.makers import MEMBER, UNIT

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
DAY = timedelta(days=1)


def offered(time_type: TimeType, day: date, opens: str, closes: str) -> list[Slot]:
    """Times of a nurse who is there all day and night, while the unit is open."""
    span = day_span(day, ZONE)
    free = [FreeTime(MEMBER.id, UNIT.id, span.start - DAY, span.end + DAY)]
    found = slots(
        time_type,
        free,
        span=span,
        wish=Wish(),
        staff={MEMBER.id: MEMBER},
        open_at=lambda _unit, of: hours(of, opens, closes),
        zone=ZONE,
    )
    return list(found)


def utc(found: list[Slot]) -> list[str]:
    return [f"{one.window.start.astimezone(UTC):%H:%M}" for one in found]


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (SPRING - DAY, "12:00", "15:00"),
        (SPRING, "11:00", "14:00"),
        (AUTUMN - DAY, "11:00", "14:00"),
        (AUTUMN, "12:00", "15:00"),
        (AUTUMN + DAY, "12:00", "15:00"),
    ],
)
def test_bk_67_the_afternoon_is_one_to_five_by_the_clock_on_the_wall(
    day: date, first: str, last: str
) -> None:
    found = offered(a_type(60), day, "13:00", "17:00")
    assert (utc(found)[0], utc(found)[-1]) == (first, last)
    assert {f"{one.window.start.astimezone(ZONE):%H}" for one in found} == {"13", "14", "15", "16"}


def test_bk_68_an_hour_that_is_not_there_in_spring_is_not_offered_an_hour_later() -> None:
    assert offered(a_type(30), SPRING, "02:00", "02:30") == []


def test_bk_69_the_hour_that_comes_twice_in_autumn_is_offered_twice() -> None:
    found = offered(a_type(60), AUTUMN, "00:00", "06:00")
    assert len(found) == 7
    assert [one for one in utc(found) if one in ("00:00", "01:00")] == ["00:00", "01:00"]
    assert [one.window.start.astimezone(ZONE).fold for one in found][2:4] == [0, 1]


def test_bk_70_and_bk_73_a_time_over_that_hour_is_as_long_as_it_says() -> None:
    starts = datetime(2027, 10, 31, 0, 45, tzinfo=UTC)
    visit = next(
        one
        for one in offered(a_type(30, step_minutes=15), AUTUMN, "00:00", "06:00")
        if one.window.start == starts
    )
    assert visit.window.end - visit.window.start == timedelta(minutes=30)
    assert visit.window.overlaps(Window(starts + timedelta(minutes=5), starts + timedelta(minutes=35)))


def test_bk_71_every_day_of_the_month_after_the_change_is_eight_to_five() -> None:
    span = notice(a_type(60, least_notice={"days": 7}), local_moment(SPRING - 7 * DAY, time(9), ZONE))
    assert span.start == local_moment(SPRING, time(), ZONE)
    for number in range(5):
        found = offered(a_type(60), SPRING + number * DAY, "08:00", "17:00")
        local = [f"{one.window.start.astimezone(ZONE):%H:%M}" for one in found]
        assert (local[0], local[-1], len(local)) == ("08:00", "16:00", 9)


def test_bk_72_the_same_hour_every_week_is_the_same_by_the_clock_on_the_wall() -> None:
    evenings = [local_moment(date(2027, 10, 21) + number * 7 * DAY, time(18), ZONE) for number in range(3)]
    assert [f"{one.astimezone(UTC):%H:%M}" for one in evenings] == ["16:00", "16:00", "17:00"]


def test_bk_78_a_time_soon_after_midnight_is_of_the_local_day() -> None:
    found = offered(a_type(30), date(2027, 1, 12), "00:00", "01:30")
    assert [local_day(one.window.start, ZONE) for one in found] == [date(2027, 1, 12)] * 3
    assert utc(found) == ["23:00", "23:30", "00:00"]


@pytest.mark.parametrize("machine", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_bk_79_times_of_a_day_are_the_same_wherever_the_server_stands(
    machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", machine)
        clock_of_the_machine.tzset()
        found = offered(a_type(10), date(2027, 7, 1), "00:00", "10:00")
    clock_of_the_machine.tzset()
    assert {"22:10", "07:40"} <= set(utc(found))  # ten past midnight, and twenty to ten
    assert {local_day(one.window.start, ZONE) for one in found} == {date(2027, 7, 1)}
