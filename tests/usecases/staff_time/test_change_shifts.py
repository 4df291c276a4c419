"""The roster changes, opening hours cut it, and clocks change under it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from contact_api.domain.core.calendar import Closure, OpeningHours
from contact_api.domain.core.errors import ShiftFault, StaffNotFound
from contact_api.domain.core.values import Consent, StaffId
from contact_api.domain.promise.promise import Why
from tests.makers import DAY, at
from tests.stores import over_both_stores
from tests.usecases.day import (
    BACKEN,
    COLLEAGUE,
    MINUTES,
    NURSE,
    TEGS_NURSE,
    Day,
    a_day,
    clock,
    clocks,
)

WEEKDAYS = range(1, 6)


def opens(weekdays: Iterable[int], start: str = "09:00", end: str = "11:00") -> tuple[OpeningHours, ...]:
    first, last = time.fromisoformat(start), time.fromisoformat(end)
    return tuple(OpeningHours(BACKEN, weekday, first, last) for weekday in weekdays)


def minutes(day: Day) -> dict[str | None, int]:
    return {clock(cell.start): cell.staff_minutes for cell in day.cells()}


@over_both_stores
def test_a_shift_becomes_minutes_that_can_be_promised(bare_day: Day) -> None:
    bare_day.roster(NURSE, "09:15", "10:00")
    bare_day.roster(COLLEAGUE, "09:30", "10:00")

    assert minutes(bare_day) == {"09:00": 15, "09:30": 60}
    assert clocks(bare_day.seek().promise.window) == "09:00-10:00"


@over_both_stores
def test_nobody_works_twice_at_the_same_time(day: Day) -> None:
    before = minutes(day)

    with pytest.raises(ShiftFault, match="already works"):
        day.roster(NURSE, "11:30", "13:00")

    assert minutes(day) == before
    day.roster(NURSE, "12:00", "12:30")
    day.roster(COLLEAGUE, "11:30", "12:00")
    assert minutes(day) == before | {"11:30": 60, "12:00": 30}


@pytest.mark.parametrize("end", ["09:00", "08:00"])
def test_a_shift_runs_forward(bare_day: Day, end: str) -> None:
    with pytest.raises(ShiftFault, match="before it starts"):
        bare_day.roster(NURSE, "09:00", end)


def test_only_who_is_known_here_works_and_falls_ill(day: Day) -> None:
    with pytest.raises(StaffNotFound):
        day.roster("stranger", "09:00", "10:00")
    with pytest.raises(StaffNotFound):
        day.call_in_sick("stranger", at="09:00")


@over_both_stores
def test_a_sick_call_cuts_the_day_and_the_plan_moves_and_tells_whom_it_hits(day: Day) -> None:
    day.seek("early")
    day.seek("late", available_from=at("10:30"))
    day.roster(TEGS_NURSE, "10:30", "12:00")
    day.seek("may go", available_from=at("11:00"), consent=Consent.SAME_PROVIDER)
    texts = {name: len(day.messages(name)) for name in ("early", "late", "may go")}

    assert day.call_in_sick(NURSE, at="10:00") == 1
    steps = day.replan(now="08:30")

    assert minutes(day) == {"09:00": 30, "09:30": 30}
    assert {step.contact.id: step.change.value for step in steps} == {"late": "broken", "may go": "reserved"}
    assert [len(day.messages(name)) - before for name, before in texts.items()] == [0, 1, 0]
    assert day.texts("late")[-1] == "delay"
    assert day.reserved() == {"09:00": MINUTES}
    assert clocks(day.contact("may go").window) == "11:00-12:00"


def test_calling_in_sick_twice_is_calling_in_sick_once(day: Day) -> None:
    day.roster(NURSE, "13:00", "15:00")

    assert [day.call_in_sick(NURSE, at="08:00") for _ in range(2)] == [2, 0]
    assert minutes(day) == {}


def test_a_sick_call_after_work_cuts_nothing_and_hits_nobody_else(day: Day) -> None:
    day.roster(COLLEAGUE, "09:00", "10:00")

    assert day.call_in_sick(NURSE, at="12:00") == 0
    assert day.call_in_sick(NURSE, at="09:00") == 1
    assert minutes(day) == {"09:00": 30, "09:30": 30}


def test_who_is_well_again_can_be_put_on_another_shift(day: Day) -> None:
    day.call_in_sick(NURSE, at="08:00")

    day.roster(NURSE, "08:30", "09:30")

    assert minutes(day) == {"08:30": 30, "09:00": 30}


def test_a_sick_call_in_the_night_cuts_what_lies_after_midnight_too(bare_day: Day) -> None:
    bare_day.roster(NURSE, "22:00", at("01:00") + timedelta(days=1))

    bare_day.call_in_sick(NURSE, at="22:30")

    assert minutes(bare_day) == {"22:00": 30}


def test_a_shift_of_the_next_day_leaves_the_evening_before_it_alone(bare_day: Day) -> None:
    midnight = at("00:00") + timedelta(days=1)
    bare_day.roster(NURSE, "22:00", midnight + timedelta(minutes=30))
    bare_day.roster(COLLEAGUE, "22:00", "22:30")
    evening = minutes(bare_day)

    bare_day.roster(COLLEAGUE, midnight + timedelta(hours=9), midnight + timedelta(hours=10))

    assert evening == {"22:00": 60, "22:30": 30, "23:00": 30, "23:30": 30, "00:00": 30}
    assert minutes(bare_day) == evening | {"09:00": 30, "09:30": 30}


def test_time_outside_opening_hours_is_not_promised() -> None:
    day = a_day(hours=opens(WEEKDAYS))

    day.roster(NURSE, "08:00", "17:00")

    assert minutes(day) == {"09:00": 30, "09:30": 30, "10:00": 30, "10:30": 30}
    assert clocks(day.seek(now="10:05").promise.window) == "10:05-11:00"
    assert day.seek("late", now="11:00").promise.why is Why.CLOSED


def test_both_spans_of_a_day_are_promised_and_the_lunch_between_them_is_not() -> None:
    day = a_day(hours=(*opens(WEEKDAYS, "09:00", "10:00"), *opens(WEEKDAYS, "11:00", "12:00")))

    day.roster(NURSE, "08:00", "17:00")

    assert minutes(day) == {"09:00": 30, "09:30": 30, "11:00": 30, "11:30": 30}


@pytest.mark.parametrize(
    "but",
    [
        {"hours": opens([6, 7])},
        {"hours": opens(WEEKDAYS), "is_red": lambda day: day == DAY},
        {"hours": opens(WEEKDAYS), "closures": (Closure(BACKEN, DAY),)},
    ],
    ids=["a weekday without hours", "a red day", "closed that day"],
)
def test_on_a_day_without_opening_everybody_is_taken_in_and_offered_the_next(but: dict[str, object]) -> None:
    day = a_day(**but)
    saturday = at("09:00", day=DAY + timedelta(days=3))
    next_open = saturday if but["hours"] == opens([6, 7]) else at("09:00") + timedelta(days=1)
    day.roster(NURSE, "08:00", "17:00")
    day.roster(NURSE, next_open, next_open + timedelta(hours=1))

    taken = day.seek()

    assert (taken.promise.backed, taken.promise.why) == (False, Why.CLOSED)
    assert day.offered(after="08:00", now="08:00")[0].window.start == next_open
    assert day.choose(start=next_open, now="08:00").backed


def test_a_unit_may_open_on_a_red_day_at_other_hours() -> None:
    day = a_day(
        hours=opens(WEEKDAYS),
        is_red=lambda day: day == DAY,
        closures=(Closure(BACKEN, DAY, time(12), time(13)),),
    )

    day.roster(NURSE, "08:00", "17:00")

    assert minutes(day) == {"12:00": 30, "12:30": 30}


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # both Sundays: 02:00 → 03:00, 03:00 → 02:00


@pytest.mark.parametrize(("changes", "length"), [(SPRING, 2), (AUTUMN, 4)])
def test_a_night_shift_has_as_many_minutes_as_the_night(bare_day: Day, changes: date, length: int) -> None:
    bare_day.roster(NURSE, at("01:00", day=changes), at("04:00", day=changes))

    assert sum(cell.staff_minutes for cell in bare_day.cells()) == length * 60


@pytest.mark.parametrize("changes", [SPRING, AUTUMN])
def test_when_the_clocks_change_windows_follow_the_clock_on_the_wall(changes: date) -> None:
    day = a_day(hours=opens(range(1, 8)))
    start, close = at("08:00", day=changes), at("17:00", day=changes)
    day.roster(NURSE, start, close)
    morning = at("00:30", day=changes)

    taken = day.seek(now=morning)

    assert clocks(taken.promise.window) == "09:00-10:00"
    assert taken.contact.due_at == at("10:00", day=changes)
    assert minutes(day) == {"09:00": 30, "09:30": 30, "10:00": 30, "10:30": 30}
    assert day.pulled(now=at("09:00", day=changes)).id == "c1"


@pytest.mark.parametrize(("changes", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_the_day_on_which_the_clocks_change_is_one_day_for_plan_and_duplicates(
    bare_day: Day, changes: date, hours: int
) -> None:
    first, last = at("00:00", day=changes), at("23:30", day=changes)
    assert last - first == timedelta(hours=hours, minutes=-30)
    bare_day.roster(NURSE, last, last + timedelta(minutes=30))

    taken = bare_day.seek(now=first, duplicate_key="anna")
    before = bare_day.seek("the day before", now=first - timedelta(minutes=1))

    assert clocks(taken.promise.window) == "23:30-00:00"
    assert not before.promise.backed
    assert bare_day.replan(now=first - timedelta(minutes=1)) == []
    assert bare_day.seek("c2", now=last, duplicate_key="anna").merged


@pytest.mark.parametrize("changes", [SPRING, AUTUMN])
def test_a_retry_waits_its_full_half_hour_when_the_clocks_change(bare_day: Day, changes: date) -> None:
    night: datetime = at("01:45", day=changes)
    bare_day.seek(now=night)

    tried = bare_day.rings_in_vain(now=night)

    assert tried.not_before == night + timedelta(minutes=30)


def test_staff_without_a_shift_have_no_minutes_but_may_pull(bare_day: Day) -> None:
    bare_day.seek()

    assert minutes(bare_day) == {}
    assert bare_day.pulled(now="09:00").claimed_by == NURSE


def test_the_sick_call_of_one_leaves_the_shift_of_another_at_the_same_hour(bare_day: Day) -> None:
    twin = replace(bare_day.region().staff[NURSE], id=StaffId("backen-03"))
    day = a_day(staff={**bare_day.region().staff, twin.id: twin})
    day.roster(NURSE, "09:00", "09:30")
    day.roster(twin.id, "09:00", "09:30")

    day.call_in_sick(NURSE, at="08:00")

    assert minutes(day) == {"09:00": 30}
