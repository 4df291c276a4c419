"""The rest of the day is planned: promises backed, room kept, lent what a unit will not reach in time."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from contact_api.domain.core.values import Consent, ContactId
from contact_api.ports import Contested, Transaction
from contact_api.usecases.planning.overflow import lend
from contact_api.usecases.planning.plan_day import plan_day
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import BACKEN, CALL_112, COLLEAGUE, NURSE, TEGS_NURSE, Day, When, clock, moment

T = TypeVar("T")

SAME_PROVIDER = Consent.SAME_PROVIDER
FULL = 7  # contacts of eight minutes, more than one nurse has begun in half an hour


def many(day: Day, number: int = FULL, *, until: str = "09:30", now: When = "08:00") -> list[str]:
    """So many who may be rung till half past nine."""
    names = [f"c{n}" for n in range(1, number + 1)]
    for name in names:
        day.seek(name, consent=SAME_PROVIDER, available_to=at(until), now=now)
    return names


def lends(day: Day, *, now: When) -> dict[str, str | None]:
    found = day.run(lambda tx: lend(tx, {}, now=moment(now)))
    return {contact_id: clock(lend_at) for contact_id, lend_at in found.items()}


@pytest.fixture
def busy_day(bare_day: Day) -> Day:
    """Two nurses, then one falls ill: what they were promised together is too much for the other."""
    bare_day.roster(NURSE, "09:00", "12:00")
    bare_day.roster(COLLEAGUE, "09:00", "12:00")
    many(bare_day)
    bare_day.call_in_sick(COLLEAGUE, at="08:30")
    return bare_day


@over_both_stores
def test_when_everybody_has_a_promise_planning_twice_is_planning_once(busy_day: Day) -> None:
    busy_day.roster(TEGS_NURSE, "09:00", "10:00")

    first = busy_day.plan(now="08:45")
    after_first = (busy_day.cells(), [busy_day.contact(f"c{n}") for n in range(1, FULL + 1)])
    second = busy_day.plan(now="08:45")

    assert first.steps
    assert (second.steps, dict(second.lent)) == ([], {})
    assert (busy_day.cells(), [busy_day.contact(f"c{n}") for n in range(1, FULL + 1)]) == after_first


@over_both_stores
def test_a_plan_keeps_room_in_every_cell_that_is_still_to_come(day: Day) -> None:
    day.seek()
    assert {cell.protected for cell in day.cells()} == {None}

    day.plan(now="09:45")

    assert [clock(cell.start) for cell in day.cells() if cell.protected is None] == ["09:00"]


@over_both_stores
def test_whom_their_own_unit_will_not_reach_in_time_is_pulled_by_another_and_before_that_is_not(
    busy_day: Day,
) -> None:
    assert busy_day.pull(TEGS_NURSE, now="09:00") is None

    lent = lends(busy_day, now="09:00")

    assert set(lent.values()) == {"09:00"}
    assert busy_day.pulled(TEGS_NURSE, now="09:00").id in lent
    assert busy_day.pulled(NURSE, now="09:00").id not in lent


@over_both_stores
def test_a_unit_short_of_time_for_who_is_still_to_come_lends_while_everybody_is_in_time(
    bare_day: Day,
) -> None:
    bare_day.roster(NURSE, "09:00", "10:30")
    names = many(bare_day, 8, until="10:30")
    assert lends(bare_day, now="09:16") == {}

    lent = bare_day.plan(now="09:16").lent

    assert lent
    assert set(lent) < set(names)
    assert bare_day.pulled(TEGS_NURSE, now="09:16").id in lent
    assert bare_day.pulled(NURSE, now="09:16").id in names


@over_both_stores
def test_who_can_be_reached_in_time_after_all_is_taken_back(busy_day: Day) -> None:
    assert lends(busy_day, now="08:45") == {"c6": "08:45", "c7": "08:45"}
    for name in ("c1", "c2"):
        busy_day.cancel(name, now="08:50")

    assert lends(busy_day, now="08:50") == {"c6": "09:25", "c7": "09:25"}

    assert busy_day.pull(TEGS_NURSE, now="09:24") is None
    assert busy_day.pull(TEGS_NURSE, now="09:25") is not None


def test_who_accepts_no_other_unit_is_not_lent(bare_day: Day) -> None:
    bare_day.roster(NURSE, "09:00", "12:00")
    bare_day.seek()
    bare_day.call_in_sick(NURSE, at="09:00")

    assert lends(bare_day, now="09:00") == {}


def test_what_may_be_taken_already_stays_so(busy_day: Day) -> None:
    assert lends(busy_day, now="09:00")

    assert lends(busy_day, now="09:01") == {}


def test_a_plan_that_breaks_off_is_finished_by_the_next(busy_day: Day) -> None:
    calls: list[int] = []

    def only_the_first(work: Callable[[Transaction], T], /) -> T:
        calls.append(1)
        if len(calls) > 1:
            raise Contested
        return busy_day.run(work)

    with pytest.raises(Contested):
        plan_day(only_the_first, now=at("08:45"))
    assert {cell.protected for cell in busy_day.cells(BACKEN)} == {None}
    again = busy_day.plan(now="08:45")

    assert again.steps == []
    assert None not in {cell.protected for cell in busy_day.cells(BACKEN)}


def test_lent_is_who_was_promised_and_nobody_else(bare_day: Day) -> None:
    bare_day.seek(consent=SAME_PROVIDER)

    assert not bare_day.contact().backed
    assert lends(bare_day, now="09:00") == {}
    assert bare_day.run(lambda tx: tx.contact(ContactId("c1"))) == bare_day.contact()


@over_both_stores
def test_who_affirmed_a_red_flag_may_be_taken_by_anybody_at_once_also_after_a_plan(day: Day) -> None:
    day.seek(consent=SAME_PROVIDER, red_flags=frozenset({CALL_112}), now="09:00")

    day.plan(now="09:01")

    assert clock(day.contact().due_at) == "09:10"
    assert day.pulled(TEGS_NURSE, now="09:01").id == "c1"
