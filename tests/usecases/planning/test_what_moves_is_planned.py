"""Whatever moves minutes has the plan made anew."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from contact_api.domain.core.values import ContactId
from contact_api.usecases.intake.reopen import reopen
from contact_api.usecases.planning.sweep import let_hours_lapse, return_expired
from contact_api.usecases.work_queue.pull_next import release
from tests.makers import at
from tests.usecases.day import COLLEAGUE, NURSE, Day

TOMORROW = at("08:00") + timedelta(days=1)


def waits(day: Day) -> None:
    day.seek(available_to=at("12:00"))


def is_held(day: Day) -> None:
    waits(day)
    day.pulled(now="09:00")


def was_not_reached(day: Day) -> None:
    waits(day)
    day.rings_in_vain(now="09:00", times=3)


ONE = ContactId("c1")
MOVES: list[tuple[Callable[[Day], None], Callable[[Day], object]]] = [
    (waits, lambda day: day.choose(start="09:45", now="08:05")),
    (waits, lambda day: day.cancel(now="08:05")),
    (waits, lambda day: day.roster(COLLEAGUE, "09:00", "10:00")),
    (waits, lambda day: day.call_in_sick(NURSE, at="09:00")),
    (waits, lambda day: day.run(lambda tx: let_hours_lapse(tx, now=TOMORROW))),
    (is_held, lambda day: day.run(lambda tx: release(ONE, NURSE, 1, tx, now=at("09:01")))),
    (is_held, lambda day: day.run(lambda tx: return_expired(tx, now=at("09:20")))),
    (was_not_reached, lambda day: day.run(lambda tx: reopen(ONE, tx, now=at("10:10"), actor="citizen"))),
]
NAMES = ["chosen", "cancelled", "shift added", "sick call", "hours lapsed", "released", "expired", "reopened"]


@pytest.mark.parametrize(("before", "act"), MOVES, ids=NAMES)
def test_what_moves_minutes_has_the_plan_made_anew(
    day: Day, before: Callable[[Day], None], act: Callable[[Day], object]
) -> None:
    before(day)
    day.run(lambda tx: tx.take_dirty(now=TOMORROW))

    act(day)

    assert day.run(lambda tx: tx.take_dirty(now=TOMORROW))


def test_a_sweep_that_finds_nothing_leaves_the_plan_alone(day: Day) -> None:
    waits(day)
    day.run(lambda tx: tx.take_dirty(now=TOMORROW))

    day.run(lambda tx: return_expired(tx, now=at("09:00")))
    day.run(lambda tx: let_hours_lapse(tx, now=at("09:00")))

    assert not day.run(lambda tx: tx.take_dirty(now=TOMORROW))
