"""Whether all can be served, checked against an independent solver and by counting."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.availability import fill_limit
from contact_api.domain.capacity.capacity import Cell, ProtectedMinutes
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, UnitId, Urgency
from contact_api.domain.feasibility.feasibility import Plan, feasible
from contact_api.domain.feasibility.grid import BoundedCell, Demand, Level, bounded_cells_of, demand_of
from contact_api.domain.feasibility.minimum_cut import Cut, Shortage
from tests.domain.feasibility.days import (
    UNITS,
    a_bounded_cell,
    a_demand,
    accepts,
    asked,
    assert_serves_all,
    bounded_cells,
    crowds,
    grids,
    most_minutes,
    small_crowds,
)
from tests.domain.strategies import days, moments
from tests.makers import a_cell, a_contact, a_member, a_need, a_promised_contact, a_window, at


def the_shortage(crowd: Sequence[Demand], grid: Sequence[BoundedCell]) -> Shortage:
    answer = feasible(crowd, grid, UNITS)
    assert isinstance(answer, Cut)
    (one,) = answer.shortages
    return one


ARABIC = a_member(languages=("ar", "sv"))


def test_a_conversation_may_straddle_two_cells() -> None:
    answer = feasible(
        [a_demand(minutes=30)], [a_bounded_cell("09:00", today=20), a_bounded_cell("09:30")], UNITS
    )

    assert isinstance(answer, Plan)
    assert [(one.cell_start, one.minutes) for one in answer.reservations[a_need().contact_id]] == [
        (at("09:00"), 20),
        (at("09:30"), 10),
    ]


def test_a_shortage_names_the_hours_the_skills_the_units_and_the_minutes() -> None:
    crowd = [
        a_demand(name, language="ar", minutes=10, consent=Consent.OWN_UNIT)
        for name in ("c1", "c2", "c3", "c4")
    ]

    short = the_shortage(
        crowd,
        [
            a_bounded_cell(member=ARABIC, today=20),
            a_bounded_cell("09:30"),
            a_bounded_cell("10:00", member=ARABIC),
        ],
    )

    assert (short.start, short.end) == (at("09:00"), at("09:30"))
    assert (short.professions, short.languages, short.units) == (("nurse",), ("ar",), ("backen",))
    assert (short.minutes_short, short.conversations_short) == (20, 2)
    assert short.contacts == ("c1", "c2", "c3", "c4")


def test_those_who_take_the_scarce_minutes_and_could_go_nowhere_else_are_part_of_the_shortage() -> None:
    swedish = a_demand("c1", minutes=20, consent=Consent.OWN_UNIT)
    arabic = a_demand("c2", minutes=10, language="ar", consent=Consent.OWN_UNIT)

    short = the_shortage([swedish, arabic], [a_bounded_cell(member=ARABIC, today=24)])

    assert (short.languages, short.minutes_short) == (("ar", "sv"), 6)


def test_two_shortages_that_share_nothing_are_told_apart() -> None:
    crowd = [a_demand("c1", minutes=30), a_demand("c2", "10:00", "10:30", minutes=30)]

    answer = feasible(crowd, [a_bounded_cell("09:00", today=24), a_bounded_cell("10:00", today=20)], UNITS)

    assert isinstance(answer, Cut)
    assert [(one.start, one.minutes_short) for one in answer.shortages] == [
        (at("09:00"), 6),
        (at("10:00"), 10),
    ]


def test_what_is_protected_for_the_urgent_is_told_and_not_given_to_others() -> None:
    short = the_shortage([a_demand(minutes=30)], [a_bounded_cell(today=24, total=28)])

    assert (short.minutes_short, short.minutes_protected) == (6, 4)


def test_where_nobody_masters_it_every_minute_is_short() -> None:
    short = the_shortage([a_demand(language="so", minutes=10)], [a_bounded_cell()])

    assert (short.cells, short.minutes_short) == ((), 10)
    assert (short.start, short.end) == (at("09:00"), at("10:00"))


def test_a_promised_contact_asks_for_its_window_and_a_tried_one_for_the_rest_of_the_citizen_s_hours() -> None:
    promised = a_promised_contact(window=a_window("09:00", "10:00"))
    tried = a_contact(attempts=1, not_before=at("10:10"), available_to=at("12:00"), window=a_window())

    asks = [demand_of(one, now=at("09:30")) for one in (promised, tried)]

    assert [one and one.window for one in asks] == [a_window("09:30", "10:00"), a_window("10:10", "12:00")]


def test_a_promise_whose_time_has_passed_asks_for_nothing() -> None:
    assert demand_of(a_promised_contact(), now=at("10:00")) is None


@given(crowds, grids)
def test_all_are_served_exactly_when_the_solver_can_serve_all(
    crowd: list[Demand], grid: list[BoundedCell]
) -> None:
    answer = feasible(crowd, grid, UNITS)

    short = asked(crowd) - most_minutes(crowd, grid)
    if isinstance(answer, Plan):
        assert short == 0
        assert_serves_all(crowd, grid, answer.reservations)
    else:
        assert answer.minutes_short == short > 0


@given(crowds, grids)
def test_what_is_short_is_the_minutes_asked_beyond_all_that_those_who_compete_may_have(
    crowd: list[Demand], grid: list[BoundedCell]
) -> None:
    answer = feasible(crowd, grid, UNITS)

    for one in answer.shortages if isinstance(answer, Cut) else ():
        among = list(one.demands)
        accepted = [where for where in grid if any(accepts(demand, where) for demand in among)]
        assert list(one.cells) == sorted(
            (where.cell for where in accepted), key=lambda cell: (cell.start, cell.pool.id)
        )
        assert one.minutes_short == asked(among) - most_minutes(among, accepted) > 0
        assert all(
            most_minutes(among, [*accepted, more]) > most_minutes(among, accepted) for more in helps(one)
        )


def helps(one: Shortage) -> list[BoundedCell]:
    """A minute more for any of those who compete, somewhere new: each must help by a minute."""
    found = []
    for number, demand in enumerate(one.demands):
        member = a_member(
            f"{demand.need.unit_id}-01",
            professions=(demand.need.professions[0], f"other-{number}"),
            languages=(demand.need.language,),
        )
        cell = a_cell(member=member, staff_minutes=30)
        cell = replace(cell, start=demand.window.start, end=demand.window.end)
        found.append(BoundedCell(cell, (1, 1, 1, 1)))
    return found


@given(small_crowds, grids)
def test_a_plan_exists_exactly_when_no_group_asks_for_more_than_all_the_cells_it_accepts_have(
    crowd: list[Demand], grid: list[BoundedCell]
) -> None:
    alike = [replace(one, limits=one.limits[-1:] * 4) for one in grid]
    groups = (group for size in range(1, len(crowd) + 1) for group in combinations(crowd, size))

    too_much = any(
        asked(group) > sum(one.limits[0] for one in alike if any(accepts(demand, one) for demand in group))
        for group in groups
    )

    assert isinstance(feasible(crowd, alike, UNITS), Cut) == too_much


@given(crowds, grids, st.integers(0, 99))
def test_the_answer_does_not_depend_on_the_order_of_the_questions(
    crowd: list[Demand], grid: list[BoundedCell], seed: int
) -> None:
    again, cells_again = crowd.copy(), grid.copy()
    Random(seed).shuffle(again)
    Random(seed).shuffle(cells_again)

    assert feasible(again, cells_again, UNITS) == feasible(crowd, grid, UNITS)


@given(crowds, grids, bounded_cells())
def test_more_staff_never_makes_a_plan_impossible(
    crowd: list[Demand], grid: list[BoundedCell], more: BoundedCell
) -> None:
    there = {one.cell.key for one in grid}
    extra = [] if more.cell.key in there else [more]
    before, after = feasible(crowd, grid, UNITS), feasible(crowd, grid + extra, UNITS)

    assert isinstance(after, Plan) or isinstance(before, Cut)


protections = st.none() | st.builds(
    lambda today, urgent, own, own_only: ProtectedMinutes(
        today, min(today, urgent), own + own_only, own_only
    ),
    *[st.integers(0, 9)] * 4,
)


@given(days, moments, protections)
def test_the_limits_of_a_cell_are_what_a_promise_may_fill(
    day: list[Cell], now: datetime, protected: ProtectedMinutes | None
) -> None:
    planning = Planning()
    cells = [replace(cell, protected=protected) for cell in day]

    found = bounded_cells_of(cells, planning=planning, now=now)

    assert [one.cell for one in found] == [cell for cell in cells if cell.end > now]
    for one in found:
        own = a_need(unit_id=one.cell.pool.unit_id, urgency=Urgency.U2)
        needs = {
            Level.GUEST: replace(own, unit_id=UnitId("elsewhere")),
            Level.OWN: own,
            Level.OWN_ONLY: replace(own, consent=Consent.OWN_UNIT),
            Level.URGENT: replace(own, urgency=Urgency.U1),
        }
        for level, need in needs.items():
            assert one.limits[level] == fill_limit(one.cell, need, planning=planning, now=now)
            assert one.limits[level] == min(one.limits[level:])


@pytest.mark.parametrize("only_touching", ["08:30", "10:00"])
def test_a_cell_that_only_touches_a_window_serves_nobody_of_it(only_touching: str) -> None:
    nine_to_ten = [a_demand(minutes=10)]

    assert isinstance(feasible(nine_to_ten, [a_bounded_cell(only_touching)], UNITS), Cut)
    assert isinstance(feasible(nine_to_ten, [a_bounded_cell("09:30")], UNITS), Plan)
