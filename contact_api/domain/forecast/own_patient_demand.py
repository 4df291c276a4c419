"""The minutes a unit's own people will still want today, cell by cell: what visitors from other units leave free.

A unit's expected arrivals are played into its free cells, each into the first with minutes left. What is left over is
time that nobody of its own is expected to use.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contact_api.domain.capacity.capacity import GRID_STEP, Cell, CellKey
from contact_api.domain.core.values import UnitId, Window
from contact_api.domain.forecast.daily_statistics import HALF_HOURS

Coming = Mapping[UnitId, Sequence[float]]  # staff minutes still to come, by half hour since local midnight


@dataclass(frozen=True, slots=True)
class OwnDemand:
    """Minutes of one cell that own people are expected to use; `only` by those who accept no other unit."""

    own: int = 0
    only: int = 0


NO_DEMAND: Final = OwnDemand()


def own_demand(
    cells: Iterable[Cell], coming: Coming, *, only_share: float, day: Window, now: datetime
) -> dict[CellKey, OwnDemand]:
    """Of every cell ahead, what own people will want; whole staff minutes."""
    by_unit: dict[UnitId, dict[int, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        if cell.end > now and cell.staff_minutes:
            by_unit[cell.pool.unit_id][(cell.start - day.start) // GRID_STEP].append(cell)
    found: dict[CellKey, OwnDemand] = {}
    for unit_id, steps in by_unit.items():
        minutes = coming.get(unit_id, ())
        everybody = _used(steps, minutes, now=now)
        only = _used(steps, [only_share * one for one in minutes], now=now)
        for step, together in steps.items():
            free = [free_minutes(cell, now=now) for cell in together]
            whole = sum(free)
            for cell, minutes_free in zip(together, free, strict=True):
                share = minutes_free / whole if whole else 0.0
                found[cell.key] = OwnDemand(round(everybody[step] * share), round(only[step] * share))
    return found


def free_minutes(cell: Cell, *, now: datetime) -> float:
    """What is still to come of a cell and not reserved, in planned minutes."""
    return max(0.0, cell.to_come(now) - cell.reserved_minutes)


def _used(steps: Mapping[int, Sequence[Cell]], coming: Sequence[float], *, now: datetime) -> dict[int, float]:
    """Who comes takes the first free minutes from then on; what nobody takes in the day's last step is left."""
    waiting = 0.0
    used: dict[int, float] = {}
    for step in range(HALF_HOURS):
        waiting += coming[step] if step < len(coming) else 0.0
        if step in steps:
            used[step] = min(waiting, sum(free_minutes(cell, now=now) for cell in steps[step]))
            waiting -= used[step]
    return used
