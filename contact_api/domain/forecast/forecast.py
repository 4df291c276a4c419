"""What is still to come today, and how many minutes of each cell are protected for it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

from contact_api.domain.capacity.capacity import GRID_STEP, Cell, CellKey
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import PoolId, Profession, UnitId, Window
from contact_api.domain.forecast.arrivals import (
    ASSUMED_MINUTES,
    ArrivalCounts,
    Curve,
    Pace,
    expected_curve,
    pace_of,
)
from contact_api.domain.forecast.daily_statistics import HALF_HOURS
from contact_api.domain.forecast.learned_statistics import ANY_WORK, PROFESSIONS, LearnedStatistics, Work

Takers = tuple[Profession, ...]  # who may take it, sorted; empty: anybody

URGENT_WORK: Final = Work("", urgent=True)
TAKERS_WEIGHT: Final = 5.0  # urgent contacts; so much is held to be for anybody
SHARED: Final = (
    0.5  # planning assumption: citizens who accept other units; their surprises even out between units
)
DRIFT: Final = 0.01  # squared: how much the rest of a day differs from what it has been so far


@dataclass(frozen=True, slots=True)
class ProtectedCell:
    """Minutes of one cell that are not given away. `urgent` is what even an urgent contact leaves for retries."""

    today: int
    urgent: int


NOTHING: Final = ProtectedCell(0, 0)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is protected, cell by cell, and how the day goes: what was expected of it, and how it differs so far."""

    protected: Mapping[CellKey, ProtectedCell]
    curve: Curve
    pace: Pace


