"""A roster that is loaded is the truth for its units and days; nobody's minutes exceed the clock's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.adapters.seeds.roster import staff_time_of
from contact_api.adapters.seeds.roster_rows import read_roster_rows
from contact_api.adapters.seeds.rows import rows_of
from contact_api.domain.capacity.staff_time import StaffTime, excludes
from contact_api.domain.core.calendar import OpeningHours, day_span, midnight
from contact_api.domain.core.errors import ShiftFault
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.usecases.staff_time.change_shifts import lay_capacity
from contact_api.usecases.staff_time.load_roster import load_roster
from contact_api.usecases.staff_time.what_breaks import StaffTimeChanged
from tests.examples import examples
from tests.makers import DAY, ZONE, at
from tests.stores import in_memory, over_both_stores, the_region
from tests.usecases.day import BACKEN, COLLEAGUE, EVER, NURSE, TEG, TEGS_NURSE, Day, clock

A_DAY = timedelta(days=1)
HEADER = "staff_id,weekday,starts,ends,kind\n"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Sundays: 02:00 → 03:00, 03:00 → 02:00
UNITS = (BACKEN, TEG)
STAFF = (NURSE, COLLEAGUE, TEGS_NURSE)


def week(day: Day, *lines: str, first: date = DAY, days: int = 7) -> list[StaffTime]:
    """What a week pattern says; its faults are none."""
    staff, faults = day.region().staff, []  # type: ignore[var-annotated]
    rows = list(rows_of(HEADER + "\n".join(lines), "week.csv", HEADER.strip().split(","), faults))
    read = read_roster_rows(rows, staff, "staff", on=lambda row: row.weekday("weekday"))
    assert faults == []
    return staff_time_of(read, [first + number * A_DAY for number in range(days)], staff, zone=ZONE)


def load(
    day: Day,
    wanted: Sequence[StaffTime],
    *,
    units: Sequence[UnitId] = UNITS,
    first: date = DAY,
    days: int = 7,
) -> StaffTimeChanged:
    last, now = first + (days - 1) * A_DAY, at("07:00")
    return day.run(lambda tx: load_roster(wanted, tx, units=units, first=first, last=last, now=now))


def ledger(day: Day) -> list[StaffTime]:
    return day.run(lambda tx: tx.staff_time(EVER, units=list(tx.region().units)))


def minutes(day: Day, unit: UnitId = BACKEN) -> dict[str | None, int]:
    return {clock(cell.start): cell.staff_minutes for cell in day.cells(unit)}


@over_both_stores
def test_shared_time_is_promised_as_call_back_time_is_and_absences_take_of_both(bare_day: Day) -> None:
    rows = [
        "backen-01,3,09:00,10:00,shared",
        "backen-01,3,10:00,10:30,bookable",
        "backen-02,3,09:00,09:30,callback",
    ]
    load(bare_day, week(bare_day, *rows))

    assert minutes(bare_day) == {"09:00": 60, "09:30": 30}
    assert bare_day.run(lambda tx: tx.roster_ends())[BACKEN] == at("10:00")

    bare_day.call_in_sick(NURSE, at="09:15")

    assert minutes(bare_day) == {"09:00": 45}


WEDNESDAY = "backen-01,3,09:00,10:00,callback"


@over_both_stores
def test_a_corrected_roster_replaces_the_old_one_and_twice_changes_nothing(bare_day: Day) -> None:
    load(bare_day, week(bare_day, "backen-01,3,09:00,11:00,callback", "backen-02,3,09:00,10:00,callback"))
    assert minutes(bare_day) == {"09:00": 60, "09:30": 60, "10:00": 30, "10:30": 30}

    corrected = week(bare_day, "backen-01,3,09:30,11:30,callback")
    loaded = load(bare_day, corrected)

    assert minutes(bare_day) == {"09:30": 30, "10:00": 30, "10:30": 30, "11:00": 30}
    assert loaded.minutes == {BACKEN: (180, 120)}
    assert not load(bare_day, corrected).changes


@over_both_stores
def test_other_units_other_days_and_absences_are_not_the_files_to_change(bare_day: Day) -> None:
    bare_day.roster(TEGS_NURSE, "09:00", "10:00")
    bare_day.roster(NURSE, at("09:00") + A_DAY, at("10:00") + A_DAY)
    bare_day.call_in_sick(COLLEAGUE, at="09:30")
    load(
        bare_day,
        week(bare_day, WEDNESDAY, "backen-02,3,09:00,11:00,callback", days=1),
        units=[BACKEN],
        days=1,
    )

    assert minutes(bare_day, TEG) == {"09:00": 30, "09:30": 30}
    cells = {cell.start: cell.staff_minutes for cell in bare_day.cells()}
    assert cells[at("09:00")] == 60
    assert cells[at("09:30")] == 30
    assert at("10:00") not in cells
    assert cells[at("09:00") + A_DAY] == 30


@over_both_stores
def test_promises_that_a_roster_breaks_are_counted_and_planned_anew_as_after_a_sick_call(
    bare_day: Day,
) -> None:
    load(bare_day, week(bare_day, "backen-01,3,09:00,12:00,callback"))
    bare_day.seek("stays", available_from=at("11:00"), now="08:00")
    bare_day.seek("moves", now="08:00")
    bare_day.seek("breaks", available_to=at("10:00"), now="08:00")

    loaded = load(bare_day, week(bare_day, "backen-01,3,11:00,12:00,callback"))
    steps = bare_day.replan(now="08:05")

    assert [(one.unit_id, one.moved, one.broken) for one in loaded.promises] == [(BACKEN, 1, 1)]
    assert {step.contact.id: step.change.value for step in steps} == {"moves": "moved", "breaks": "broken"}


@over_both_stores
def test_a_promise_of_a_later_day_that_breaks_is_counted(bare_day: Day) -> None:
    tomorrow = at("09:00") + A_DAY
    load(bare_day, week(bare_day, "backen-01,4,09:00,12:00,callback"))
    bare_day.seek(now="08:00")
    bare_day.choose(start=tomorrow, now="08:05")

    loaded = load(bare_day, week(bare_day, WEDNESDAY))

    assert [(one.day, one.broken) for one in loaded.promises] == [(DAY + A_DAY, 1)]


def test_days_that_are_over_are_left_as_they_were(bare_day: Day) -> None:
    yesterday = DAY - A_DAY
    bare_day.roster(NURSE, at("09:00", day=yesterday), at("10:00", day=yesterday))

    loaded = load(bare_day, [], first=yesterday, days=1)

    assert not loaded.changes
    assert len(ledger(bare_day)) == 1


@pytest.mark.parametrize(
    ("lines", "hours"),
    [
        (["backen-01,7,01:00,02:30,callback", "backen-01,7,02:30,04:00,callback"], (2, 4)),
        (["backen-01,7,02:00,03:00,callback"], (0, 2)),
        (["backen-01,7,02:15,02:45,callback"], (0, 0.5)),
        (["backen-01,6,22:00,06:00,callback"], (7, 9)),
        (["backen-01,7,0:00,24:00,callback"], (23, 25)),
    ],
)
def test_the_night_on_which_clocks_change_has_the_minutes_of_the_clock(
    bare_day: Day, lines: list[str], hours: tuple[float, float]
) -> None:
    for changes, expected in zip((SPRING, AUTUMN), hours, strict=True):
        found = week(bare_day, *lines, first=changes - A_DAY, days=2)
        assert sum((one.ends_at - one.starts_at for one in found), timedelta()) == timedelta(hours=expected)


# the laws

CLOCKS = st.integers(0, 48).map(lambda number: f"{number // 2}:{number % 2 * 3}0")
A_ROW = st.tuples(
    st.sampled_from(STAFF),
    st.integers(1, 7),
    CLOCKS.filter(lambda one: one != "24:00"),
    CLOCKS,
    st.sampled_from(("callback", "callback", "meeting")),
)
FIRST_DAYS = st.sampled_from((DAY, SPRING - 2 * A_DAY, AUTUMN - 2 * A_DAY))


@st.composite
def rosters(draw: st.DrawFn) -> list[str]:
    """Lines of a week in which nobody is in two places, however they were drawn."""
    kept: list[str] = []
    staff = the_region().staff
    for row in draw(st.lists(A_ROW, max_size=12)):
        tried = [*kept, ",".join(map(str, row))]
        faults: list[object] = []
        rows = list(rows_of(HEADER + "\n".join(tried), "week.csv", HEADER.strip().split(","), faults))  # type: ignore[arg-type]
        read_roster_rows(rows, staff, "staff", on=lambda row: row.weekday("weekday"))
        kept = kept if faults else tried
    return kept


@examples(0.6)
@given(st.lists(st.tuples(rosters(), st.booleans()), min_size=1, max_size=4), FIRST_DAYS, st.data())
def test_nobodys_minutes_exceed_the_clocks_whatever_is_loaded_entered_and_called_in(
    loads: list[tuple[list[str], bool]], first: date, data: st.DataObject
) -> None:
    day = Day(in_memory(the_region()))
    for lines, both in loads:
        units = UNITS if both else (BACKEN,)
        whole = week(day, *lines, first=first)
        wanted = [one for one in whole if one.unit_id in units]
        load(day, wanted, units=units, first=first)
        _somebody_is_put_on_or_falls_ill(day, first, data)

    there = ledger(day)
    assert not [
        (one, other) for number, one in enumerate(there) for other in there[:number] if excludes(one, other)
    ]
    shifts = day.run(lambda tx: tx.shifts(EVER))
    for number in range(9):
        span = day_span(first + number * A_DAY, ZONE)
        for who in STAFF:
            worked = sum(
                (min(one.ends_at, span.end) - max(one.starts_at, span.start)).total_seconds()
                for one in shifts
                if one.staff_id == who and one.starts_at < span.end and one.ends_at > span.start
            )
            assert worked <= (span.end - span.start).total_seconds()
    for unit in UNITS:
        people = sum(member.unit_id == unit for member in day.region().staff.values())
        assert all(cell.staff_minutes <= 30 * people for cell in day.cells(unit))


@examples(0.6)
@given(rosters(), rosters(), FIRST_DAYS)
def test_the_last_roster_alone_decides_the_days_it_covers(
    before: list[str], last: list[str], first: date
) -> None:
    corrected, fresh = Day(in_memory(the_region())), Day(in_memory(the_region()))
    load(corrected, week(corrected, *before, first=first, days=6), first=first, days=6)
    for day in (corrected, fresh):
        load(day, week(day, *last, first=first, days=6), first=first, days=6)
    span = Window(midnight(first, ZONE), midnight(first + 6 * A_DAY, ZONE))

    assert ledger(corrected) == ledger(fresh)
    assert [replace(one, protected=None) for one in corrected.cells(span=span)] == fresh.cells(span=span)
    assert not load(corrected, week(corrected, *last, first=first, days=6), first=first, days=6).changes


def _somebody_is_put_on_or_falls_ill(day: Day, first: date, data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(STAFF))
    start = midnight(first, ZONE) + data.draw(st.integers(0, 240)) * timedelta(minutes=30)
    if data.draw(st.booleans()):
        day.call_in_sick(who, at=start)
        return
    try:
        day.roster(who, start, start + data.draw(st.integers(1, 20)) * timedelta(minutes=30), now=start)
    except ShiftFault:
        assert any(one.staff_id == StaffId(who) for one in ledger(day))


def open_from(opens: int, closes: int) -> Day:
    """The small region, whose units open on weekdays at these hours."""
    hours = [
        OpeningHours(unit, weekday, time(opens), time(closes)) for unit in UNITS for weekday in range(1, 6)
    ]
    return Day(in_memory(replace(the_region(), hours=tuple(hours))))


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([NURSE, COLLEAGUE]), st.sampled_from([1, 2, 3, 4, 6])),
        st.tuples(st.integers(5, 19), st.integers(1, 4)),
        max_size=6,
    ),
    st.tuples(st.integers(6, 12), st.integers(13, 20)),
    st.lists(
        st.tuples(st.sampled_from([NURSE, COLLEAGUE]), st.integers(0, 9), st.integers(7, 18)), max_size=3
    ),
)
@examples(0.5)
def test_what_it_comes_to_is_what_the_cells_hold_less_absences_and_closed_hours(
    spans: dict[tuple[StaffId, int], tuple[int, int]],
    open_at: tuple[int, int],
    sick: list[tuple[StaffId, int, int]],
) -> None:
    day = open_from(*open_at)
    for who, ahead, hour in sick:
        day.call_in_sick(who, at=at(f"{hour:02}:00") + ahead * A_DAY)
    lines = [
        f"{who},{weekday},{hour:02}:00,{hour + hours:02}:00,callback"
        for (who, weekday), (hour, hours) in spans.items()
    ]

    wanted = week(day, *lines, days=14)
    loaded = load(day, wanted, days=14)

    for number in range(14):
        span = day_span(DAY + number * A_DAY, ZONE)
        day.run(lambda tx, span=span: lay_capacity(tx, span, units=UNITS, now=at("07:00")))  # type: ignore[misc]
    cells = [cell for cell in day.run(lambda tx: tx.cells([BACKEN], EVER)) if cell.end > at("07:00")]
    planned = sum((one.ends_at - one.starts_at) // timedelta(minutes=1) for one in wanted)
    if loaded.changes:
        assert loaded.minutes[BACKEN] == (0, sum(cell.staff_minutes for cell in cells))
        assert loaded.planned[BACKEN] == (0, planned)
    assert sum(cell.staff_minutes for cell in cells) <= planned
