"""Why not all can be served: the smallest set of contacts that asks for more than the cells it accepts can give."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.values import ContactId, Language, Profession, UnitId
from contact_api.domain.feasibility.flow import Flow
from contact_api.domain.feasibility.grid import BoundedCell, Demand, Grid, places

Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Shortage:
    """Hours in which the staff that some contacts accept have too few minutes for them.

    More minutes of anybody with one of the professions and one of the languages, at one of the units, in these
    hours help as far as one of the contacts accepts them.

    Units: whole staff minutes. `minutes_protected` is what the cells still have, protected for others than these.
    """

    start: datetime
    end: datetime
    professions: tuple[Profession, ...]
    languages: tuple[Language, ...]
    units: tuple[UnitId, ...]  # whose staff these contacts accept
    minutes_short: int
    minutes_protected: int
    demands: tuple[Demand, ...]  # the contacts that compete for the cells
    bounded_cells: tuple[
        BoundedCell, ...
    ]  # all they accept, less what others hold; every minute they may have there is taken

    @property
    def contacts(self) -> tuple[ContactId, ...]:
        """Those who compete for the minutes."""
        return tuple(one.need.contact_id for one in self.demands)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells they accept."""
        return tuple(bounded.cell for bounded in self.bounded_cells)

    @property
    def conversations_short(self) -> int:
        """The minutes as conversations of the length these contacts have on average, begun ones counted."""
        asked = sum(one.need.minutes for one in self.demands)
        return -(-self.minutes_short * len(self.demands) // asked)


@dataclass(frozen=True, slots=True)
class Cut:
    """The minimum cut: what it takes, at least, before all can be served; one entry per separate shortage."""

    shortages: tuple[Shortage, ...]

    @property
    def minutes_short(self) -> int:
        """How many of the minutes asked for cannot be given, in the best of all plans."""
        return sum(one.minutes_short for one in self.shortages)


def cut_of(
    grid: Grid,
    flow: Flow,
    reached: Iterable[int],
    demands: Mapping[int, Sequence[Demand]],
    unmet: Mapping[int, int],
) -> Cut:
    """The cut around the classes that a failed search reached; `demands` and `unmet` minutes are by class."""
    sets: list[tuple[int, list[int]]] = []  # cells, and the classes that accept them: sets that share no cell
    for of_class in sorted(reached):
        cells, together = flow.everywhere[of_class], [of_class]
        apart = []
        for others, classes in sets:
            if others & cells:
                cells, together = cells | others, classes + together
            else:
                apart.append((others, classes))
        sets = [*apart, (cells, together)]
    found = [
        _shortage(grid, flow, cells, [one for k in classes for one in demands[k]], short)
        for cells, classes in sets
        if (short := sum(unmet.get(k, 0) for k in classes))
    ]
    return Cut(tuple(sorted(found, key=lambda one: (one.start, one.end, one.contacts))))


def _shortage(grid: Grid, flow: Flow, bits: int, demands: Sequence[Demand], short: int) -> Shortage:
    bounded_cells = [grid.bounded_cells[place] for place in places(bits)]
    windows = [one.window for one in demands]
    return Shortage(
        start=bounded_cells[0].cell.start if bounded_cells else min(window.start for window in windows),
        end=bounded_cells[-1].cell.end if bounded_cells else max(window.end for window in windows),
        professions=_in_order(name for one in demands for name in one.need.professions),
        languages=_in_order(one.need.language for one in demands),
        units=_in_order(unit for one in demands for unit in grid.welcome_units(one.need)),
        minutes_short=short,
        minutes_protected=sum(max(0, flow.left[flow.top][place]) for place in places(bits)),
        demands=tuple(sorted(demands, key=lambda one: one.need.contact_id)),
        bounded_cells=tuple(
            BoundedCell(grid.bounded_cells[place].cell, _theirs(flow, place)) for place in places(bits)
        ),
    )


def _theirs(flow: Flow, cell: int) -> tuple[int, ...]:
    """What is left of the cell by level and what those who may be moved hold of it."""
    limits = [left[cell] for left in flow.left]
    for of_class, minutes in flow.minutes[cell].items():
        for level in range(flow.level(of_class, cell), len(limits)):
            limits[level] += minutes
    return tuple(limits)


def _in_order(names: Iterable[Name]) -> tuple[Name, ...]:
    return tuple(sorted(set(names)))
