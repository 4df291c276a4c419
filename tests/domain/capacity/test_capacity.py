"""Staff time on an aligned grid."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import (
    GRID_STEP,
    Shift,
    cells_of,
    grid_start,
    masters,
    pool_of,
    welcome,
)
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.values import Consent, StaffId, UnitId, Window
from tests.makers import ZONE, a_cell, a_member, a_need, a_region, a_shift, a_unit, a_window, at

STAFF = {
    member.id: member
    for member in (a_member("backen-01"), a_member("backen-02"), a_member("teg-01", languages=("en", "sv")))
}
SUMMER_TIME_BEGINS, SUMMER_TIME_ENDS = date(2025, 3, 30), date(2025, 10, 26)


def test_two_nurses_of_one_unit_are_one_pool_of_minutes() -> None:
    cells = cells_of([a_shift("backen-01", "08:00", "09:00"), a_shift("backen-02", "08:20", "09:00")], STAFF)

    assert [(cell.start, cell.staff_minutes) for cell in cells] == [(at("08:00"), 40), (at("08:30"), 60)]
    assert {cell.pool_ends_at for cell in cells} == {at("09:00")}


def test_other_languages_are_another_pool() -> None:
    both = [a_shift("backen-01", "08:00", "08:30"), a_shift("teg-01", "08:00", "08:30")]

    assert [cell.pool.id for cell in cells_of(both, STAFF)] == ["backen|nurse|sv", "teg|nurse|en+sv"]


def test_a_shift_is_laid_at_the_unit_it_is_at() -> None:
    """Its opening hours cut it there; who works at two units fills cells of both."""
    both = [
        a_shift("backen-01", "08:00", "08:30"),
        a_shift("backen-01", "08:30", "09:00", unit_id=UnitId("teg")),
    ]
    open_at = {UnitId("backen"): (a_window("08:00", "09:00"),), UnitId("teg"): (a_window("08:30", "08:45"),)}

    cells = cells_of(both, STAFF, open_at=open_at)

    found = [(cell.pool.id, cell.start, cell.staff_minutes) for cell in cells]
    assert found == [("backen|nurse|sv", at("08:00"), 30), ("teg|nurse|sv", at("08:30"), 15)]


def test_time_after_a_sick_call_does_not_count() -> None:
    cut = a_shift("backen-01", "08:00", "10:00", called_off_at=at("08:45"))

    assert [cell.staff_minutes for cell in cells_of([cut], STAFF)] == [30, 15]
    assert cells_of([a_shift("backen-01", "08:00", "10:00", called_off_at=at("07:00"))], STAFF) == []


def test_time_outside_opening_hours_does_not_count() -> None:
    open_at = {UnitId("backen"): (Window(at("08:15"), at("08:45")),)}

    cells = cells_of([a_shift("backen-01", "08:00", "10:00")], STAFF, open_at=open_at)

    assert [cell.staff_minutes for cell in cells] == [15, 15]
    assert cells_of([a_shift("teg-01", "08:00", "10:00")], STAFF, open_at=open_at) == []


def test_a_shift_across_midnight_is_laid_on_both_days() -> None:
    night = Shift(StaffId("backen-01"), at("23:00"), at("02:00", day=date(2025, 11, 6)))

    cells = cells_of([night], STAFF)

    assert [cell.staff_minutes for cell in cells] == [30] * 6
    assert {cell.pool_ends_at for cell in cells} == {night.ends_at}


@pytest.mark.parametrize(("day", "hours"), [(SUMMER_TIME_BEGINS, 23), (SUMMER_TIME_ENDS, 25)])
def test_the_days_on_which_the_clocks_change_have_as_many_minutes_as_they_have(day: date, hours: int) -> None:
    span = day_span(day, ZONE)

    cells = cells_of([Shift(StaffId("backen-01"), span.start, span.end)], STAFF)

    assert sum(cell.staff_minutes for cell in cells) == hours * 60
    assert len({cell.start for cell in cells}) == hours * 2


quarters = st.integers(0, 95)


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    start, end = sorted(draw(st.lists(quarters, min_size=2, max_size=2, unique=True)))
    begin = at("00:00")
    return Shift(
        draw(st.sampled_from(sorted(STAFF))),
        begin + timedelta(minutes=15 * start),
        begin + timedelta(minutes=15 * end),
    )


@given(st.lists(shifts(), max_size=8))
def test_no_minute_is_lost_and_none_is_made_up(roster: list[Shift]) -> None:
    worked = sum((shift.worked_until - shift.starts_at).total_seconds() / 60 for shift in roster)

    cells = cells_of(roster, STAFF)

    assert sum(cell.staff_minutes for cell in cells) == worked
    assert all(cell.start == grid_start(cell.start) and cell.end - cell.start == GRID_STEP for cell in cells)


@given(st.lists(shifts(), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_shifts_does_not_matter(roster: list[Shift], random: Random) -> None:
    shuffled = list(roster)
    random.shuffle(shuffled)

    assert cells_of(shuffled, STAFF) == cells_of(roster, STAFF)


def test_a_pool_is_the_same_however_its_skills_are_listed() -> None:
    one = a_member(languages=("sv", "en"), professions=("nurse", "midwife"))
    other = a_member(languages=("en", "sv"), professions=("midwife", "nurse"))

    assert pool_of(one) == pool_of(other)


OWN = a_unit("backen")


@pytest.mark.parametrize(
    ("consent", "same_provider", "another_provider"),
    [
        (Consent.OWN_UNIT, False, False),
        (Consent.SAME_PROVIDER, True, False),
        (Consent.ANY_PROVIDER, True, True),
    ],
)
def test_another_unit_is_welcome_only_as_far_as_the_citizen_said_yes(
    consent: Consent, same_provider: bool, another_provider: bool
) -> None:
    need = a_need(consent=consent)

    assert welcome(need, OWN, OWN)
    assert welcome(need, a_unit("teg"), OWN) is same_provider
    assert welcome(need, a_unit("city", provider_id="city"), OWN) is another_provider


def test_a_unit_that_does_not_share_its_work_takes_only_its_own() -> None:
    alone = a_unit("teg", shares_work=False)

    assert not welcome(a_need(consent=Consent.ANY_PROVIDER), alone, OWN)
    assert welcome(a_need(unit_id=alone.id), alone, alone)


def test_one_of_the_professions_will_do_but_the_language_must() -> None:
    need = a_need(professions=("psychologist", "nurse"), language="ar")

    assert masters(("nurse",), ("sv", "ar"), need)
    assert not masters(("nurse",), ("sv",), need)
    assert not masters(("doctor",), ("ar",), need)


def test_what_is_to_come_of_a_cell_shrinks_with_the_time_and_ends_when_the_pool_s_day_does() -> None:
    cell = a_cell("09:00", staff_minutes=60)
    gone = replace(cell, staff_minutes=15, pool_ends_at=at("09:15"))
    comes_late = replace(cell, staff_minutes=10, pool_since=at("09:20"))

    assert [cell.to_come(at(clock)) for clock in ("08:00", "09:00", "09:15", "09:30")] == [60, 60, 30, 0]
    assert [gone.to_come(at(clock)) for clock in ("09:00", "09:10", "09:15")] == [15, 5, 0]
    assert [comes_late.to_come(at(clock)) for clock in ("09:00", "09:20", "09:25")] == [10, 10, 5]


def test_a_cell_that_is_filled_further_holds_more_planned_minutes_than_staff_minutes() -> None:
    cell = a_cell("09:00", staff_minutes=60, fill=1.15)

    assert (cell.staff_minutes, cell.holds) == (60, 69)
    assert [cell.to_come(at(clock)) for clock in ("08:00", "09:15", "09:30")] == [69, 34.5, 0]
    assert [cell.staff_to_come(at(clock)) for clock in ("08:00", "09:15", "09:30")] == [60, 30, 0]


def test_half_hours_before_eleven_by_the_local_clock_are_filled_further() -> None:
    day = a_region()

    assert [day.fill_at(at(clock)) for clock in ("08:00", "10:30", "11:00", "16:30")] == [1.15, 1.15, 1, 1]
    summer = date(2025, 7, 1)
    assert [day.fill_at(at(clock, day=summer)) for clock in ("10:30", "11:00")] == [1.15, 1]


def test_shifts_are_laid_with_how_far_each_cell_is_filled() -> None:
    (early, late) = cells_of(
        [a_shift("backen-01", "10:30", "11:30")],
        STAFF,
        fill_at=lambda start: 1.2 if start < at("11:00") else 1.0,
    )

    assert [(cell.staff_minutes, cell.holds) for cell in (early, late)] == [(30, 36), (30, 30)]


@pytest.mark.parametrize(
    ("start", "overlaps"),
    [("08:30", False), ("09:00", True), ("09:30", True), ("10:00", False)],
)
def test_a_cell_overlaps_a_window_when_some_of_its_time_lies_inside(start: str, overlaps: bool) -> None:
    assert a_cell(start).overlaps(a_window("09:00", "10:00")) is overlaps
