"""Time is entered, changed and ended by hand, and what that breaks is known before it is done."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.staff_time import (
    StaffTime,
    StaffTimeKind,
    excludes,
    read_staff_time_id,
)
from contact_api.domain.core.errors import ShiftFault, StaffNotFound, StaffTimeNotFound
from contact_api.domain.core.values import Consent, StaffId, UnitId, Window
from contact_api.domain.replanning.replan import PlanChange
from contact_api.ports import Transaction
from contact_api.usecases.staff_time.change_staff_time import (
    add_staff_time,
    change_staff_time,
    end_staff_time,
    find_staff_time,
    report_sick,
    take_back_sick_call,
)
from contact_api.usecases.staff_time.what_breaks import BrokenPromises, StaffTimeChanged
from tests.examples import examples
from tests.makers import DAY, a_staff_time, at
from tests.stores import in_memory, over_both_stores, the_region
from tests.usecases.day import BACKEN, COLLEAGUE, EVER, NURSE, TEG, Day, clock

A_DAY = timedelta(days=1)
ABSENCE, MEETING, SHARED = StaffTimeKind.ABSENCE, StaffTimeKind.MEETING, StaffTimeKind.SHARED


class _Tried(Exception):
    def __init__(self, changed: StaffTimeChanged) -> None:
        super().__init__()
        self.changed = changed


def tried(day: Day, act: Callable[[Transaction], StaffTimeChanged]) -> StaffTimeChanged:
    """What it would do, done in a transaction that is given up."""

    def give_up(tx: Transaction) -> None:
        raise _Tried(act(tx))

    with pytest.raises(_Tried) as found:
        day.run(give_up)
    return found.value.changed


def enter(day: Day, time: StaffTime, *, now: str = "07:00") -> StaffTimeChanged:
    return day.run(lambda tx: add_staff_time(time, tx, now=at(now)))


def ledger(day: Day, staff_id: StaffId = NURSE) -> list[tuple[str, str | None, str | None]]:
    found = day.run(lambda tx: tx.staff_time_of([staff_id], EVER))
    return [(one.kind.value, clock(one.starts_at), clock(one.ends_at)) for one in found]


def of(day: Day, kind: StaffTimeKind, staff_id: StaffId = NURSE) -> StaffTime:
    [found] = [one for one in day.run(lambda tx: tx.staff_time_of([staff_id], EVER)) if one.kind is kind]
    return found


def minutes(day: Day) -> dict[str | None, int]:
    return {clock(cell.start): cell.staff_minutes for cell in day.cells()}


@over_both_stores
def test_an_absence_of_part_of_a_day_takes_its_minutes_and_leaves_the_plan(day: Day) -> None:
    changed = enter(day, a_staff_time("backen-01", "10:00", "11:00", kind=ABSENCE))

    assert minutes(day) == {"09:00": 30, "09:30": 30, "11:00": 30, "11:30": 30}
    assert changed.minutes == {BACKEN: (180, 120)}
    assert ledger(day) == [("callback", "09:00", "12:00"), ("absence", "10:00", "11:00")]


@over_both_stores
def test_an_absence_of_several_days_takes_each_day_of_them(day: Day) -> None:
    tomorrow = at("09:00") + A_DAY
    day.roster(NURSE, tomorrow, tomorrow + timedelta(hours=1))

    changed = enter(
        day, replace(a_staff_time(kind=ABSENCE), starts_at=at("11:00"), ends_at=at("12:00") + 3 * A_DAY)
    )

    assert minutes(day) == dict.fromkeys(("09:00", "09:30", "10:00", "10:30"), 30)
    assert changed.minutes == {BACKEN: (240, 120)}


@over_both_stores
def test_what_a_change_breaks_is_shown_before_it_is_done_and_the_same_when_it_is(day: Day) -> None:
    day.seek("stays", available_from=at("11:00"))
    day.seek("moves", available_from=at("09:00"))
    day.seek("breaks", available_to=at("10:00"))

    def leave(tx: Transaction) -> StaffTimeChanged:
        away = a_staff_time("backen-01", "09:00", "11:00", kind=ABSENCE)
        return add_staff_time(away, tx, now=at("08:05"))

    shown = tried(day, leave)
    assert ledger(day) == [("callback", "09:00", "12:00")]
    done = day.run(leave)
    steps = day.replan(now="08:10")

    assert shown.promises == done.promises == [BrokenPromises(DAY, BACKEN, moved=1, broken=1)]
    assert {step.contact.id: step.change.value for step in steps} == {"moves": "moved", "breaks": "broken"}
    [(shortfall, _)] = done.shortfalls
    assert "breaks" in shortfall.shortage.contacts


@over_both_stores
def test_what_would_help_is_told_with_it(day: Day) -> None:
    day.roster("teg-01", "09:00", "12:00")
    day.seek("breaks", available_to=at("10:00"), consent=Consent.OWN_UNIT)

    changed = tried(day, lambda tx: report_sick(NURSE, tx, author="eva", at=at("08:05"), now=at("08:05"))[1])

    [(_, remedies)] = changed.shortfalls
    assert [(one.kind.value, one.unit_id) for one in remedies] == [("ask_consent", TEG)]


@over_both_stores
def test_promises_of_a_later_day_are_shown_too_and_those_broken_before_are_not_counted_again(
    day: Day,
) -> None:
    tomorrow = at("09:00") + A_DAY
    day.roster(NURSE, tomorrow, tomorrow + timedelta(hours=1))
    day.roster(COLLEAGUE, tomorrow, tomorrow + timedelta(hours=1))
    day.seek()
    day.choose(start=tomorrow, now="08:05")
    away = replace(a_staff_time(kind=ABSENCE), starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1))

    first = enter(day, away, now="08:10")
    second = enter(day, replace(away, staff_id=COLLEAGUE), now="08:10")
    third = enter(day, a_staff_time("backen-01", "11:00", "12:00", kind=ABSENCE), now="08:10")

    assert [one.promises for one in (first, second, third)] == [
        [],
        [BrokenPromises(DAY + A_DAY, BACKEN, broken=1)],
        [],
    ]


@over_both_stores
def test_time_is_given_another_kind_and_other_hours(day: Day) -> None:
    there = of(day, StaffTimeKind.CALLBACK)

    day.run(lambda tx: change_staff_time(there, replace(there, ends_at=at("10:00")), tx, now=at("07:00")))
    enter(day, a_staff_time("backen-01", "10:00", "12:00", kind=SHARED))
    shared = of(day, SHARED)
    day.run(lambda tx: change_staff_time(shared, replace(shared, kind=MEETING), tx, now=at("07:00")))

    assert ledger(day) == [("callback", "09:00", "10:00"), ("meeting", "10:00", "12:00")]
    assert minutes(day) == {"09:00": 30, "09:30": 30}


@over_both_stores
def test_of_time_that_has_begun_only_what_is_to_come_is_changed(day: Day) -> None:
    there = of(day, StaffTimeKind.CALLBACK)
    other = replace(there, kind=MEETING, author="eva")

    day.run(lambda tx: change_staff_time(there, other, tx, now=at("10:00")))
    meeting = of(day, MEETING)
    longer = replace(meeting, starts_at=at("09:00"), ends_at=at("13:00"))
    day.run(lambda tx: change_staff_time(meeting, longer, tx, now=at("11:00")))
    longer = of(day, MEETING)
    day.run(lambda tx: end_staff_time(longer, tx, now=at("11:30")))
    ended = of(day, MEETING)

    assert ledger(day) == [("callback", "09:00", "10:00"), ("meeting", "10:00", "11:30")]
    with pytest.raises(ShiftFault, match="over already"):
        day.run(lambda tx: end_staff_time(ended, tx, now=at("12:00")))


@over_both_stores
def test_time_that_was_changed_since_it_was_read_is_not_found_by_its_old_name(day: Day) -> None:
    there = of(day, StaffTimeKind.CALLBACK)
    assert day.run(lambda tx: find_staff_time(there.id, tx)) == there
    day.run(lambda tx: change_staff_time(there, replace(there, ends_at=at("11:00")), tx, now=at("07:00")))

    for name in (there.id, "nobody.callback.1.2", "nonsense", "backen-01.callback.2.1"):
        with pytest.raises(StaffTimeNotFound):
            day.run(lambda tx, name=name: find_staff_time(name, tx))  # type: ignore[misc]


@over_both_stores
def test_planned_time_that_overlaps_is_refused_and_an_absence_covers_what_no_other_does(day: Day) -> None:
    with pytest.raises(ShiftFault, match="already works"):
        enter(day, a_staff_time("backen-01", "11:59", "13:00", kind=MEETING))
    enter(day, a_staff_time("backen-01", "10:00", "11:00", kind=ABSENCE))

    enter(day, a_staff_time("backen-01", "09:30", "11:30", kind=ABSENCE))

    assert minutes(day) == {"09:00": 30, "11:30": 30}
    assert [one for one in ledger(day) if one[0] == "absence"] == [
        ("absence", "09:30", "10:00"),
        ("absence", "10:00", "11:00"),
        ("absence", "11:00", "11:30"),
    ]


@pytest.mark.parametrize(
    ("time", "says"),
    [
        (a_staff_time(start="05:00", end="06:00"), "over already"),
        (a_staff_time(start="12:00", end="12:00"), "ends before it starts"),
        (replace(a_staff_time(), ends_at=at("09:00") + A_DAY), "longer than a day"),
        (replace(a_staff_time(kind=ABSENCE), ends_at=at("09:00") + 367 * A_DAY), "longer than a year"),
        (
            replace(
                a_staff_time(kind=ABSENCE),
                starts_at=at("09:00") + 367 * A_DAY,
                ends_at=at("10:00") + 367 * A_DAY,
            ),
            "more than a year ahead",
        ),
    ],
)
def test_time_that_can_only_be_a_slip_of_the_pen_is_refused(
    bare_day: Day, time: StaffTime, says: str
) -> None:
    with pytest.raises(ShiftFault, match=says):
        enter(bare_day, time)


def test_nobody_is_planned_where_they_do_not_work(bare_day: Day) -> None:
    with pytest.raises(StaffNotFound):
        enter(bare_day, a_staff_time(unit_id=TEG))


@over_both_stores
def test_a_sick_call_that_is_taken_back_gives_its_minutes_back_from_then_on(day: Day) -> None:
    day.seek("c1", available_from=at("11:00"))
    before = minutes(day)

    cut, shown = day.run(lambda tx: report_sick(NURSE, tx, author="eva", at=at("09:30"), now=at("09:30")))
    assert (cut, shown.promises) == (1, [BrokenPromises(DAY, BACKEN, broken=1)])
    back = day.run(lambda tx: take_back_sick_call(NURSE, tx, at=at("10:00"), now=at("10:00")))

    assert back.minutes == {BACKEN: (0, 120)}
    assert minutes(day) == {clock: there for clock, there in before.items() if clock != "09:30"}
    assert [step.change.value for step in day.replan(now="10:05")] == []
    with pytest.raises(ShiftFault, match="no sick call"):
        day.run(lambda tx: take_back_sick_call(NURSE, tx, at=at("10:00"), now=at("10:00")))


def test_an_absence_that_was_entered_is_no_sick_call_to_take_back(day: Day) -> None:
    enter(day, a_staff_time("backen-01", "10:00", "11:00", kind=ABSENCE))

    with pytest.raises(ShiftFault, match="no sick call"):
        day.run(lambda tx: take_back_sick_call(NURSE, tx, at=at("08:00"), now=at("08:00")))


# the laws

LOST = (PlanChange.MOVED, PlanChange.BROKEN, PlanChange.DUE)
HALVES = st.integers(0, 47)


@given(st.sampled_from(StaffTimeKind), HALVES, st.integers(1, 48), st.sampled_from(["a-1", "b.c_d:e"]))
def test_a_name_leads_back_to_whose_time_it_is_and_when(
    kind: StaffTimeKind, start: int, length: int, staff_id: str
) -> None:
    begins = at("00:00") + start * timedelta(minutes=30, microseconds=1)
    ends = begins + length * timedelta(minutes=30)
    time = StaffTime(StaffId(staff_id), UnitId("x"), kind, begins, ends)

    assert read_staff_time_id(time.id) == (staff_id, Window(begins, ends))


ACTS = st.tuples(
    st.sampled_from(["add", "change", "end", "sick", "back", "try"]),
    st.sampled_from(StaffTimeKind),
    HALVES,
    st.integers(1, 20),
    st.integers(0, 50),
)


def _do(day: Day, act: tuple[str, StaffTimeKind, int, int, int], now: datetime) -> None:
    what, kind, start, length, which = act
    starts_at = at("00:00") + start * timedelta(minutes=30)
    wanted = StaffTime(NURSE, BACKEN, kind, starts_at, starts_at + length * timedelta(minutes=30))
    there = day.run(lambda tx: tx.staff_time_of([NURSE], EVER))
    chosen = there[which % len(there)] if there else wanted
    acts: dict[str, Callable[[Transaction], StaffTimeChanged]] = {
        "add": lambda tx: add_staff_time(wanted, tx, now=now),
        "change": lambda tx: change_staff_time(chosen, wanted, tx, now=now),
        "end": lambda tx: end_staff_time(chosen, tx, now=now),
        "sick": lambda tx: report_sick(NURSE, tx, author="eva", at=starts_at, now=now)[1],
        "back": lambda tx: take_back_sick_call(NURSE, tx, at=starts_at, now=now),
    }
    try:
        if what == "try":
            tried(day, acts["add"])
            assert day.run(lambda tx: tx.staff_time_of([NURSE], EVER)) == there
        else:
            day.run(acts[what])
    except ShiftFault:
        assert day.run(lambda tx: tx.staff_time_of([NURSE], EVER)) == there


def _past(times: list[StaffTime], now: datetime) -> list[tuple[object, ...]]:
    return [(one.kind, one.starts_at, min(one.ends_at, now)) for one in times if one.starts_at < now]


@examples(0.8)
@given(st.lists(ACTS, max_size=8), st.sampled_from(["06:00", "09:15", "11:00"]), st.lists(HALVES, max_size=4))
def test_whatever_is_changed_nothing_stands_twice_and_the_preview_says_what_the_plan_will_do(
    acts: list[tuple[str, StaffTimeKind, int, int, int]], clock_now: str, wishes: list[int]
) -> None:
    day, now = Day(in_memory(the_region())), at(clock_now)
    day.roster(NURSE, "08:00", "12:00", now="05:00")
    day.roster(COLLEAGUE, "10:00", "11:00", now="05:00")
    for number, half in enumerate(wishes):
        day.seek(f"c{number}", now="05:30", available_from=at("05:30") + half * timedelta(minutes=15))

    for act in acts:
        day.plan(now=now)
        _do(day, act, now)
        there = day.run(lambda tx: tx.staff_time_of([NURSE], EVER))
        assert not [(one, two) for n, one in enumerate(there) for two in there[:n] if excludes(one, two)]
        shifts = day.run(lambda tx: tx.shifts(EVER))
        worked = sum((one.ends_at - one.starts_at).total_seconds() // 60 for one in shifts)
        assert sum(cell.staff_minutes for cell in day.cells()) == worked

    day.plan(now=now)
    away = a_staff_time("backen-01", "00:00", "23:30", kind=ABSENCE)
    changed = day.run(lambda tx: add_staff_time(away, tx, now=now))
    told = Counter(step.change for step in day.replan(now=now) if step.change in LOST)
    shown = Counter[PlanChange]()
    for one in changed.promises:
        shown += Counter(dict(zip(LOST, (one.moved, one.broken, one.due), strict=True)))
    assert shown == told


@examples(0.4)
@given(HALVES, st.integers(0, 8))
def test_the_past_stays_as_it_was_whatever_is_changed(start: int, which: int) -> None:
    day, now = Day(in_memory(the_region())), at("10:15")
    day.roster(NURSE, "08:00", "09:00", now="05:00")
    day.roster(NURSE, "09:00", "12:00", now="05:00")
    day.call_in_sick(NURSE, at="10:00")
    before = _past(day.run(lambda tx: tx.staff_time_of([NURSE], EVER)), now)

    for what in ("change", "end", "back"):
        _do(day, (what, MEETING, start, 3, which), now)

    assert _past(day.run(lambda tx: tx.staff_time_of([NURSE], EVER)), now) == before
