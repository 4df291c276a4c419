"""Days, opening hours and the guarantee's clocks, on the citizen's clock."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.adapters.red_days import is_red
from contact_api.domain.core.calendar import (
    Closure,
    OpeningHours,
    assessment_due,
    day_span,
    local_day,
    local_moment,
    open_windows,
)
from contact_api.domain.core.values import UnitId, Window
from tests.makers import DAY, ZONE, at

HERE, ELSEWHERE = UnitId("backen"), UnitId("teg")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
EIGHT, NOON, FIVE = time(8), time(12), time(17)
ALL_WEEK = [OpeningHours(HERE, weekday, EIGHT, FIVE) for weekday in range(1, 8)]


def opens(day: date, hours: list[OpeningHours], closures: list[Closure] | None = None) -> Window | None:
    found = open_windows(HERE, day, hours, closures or [], zone=ZONE, is_red=is_red)
    assert len(found) <= 1
    return found[0] if found else None


def test_a_unit_that_closes_for_lunch_is_open_twice_a_day() -> None:
    hours = [OpeningHours(HERE, 3, time(13), FIVE), OpeningHours(HERE, 3, EIGHT, NOON)]

    found = open_windows(HERE, DAY, hours, [], zone=ZONE, is_red=is_red)

    assert found == (Window(at("08:00"), at("12:00")), Window(at("13:00"), at("17:00")))


def test_hours_that_overlap_are_open_once() -> None:
    hours = [OpeningHours(HERE, 3, EIGHT, FIVE), OpeningHours(HERE, 3, NOON, time(18))]

    assert opens(DAY, hours) == Window(at("08:00"), at("18:00"))


@pytest.mark.parametrize("clock", ["00:00", "10:00", "23:59"])
@pytest.mark.parametrize(("days", "first_day_too_late"), [(3, 9), (7, 13)])
def test_an_assessment_is_due_by_the_end_of_the_last_day_whatever_the_hour(
    days: int, first_day_too_late: int, clock: str
) -> None:
    due = assessment_due(at(clock, day=date(2025, 11, 5)), ZONE, days=days)

    assert due == at("00:00", day=date(2025, 11, first_day_too_late))


def test_a_unit_is_open_at_its_hours_of_that_weekday() -> None:
    wednesday = OpeningHours(HERE, 3, EIGHT, FIVE)

    assert opens(DAY, [wednesday]) == Window(at("08:00"), at("17:00"))
    assert opens(DAY + timedelta(days=1), [wednesday]) is None
    assert opens(DAY, [OpeningHours(ELSEWHERE, 3, EIGHT, FIVE)]) is None


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_open"),
    [
        (DAY, DAY, True),
        (None, None, True),
        (DAY + timedelta(days=1), None, False),
        (None, date(2025, 11, 4), False),
    ],
)
def test_hours_hold_between_their_dates_both_included(
    valid_from: date | None, valid_to: date | None, is_open: bool
) -> None:
    hours = OpeningHours(HERE, 3, EIGHT, FIVE, valid_from, valid_to)

    assert (opens(DAY, [hours]) is not None) is is_open


def test_a_red_day_is_closed_unless_a_dated_exception_opens_it() -> None:
    epiphany = date(2026, 1, 6)

    assert opens(epiphany, ALL_WEEK) is None
    assert opens(epiphany, ALL_WEEK, [Closure(HERE, epiphany, EIGHT, NOON)]) == Window(
        at("08:00", day=epiphany), at("12:00", day=epiphany)
    )


def test_a_dated_exception_closes_the_unit_it_names_on_its_day_alone() -> None:
    assert opens(DAY, ALL_WEEK, [Closure(HERE, DAY)]) is None
    assert opens(DAY, ALL_WEEK, [Closure(ELSEWHERE, DAY), Closure(HERE, DAY + timedelta(days=1))]) is not None


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (DAY, 24), (AUTUMN, 25)])
def test_a_day_is_as_long_as_it_is_and_opening_hours_stay_nine_hours(day: date, hours: int) -> None:
    window = opens(day, ALL_WEEK)

    assert day_span(day, ZONE).length == timedelta(hours=hours)
    assert window is not None
    assert window.length == timedelta(hours=9)
    assert window.start.astimezone(ZONE).time() == EIGHT


def test_a_clock_time_that_summer_time_skips_moves_forward() -> None:
    for skipped in (time(2), time(2, 30), time(2, 59)):
        assert local_moment(SPRING, skipped, ZONE).astimezone(ZONE).time() == time(3)


@given(st.sampled_from((SPRING, AUTUMN)), st.times(), st.times())
def test_what_is_earlier_on_the_clock_is_never_later_in_time(day: date, one: time, other: time) -> None:
    earlier, later = sorted((one, other))

    assert local_moment(day, earlier, ZONE) <= local_moment(day, later, ZONE)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(ZONE)))  # noqa: DTZ001
def test_every_moment_lies_in_its_own_day_and_in_no_other(moment: datetime) -> None:
    day = local_day(moment, ZONE)

    assert moment in day_span(day, ZONE)
    assert day_span(day, ZONE).end == day_span(day + timedelta(days=1), ZONE).start


@pytest.mark.parametrize(
    ("start", "end"),
    [(at("09:00"), at("09:00")), (at("10:00"), at("09:00")), (datetime(2025, 11, 5, 9), at("10:00"))],  # noqa: DTZ001
)
def test_a_window_runs_forward_between_times_with_an_offset(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueError, match="window"):
        Window(start, end)
