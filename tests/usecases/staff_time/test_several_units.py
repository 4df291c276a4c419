"""Who works at several units, for several employers: each row counts where it is, and no minute counts twice."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Assignment, Shift
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind, StaffTimeSource
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.errors import ShiftFault, StaffNotFound
from contact_api.domain.core.values import Consent, StaffId, UnitId
from contact_api.domain.region.region import Region
from contact_api.usecases.staff_time.change_shifts import add_shift
from contact_api.usecases.staff_time.load_roster import load_roster
from contact_api.usecases.staff_time.what_breaks import StaffTimeChanged
from contact_api.usecases.work_queue.pull_next import pull_next
from tests.adapters.sql.small_region import asked
from tests.examples import examples
from tests.makers import DAY, ZONE, a_member, at
from tests.stores import BOTH, Kept, in_memory, in_postgresql, the_region
from tests.usecases.day import BACKEN, CITY, EVER, TEG, Day, clock

TRAVELLER = StaffId("teg-07")
A_DAY = timedelta(days=1)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def with_traveller(*, alone: bool = False) -> Region:
    """The region with one who works at Teg, at Backen and for another employer at City."""
    others = (Assignment(BACKEN, "HSA-teg-07"), Assignment(CITY, "HSA-CITY-1"))
    traveller = a_member(TRAVELLER, assignments=others)
    region = the_region()
    return replace(region, staff={**({} if alone else region.staff), TRAVELLER: traveller})


@pytest.fixture(params=BOTH)
def both_days(request: pytest.FixtureRequest) -> Iterator[Day]:
    """A day without a roster, over each store."""
    yield from _days(request, with_traveller())


@pytest.fixture(params=BOTH)
def travellers_day(request: pytest.FixtureRequest) -> Iterator[Day]:
    """A day at which nobody else works, over each store."""
    yield from _days(request, with_traveller(alone=True))


def _days(request: pytest.FixtureRequest, region: Region) -> Iterator[Day]:
    if request.param == "memory":
        yield Day(in_memory(region))
        return
    kept: Kept = in_postgresql(region, request.getfixturevalue("database_url"))
    yield Day(kept)
    kept.store.close()  # type: ignore[attr-defined]


def planned(unit: UnitId, start: str, end: str, kind: StaffTimeKind = StaffTimeKind.CALLBACK) -> StaffTime:
    return StaffTime(TRAVELLER, unit, kind, at(start), at(end), StaffTimeSource.ROSTER)


def load(
    day: Day, *wanted: StaffTime, units: list[UnitId], first: date = DAY, days: int = 1
) -> StaffTimeChanged:
    last, now = first + (days - 1) * A_DAY, midnight(first, ZONE)
    return day.run(lambda tx: load_roster(wanted, tx, units=units, first=first, last=last, now=now))


def minutes(day: Day, unit: UnitId) -> dict[str | None, int]:
    return {clock(cell.start): cell.staff_minutes for cell in day.cells(unit)}


def test_time_counts_at_the_unit_where_it_is_planned(both_days: Day) -> None:
    both_days.roster(TRAVELLER, "09:00", "09:30")
    shift = Shift(TRAVELLER, at("10:00"), at("10:30"), unit_id=BACKEN)
    both_days.run(lambda tx: add_shift(shift, tx, now=at("07:00")))

    assert minutes(both_days, TEG) == {"09:00": 30}
    assert minutes(both_days, BACKEN) == {"10:00": 30}
    assert clock(both_days.seek(unit_id=BACKEN).promise.window.start) == "10:00"  # type: ignore[union-attr]


def test_nobody_is_at_two_units_at_once_and_at_none_where_they_do_not_work(both_days: Day) -> None:
    both_days.roster(TRAVELLER, "09:00", "10:00")
    twice = Shift(TRAVELLER, at("09:30"), at("10:30"), unit_id=CITY)
    elsewhere = Shift(StaffId("backen-01"), at("09:30"), at("10:30"), unit_id=CITY)

    with pytest.raises(ShiftFault, match="already works"):
        both_days.run(lambda tx: add_shift(twice, tx, now=at("07:00")))
    with pytest.raises(StaffNotFound):
        both_days.run(lambda tx: add_shift(elsewhere, tx, now=at("07:00")))

    assert minutes(both_days, CITY) == {}


def test_an_absence_takes_minutes_at_every_unit(both_days: Day) -> None:
    load(both_days, planned(TEG, "09:00", "10:00"), units=[TEG])
    load(both_days, planned(CITY, "13:00", "14:00"), units=[CITY])

    both_days.call_in_sick(TRAVELLER, at="09:30")

    assert minutes(both_days, TEG) == {"09:00": 30}
    assert minutes(both_days, CITY) == {}
    at_city = both_days.run(lambda tx: tx.staff_time(EVER, units=[CITY]))
    assert [one.kind.value for one in at_city] == ["absence", "callback"]


def test_the_same_hours_at_two_units_are_offered_once_in_total(both_days: Day) -> None:
    load(both_days, planned(TEG, "09:00", "12:00"), units=[TEG])

    loaded = load(both_days, planned(BACKEN, "11:00", "13:00"), units=[BACKEN])

    assert loaded.changes.left_out == 60
    assert minutes(both_days, BACKEN) == {"12:00": 30, "12:30": 30}
    assert not load(both_days, planned(BACKEN, "11:00", "13:00"), units=[BACKEN]).changes
    assert len(minutes(both_days, TEG)) == 6


def test_who_is_at_another_employers_unit_takes_whom_that_units_staff_may_take(both_days: Day) -> None:
    both_days.roster("backen-01", "09:00", "12:00")
    both_days.seek(consent=Consent.OWN_UNIT, unit_id=BACKEN)

    def pulled(unit_id: UnitId) -> bool:
        taken = both_days.run(lambda tx: pull_next(TRAVELLER, tx, unit_id=unit_id, now=at("09:05")))
        return taken is not None

    assert [pulled(unit_id) for unit_id in (CITY, TEG, BACKEN)] == [False, False, True]


# the law

ACTS = st.tuples(
    st.sampled_from(["load", "add", "sick"]),
    st.sampled_from([TEG, BACKEN, CITY]),
    st.sampled_from([kind for kind in StaffTimeKind if kind is not StaffTimeKind.ABSENCE]),
    st.integers(0, 95),
    st.integers(1, 30),
)
DAYS = st.sampled_from([DAY, SPRING - A_DAY, AUTUMN - A_DAY])


def _act(day: Day, act: tuple[str, UnitId, StaffTimeKind, int, int], first: date) -> None:
    what, unit, kind, start, length = act
    starts_at = midnight(first, ZONE) + start * timedelta(minutes=30)
    ends_at = starts_at + length * timedelta(minutes=25)
    if what == "load":
        load(day, StaffTime(TRAVELLER, unit, kind, starts_at, ends_at), units=[unit], first=first, days=2)
    elif what == "sick":
        day.call_in_sick(TRAVELLER, at=starts_at)
    else:
        shift = Shift(TRAVELLER, starts_at, ends_at, unit_id=unit)
        try:
            day.run(lambda tx: add_shift(shift, tx, now=starts_at))
        except ShiftFault:
            assert day.run(lambda tx: tx.staff_time_of([TRAVELLER], EVER))


def _no_minute_counts_twice(day: Day) -> None:
    filled: dict[datetime, int] = defaultdict(int)
    for unit in (TEG, BACKEN, CITY):
        for cell in day.cells(unit):
            filled[cell.start] += cell.staff_minutes
    shifts = day.run(lambda tx: tx.shifts(EVER))
    assert all(minutes <= 30 for minutes in filled.values()), filled
    assert sum(filled.values()) == sum((one.ends_at - one.starts_at).total_seconds() // 60 for one in shifts)


@examples(0.6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, min_size=1, max_size=8), DAYS)
def test_no_minute_counts_twice_over_kinds_units_summer_time_and_loads(
    travellers_day: Day,
    request: pytest.FixtureRequest,
    acts: list[tuple[str, UnitId, StaffTimeKind, int, int]],
    first: date,
) -> None:
    day = Day(in_memory(with_traveller(alone=True)))
    if "postgresql" in request.node.name:
        day = travellers_day
        asked(request.getfixturevalue("database_url"), "delete from capacity_cell returning 1")
        asked(request.getfixturevalue("database_url"), "delete from staff_time returning 1")

    for act in acts:
        _act(day, act, first)

    _no_minute_counts_twice(day)