@dataclass(frozen=True, slots=True)
class _Demand:
    """Minutes wanted: mean and variance."""

    mean: float = 0.0
    variance: float = 0.0


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of urgent contact: who may take it, which share it is, its minutes at the first attempt."""

    takers: Takers
    share: float
    mean: float
    square: float  # the mean of the square: the variance of a Poisson number of them is that many times it


def forecast_of(
    cells: Iterable[Cell],
    learned: LearnedStatistics,
    arrived: ArrivalCounts,
    *,
    kind: str,
    day: Window,
    planning: Planning,
    now: datetime,
) -> Forecast:
    """The forecast of one region and day from what was learned of earlier days and what has arrived by now.

    `cells` are those of the whole day, `day` from local midnight on, `kind` what `kind_of_day` says of it.
    A cell may be filled as far as expected use, the urgent still to come, the retries of conversations planned
    before it and `planning.protect_deviations` of their standard deviation still fit; the rest is protected, at most
    `planning.protect_at_most` of it.
    All that is of its staff minutes; what it holds beyond them comes on top (`Cell.fill`).
    """
    laid = [cell for cell in cells if cell.staff_minutes]
    staffed: dict[UnitId, int] = defaultdict(int)
    for cell in laid:
        staffed[cell.pool.unit_id] += cell.staff_minutes
    curve = expected_curve(learned, kind, staffed)
    passed = max(0.0, min(float(HALF_HOURS), (now - day.start) / GRID_STEP))
    pace = pace_of(curve, arrived, passed=passed)
    wanted = _urgent_wanted(curve, pace, passed=passed)
    kinds = _kinds(learned, arrived, planning)
    by_start: dict[datetime, list[Cell]] = defaultdict(list)
    for cell in laid:
        if cell.start > now:
            by_start[cell.start].append(cell)
    usage = _Usage.of(learned, planning)
    full = min(1.0, curve.volume * pace.contacts * ASSUMED_MINUTES / max(1, sum(staffed.values())))
    planned = {
        cell.key: max(cell.reserved_minutes, full * cell.staff_minutes) for cell in laid if cell.end > now
    }
    tried = _tried_again(planned)
    protected: dict[CellKey, ProtectedCell] = {}
    for start, together in by_start.items():
        place = (start - day.start) // GRID_STEP
        if 0 <= place < HALF_HOURS:
            demand = _spread(together, {unit: of_unit[place] for unit, of_unit in wanted.items()}, kinds)
            protected |= _protected(together, demand, tried, usage, pace, planning)
    return Forecast(protected, curve, pace)


@dataclass(frozen=True, slots=True)
class _Usage:
    """What a planned minute turns into: minutes used at the first attempt, and minutes of retries afterwards."""

    first: float
    later: float
    later_variance: float

    @classmethod
    def of(cls, learned: LearnedStatistics, planning: Planning) -> "_Usage":
        first = learned.first_attempt(ASSUMED_MINUTES, ANY_WORK, planning=planning)
        rest = learned.expected_staff_minutes(ASSUMED_MINUTES, ANY_WORK, planning=planning, after=1)
        missed = 1 - learned.chance_of_answer(1)
        square = missed * (rest.variance + rest.mean**2)
        return cls(
            first=first.mean / ASSUMED_MINUTES,
            later=missed * rest.mean / ASSUMED_MINUTES,
            later_variance=(square - (missed * rest.mean) ** 2) / ASSUMED_MINUTES,
        )


def _urgent_wanted(curve: Curve, pace: Pace, *, passed: float) -> dict[UnitId, list[float]]:
    """How many urgent contacts still to come are rung in each half hour, by unit.

    Half of those who come in a half hour are rung in it, half in the next.
    """
    ahead = [max(0.0, min(1.0, h + 1 - passed)) for h in range(HALF_HOURS)]
    found: dict[UnitId, list[float]] = {}
    for unit in curve.shares:
        factor = pace.of(unit)
        coming = [factor * curve.urgent(unit, h) * ahead[h] for h in range(HALF_HOURS)]
        found[unit] = [(coming[h] + (coming[h - 1] if h else 0.0)) / 2 for h in range(HALF_HOURS)]
    return found


def _kinds(learned: LearnedStatistics, arrived: ArrivalCounts, planning: Planning) -> list[_Kind]:
    """The kinds of urgent contact, from earlier days and from today."""
    counted: dict[Takers, tuple[float, float]] = {(): (TAKERS_WEIGHT, TAKERS_WEIGHT * ASSUMED_MINUTES)}
    observed = [(tuple(name.split("+")), sums) for name, sums in learned.below((PROFESSIONS,)).items()]
    for who, (n, minutes) in [*observed, *sorted(arrived.takers.items())]:
        before = counted.get(who, (0.0, 0.0))
        counted[who] = (before[0] + n, before[1] + minutes)
    whole = sum(n for n, _ in counted.values())
    found = []
    for who, (number, planned) in counted.items():
        cost = learned.first_attempt(planned / number, _work_of(who), planning=planning)
        found.append(_Kind(who, number / whole, cost.mean, cost.variance + cost.mean**2))
    return found


def _work_of(who: Takers) -> Work:
    return Work(who[0], urgent=True) if len(who) == 1 else URGENT_WORK


def _spread(
    cells: list[Cell], wanted: Mapping[UnitId, float], kinds: Iterable[_Kind]
) -> dict[PoolId, _Demand]:
    """The demand laid on the pools that master it, by their minutes: at the unit, or anywhere if nobody is there."""
    at_unit: dict[UnitId, list[Cell]] = defaultdict(list)
    for cell in cells:
        at_unit[cell.pool.unit_id].append(cell)
    means = {cell.pool.id: 0.0 for cell in cells}
    squares = dict(means)
    for kind in kinds:
        able = {unit: _able(of_unit, kind.takers) for unit, of_unit in at_unit.items()}
        homeless = sum(n for unit, n in wanted.items() if not able.get(unit))
        everywhere = _able(cells, kind.takers) if homeless else []
        for number, some in [(wanted.get(unit, 0.0), some) for unit, some in able.items()] + [
            (homeless, everywhere)
        ]:
            whole = sum(cell.staff_minutes for cell in some)
            for cell in some:
                n = number * kind.share * cell.staff_minutes / whole
                means[cell.pool.id] += n * kind.mean
                squares[cell.pool.id] += n * kind.square
    return {pool: _Demand(mean, squares[pool]) for pool, mean in means.items()}


def _able(cells: list[Cell], takers: Takers) -> list[Cell]:
    return [cell for cell in cells if not takers or any(one in takers for one in cell.pool.professions)]


def _protected(
    cells: list[Cell],
    wanted: Mapping[PoolId, _Demand],
    tried: Mapping[CellKey, float],
    usage: _Usage,
    pace: Pace,
    planning: Planning,
) -> dict[CellKey, ProtectedCell]:
    """What is protected in the cells that begin at one time."""
    retries = {cell.pool.id: _retries(tried.get(cell.key, 0.0), usage) for cell in cells}
    unsure = pace.spread + DRIFT
    doubt = {
        cell.pool.id: wanted[cell.pool.id].variance
        + unsure * wanted[cell.pool.id].mean ** 2
        + retries[cell.pool.id].variance
        for cell in cells
    }
    alone: dict[UnitId, tuple[float, int]] = {}
    for cell in cells:
        variance, minutes = alone.get(cell.pool.unit_id, (0.0, 0))
        alone[cell.pool.unit_id] = (variance + doubt[cell.pool.id], minutes + cell.staff_minutes)
    region = sum(variance for variance, _ in alone.values()) ** 0.5 / sum(m for _, m in alone.values())
    protected: dict[CellKey, ProtectedCell] = {}
    for cell in cells:
        variance, minutes = alone[cell.pool.unit_id]
        deviation = (1 - SHARED) * variance**0.5 / minutes + SHARED * region
        safety = planning.protect_deviations * deviation * cell.staff_minutes
        back = retries[cell.pool.id].mean
        protected[cell.key] = ProtectedCell(
            today=_unfilled(cell, wanted[cell.pool.id].mean + back + safety, usage, planning),
            urgent=_unfilled(cell, back, usage, planning),
        )
    return protected


def _unfilled(cell: Cell, other: float, usage: _Usage, planning: Planning) -> int:
    """The minutes that must not be given away when `other` minutes come beside the use of what is given away."""
    fill = max(0.0, cell.staff_minutes - other) / usage.first
    most = cell.staff_minutes * planning.protect_at_most
    return ceil(min(most, max(0.0, cell.staff_minutes - fill)) - 1e-9)


def _tried_again(planned: Mapping[CellKey, float]) -> dict[CellKey, float]:
    """By cell, the planned minutes of the conversations whose retries come in it: half an hour later at the soonest.

    Half of them come in the next step and half in the one after; when the pool does not work then, as at lunch, they
    wait for it to come back.
    """
    starts: dict[PoolId, list[datetime]] = defaultdict(list)
    for pool, start in planned:
        starts[pool].append(start)
    found: dict[CellKey, float] = defaultdict(float)
    for pool, of_pool in starts.items():
        of_pool.sort()
        for start in of_pool:
            for steps in (1, 2):
                back = bisect_left(of_pool, start + steps * GRID_STEP)
                if back < len(of_pool):
                    found[pool, of_pool[back]] += planned[pool, start] / 2
    return found


def _retries(minutes: float, usage: _Usage) -> _Demand:
    return _Demand(minutes * usage.later, minutes * usage.later_variance)
