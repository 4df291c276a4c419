"""Small regions in which minutes run out, and what an independent solver says of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import highspy
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import masters, welcome
from contact_api.domain.core.values import Consent, ContactId, PoolId, Urgency
from contact_api.domain.feasibility.grid import BoundedCell, Demand, Level
from contact_api.domain.promise.promise import Reservation
from tests.makers import (
    a_cell,
    a_member,
    a_need,
    a_unit,
    a_window,
)

UNITS = {
    unit.id: unit
    for unit in (
        a_unit("backen"),
        a_unit("teg", shares_work=False),
        a_unit("city", provider_id="city"),
        a_unit("ersboda"),
    )
}
STARTS = ("09:00", "09:30", "10:00", "10:30")
KINDS = (("nurse", ("sv",)), ("nurse", ("sv",)), ("nurse", ("ar", "sv")), ("doctor", ("sv",)))


def a_demand(name: str = "c1", start: str = "09:00", end: str = "10:00", **but: Any) -> Demand:
    return Demand(a_need(contact_id=ContactId(name), **but), a_window(start, end))


def a_bounded_cell(
    start: str = "09:00",
    *,
    today: int = 24,
    total: int = 28,
    own: int | None = None,
    guests: int | None = None,
    **of_cell: Any,
) -> BoundedCell:
    """What is not said is protected from nobody."""
    of_own = today if own is None else own
    return BoundedCell(a_cell(start, **of_cell), (of_own if guests is None else guests, of_own, today, total))


@st.composite
def bounded_cells(draw: st.DrawFn) -> BoundedCell:
    profession, languages = draw(st.sampled_from(KINDS))
    unit = draw(st.sampled_from(sorted(UNITS)))
    member = a_member(f"{unit}-01", professions=(profession,), languages=languages)
    total = draw(st.integers(5, 30))
    today = draw(st.integers(0, total))
    own = draw(st.just(today) | st.integers(0, today))
    guests = draw(st.just(own) | st.integers(0, 30))
    start = draw(st.sampled_from(STARTS))
    return a_bounded_cell(start, today=today, total=total, own=own, guests=guests, member=member)


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    first = draw(st.integers(0, 3))
    start = ("09:00", "09:20", "09:30", "10:15")[first]
    return a_demand(
        draw(st.text("abcdef", min_size=5, max_size=5)),
        start,
        draw(st.sampled_from(("09:40", "10:00", "10:30", "11:00")[first:])),
        unit_id=draw(st.sampled_from(sorted(UNITS))),
        consent=draw(st.sampled_from((Consent.ANY_PROVIDER, *Consent))),
        urgency=draw(st.sampled_from((Urgency.U1, Urgency.U2))),
        professions=draw(st.sampled_from((("nurse",), ("nurse",), ("doctor",), ("doctor", "nurse")))),
        language=draw(st.sampled_from(("sv", "sv", "sv", "ar"))),
        minutes=draw(st.integers(1, 15)),
    )


grids = st.lists(bounded_cells(), min_size=3, max_size=12, unique_by=lambda one: one.cell.key)
crowds = st.lists(demands(), min_size=1, max_size=9, unique_by=lambda one: one.need.contact_id)

small_crowds = crowds.map(lambda crowd: crowd[:5])


def accepts(demand: Demand, one: BoundedCell) -> bool:
    """Word for word what the question means by accepting, independent of any bits."""
    need, pool = demand.need, one.cell.pool
    return (
        masters(pool.professions, pool.languages, need)
        and welcome(need, UNITS[pool.unit_id], UNITS[need.unit_id])
        and one.cell.start < demand.window.end
        and demand.window.start < one.cell.end
    )


def level_of(demand: Demand, one: BoundedCell) -> Level:
    if demand.need.urgency.is_urgent:
        return Level.URGENT
    if one.cell.pool.unit_id != demand.need.unit_id:
        return Level.GUEST
    return Level.OWN_ONLY if demand.need.consent is Consent.OWN_UNIT else Level.OWN


def most_minutes(crowd: Sequence[Demand], grid: Sequence[BoundedCell]) -> int:
    """The most minutes that can be given, as a linear program solved by HiGHS; its optimum is a whole number."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    given = {
        (place, number): solver.addVariable(0, demand.need.minutes)
        for place, demand in enumerate(crowd)
        for number, one in enumerate(grid)
        if accepts(demand, one)
    }
    if not given:
        return 0
    for place, demand in enumerate(crowd):
        parts = [one for (of, _), one in given.items() if of == place]
        if parts:
            solver.addConstr(solver.qsum(parts) <= demand.need.minutes)
    for number, one in enumerate(grid):
        for level, limit in enumerate(one.limits):
            here = [
                minutes
                for (place, of), minutes in given.items()
                if of == number and level_of(crowd[place], one) <= level
            ]
            if here:
                solver.addConstr(solver.qsum(here) <= limit)
    solver.maximize(solver.qsum(list(given.values())))
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(solver.getObjectiveValue())


def asked(crowd: Iterable[Demand]) -> int:
    return sum(one.need.minutes for one in crowd)


def overfilled(
    crowd: Sequence[Demand], grid: Sequence[BoundedCell], kept: Mapping[ContactId, Sequence[Reservation]]
) -> list[tuple[BoundedCell, Level]]:
    """The cells and levels that hold more than their limit."""
    held: dict[tuple[PoolId, datetime, Level], int] = defaultdict(int)
    places = {one.cell.key: one for one in grid}
    for demand in crowd:
        for row in kept[demand.need.contact_id]:
            where = places[row.cell_key]
            for level in list(Level)[level_of(demand, where) :]:
                held[row.pool_id, row.cell_start, level] += row.minutes
    return [
        (places[pool, start], level)
        for (pool, start, level), minutes in held.items()
        if minutes > places[pool, start].limits[level]
    ]


def assert_serves_all(
    crowd: Sequence[Demand], grid: Sequence[BoundedCell], kept: Mapping[ContactId, Sequence[Reservation]]
) -> None:
    places = {one.cell.key: one for one in grid}
    assert overfilled(crowd, grid, kept) == []
    for demand in crowd:
        rows = kept[demand.need.contact_id]
        assert sum(one.minutes for one in rows) == demand.need.minutes
        assert all(accepts(demand, places[one.cell_key]) for one in rows)
