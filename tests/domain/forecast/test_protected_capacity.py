"""What the plan keeps of every cell for who is still to come."""

from dataclasses import replace
from datetime import datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Cell, CellKey, ProtectedMinutes
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.forecast.daily_statistics import Arrival
from contact_api.domain.forecast.learned_statistics import PRIOR, LearnedStatistics
from contact_api.domain.forecast.protected_capacity import expected_of
from tests.domain.forecast.days import UNITS, days_of_statistics, people, somebody
from tests.domain.strategies import days, moments
from tests.makers import DAY, ZONE, a_cell, a_member, at

PLANNING = Planning()
SPAN = day_span(DAY, ZONE)
CLOCKS = [f"{hour:02}:{half}" for hour in range(8, 17) for half in ("00", "30")]
SHORT, LONG = 5, 25  # minutes


def a_staffed_day(minutes: int) -> list[Cell]:
    return [a_cell(clock, staff_minutes=minutes) for clock in CLOCKS]


def a_rush(number: int) -> list[Arrival]:
    """So many since eight, half of them short and half of them long."""
    return [
        somebody(half_hour=16 + n % 4, minutes=SHORT if n % 2 else LONG, unit_id=UNITS[0])
        for n in range(number)
    ]


def protected(
    cells: list[Cell],
    sought: list[Arrival],
    *,
    now: datetime | None = None,
    planning: Planning = PLANNING,
    known: LearnedStatistics = PRIOR,
) -> dict[CellKey, ProtectedMinutes]:
    moment = now or at("10:00")
    expected = expected_of(cells, sought, known, kind="3", day=SPAN, planning=planning, now=moment)
    return dict(expected.protected)


def longest(cells: list[Cell], sought: list[Arrival], *, planning: Planning = PLANNING) -> int | None:
    (found,) = {one.longest for one in protected(cells, sought, planning=planning).values()}
    return found


def test_when_the_day_surely_cannot_reach_everybody_long_conversations_are_not_promised() -> None:
    found = longest(a_staffed_day(60), a_rush(200))

    assert found is not None
    assert SHORT <= found < LONG


def test_when_there_is_time_for_everybody_no_conversation_is_too_long() -> None:
    assert longest(a_staffed_day(1200), a_rush(20)) is None


def test_when_the_forecast_is_not_sure_no_conversation_is_too_long() -> None:
    hard_to_convince = replace(PLANNING, sure_deviations=100.0)

    assert longest(a_staffed_day(60), a_rush(200), planning=hard_to_convince) is None


def test_until_somebody_has_come_no_conversation_is_too_long() -> None:
    assert longest(a_staffed_day(1), []) is None


def test_minutes_are_kept_for_own_people_at_the_unit_they_come_to() -> None:
    teg = [a_cell(clock, staff_minutes=60, member=a_member("teg-01")) for clock in CLOCKS]

    found = protected([*a_staffed_day(60), *teg], a_rush(60))

    own = {unit: sum(k.own for (pool, _), k in found.items() if pool.startswith(unit)) for unit in UNITS}
    assert own[UNITS[0]] > own[UNITS[1]]


@given(days, st.lists(people, max_size=20), days_of_statistics, moments)
def test_something_is_said_of_every_cell_that_has_not_passed_and_of_no_other(
    cells: list[Cell], sought: list[Arrival], known: LearnedStatistics, now: datetime
) -> None:
    found = protected(cells, sought, known=known, now=now)

    assert set(found) == {cell.key for cell in cells if cell.end > now}
    for kept in found.values():
        assert min(kept.today, kept.urgent, kept.own, kept.own_only) >= 0
        assert kept.own_only <= kept.own
        assert kept.urgent <= kept.today


@given(days, st.lists(people, max_size=20), days_of_statistics, moments, st.randoms(use_true_random=False))
def test_the_same_is_kept_in_any_order_of_cells_and_citizens(
    cells: list[Cell], sought: list[Arrival], known: LearnedStatistics, now: datetime, random: Random
) -> None:
    mixed_cells, mixed_sought = list(cells), list(sought)
    random.shuffle(mixed_cells)
    random.shuffle(mixed_sought)

    assert protected(mixed_cells, mixed_sought, known=known, now=now) == protected(
        cells, sought, known=known, now=now
    )
