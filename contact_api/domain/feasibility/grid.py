"""Who accepts which cells, as bits of whole numbers: what the question "can all be served" is asked on.

Bit `i` stands for the `i`-th cell in order of time and then pool, so that "this contact accepts these cells" is one
number, "and they have minutes left" is one `&`, and contacts who accept the same cells are one class.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import groupby

from contact_api.domain.capacity.capacity import Cell, Unit, masters, welcome
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, Language, Profession, UnitId, Window
from contact_api.domain.work_queue.work_queue import window_ahead

A_DAY = timedelta(days=1)  # longer than any day's cells go on


@dataclass(frozen=True, slots=True)
class Demand:
    """Staff minutes that one contact asks for, and when they may be given."""

    need: Need
    window: Window


class Level(IntEnum):
    """Who asks for the minutes of a cell, those from whom most is protected first."""

    GUEST = 0  # people of other units
    OWN = 1  # own people who accept another unit
    OWN_ONLY = 2  # own people who accept none
    URGENT = 3


@dataclass(frozen=True, slots=True)
class BoundedCell:
    """How far a cell may be filled: `limits[level]` by those on this level and the stricter ones together.

    Units: whole staff minutes. `cell.reserved_minutes` is no part of them.
    """

    cell: Cell
    limits: tuple[int, ...]  # one for each level


def level_of(need: Need, unit_id: UnitId) -> Level:
    """On which level somebody with this need asks for minutes of the unit."""
    if need.urgency.is_urgent:
        return Level.URGENT
    if need.unit_id != unit_id:
        return Level.GUEST
    return Level.OWN_ONLY if need.consent is Consent.OWN_UNIT else Level.OWN


def demand_of(contact: Contact, *, now: datetime) -> Demand | None:
    """What a promised or tried contact asks for: minutes within its window, for a retry in the rest of their day.

    None when that time has passed: then nothing can be set aside any more, whoever is free next takes it.
    """
    start = max(now, contact.callable_from or now)
    rest_of_day = contact.need.available_to or start + A_DAY
    window = window_ahead(contact)
    end = window.end if window else rest_of_day
    return Demand(contact.need, Window(start, end)) if start < end else None


def bounded_cells_of(cells: Iterable[Cell], *, planning: Planning, now: datetime) -> list[BoundedCell]:
    """Every cell that has not passed with what `availability.fill_limit` leaves for each who may ask for it."""
    bounded_cells: list[BoundedCell] = []
    for cell in cells:
        if cell.end <= now:
            continue
        near = cell.start - now <= planning.release
        share = planning.share_urgent if near else planning.share_today
        minutes, protected = cell.to_come(now), cell.protected
        if protected is None:
            today = int(minutes * share)
            bounded_cells.append(
                BoundedCell(cell, (today, today, today, int(minutes * planning.share_urgent)))
            )
        else:
            today = int(minutes) - (0 if near else protected.today)
            urgent = int(minutes) - (0 if near else protected.urgent)
            bounded_cells.append(
                BoundedCell(cell, (today - protected.own, today - protected.own_only, today, urgent))
            )
    return bounded_cells


class Grid:
    """Cells in order, and the bits of those a demand accepts; `units` are the region's, for whose work is shared."""

    def __init__(self, bounded_cells: Iterable[BoundedCell], units: Mapping[UnitId, Unit]) -> None:
        self.bounded_cells = sorted(
            bounded_cells, key=lambda bounded: (bounded.cell.start, bounded.cell.pool.id)
        )
        self.units = units
        self._of_need: dict[tuple[object, ...], tuple[int, ...]] = {}
        self._of_skills: dict[tuple[tuple[Profession, ...], Language], int] = {}
        self._accepted_by: dict[tuple[str, Consent], int] = {}
        self._of_unit: dict[UnitId, int] = {}
        self._alike = 0  # cells that protect nothing for own people
        self._of_pool: dict[str, int] = {}
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        self._first = [0]  # the first cell of each step of the grid, and the number of cells
        for start, step in groupby(self.bounded_cells, key=lambda bounded: bounded.cell.start):
            here = list(step)
            self._starts.append(start)
            self._ends.append(here[0].cell.end)
            for place, bounded in enumerate(here, start=self._first[-1]):
                pool = bounded.cell.pool
                self._of_pool[pool.id] = self._of_pool.get(pool.id, 0) | 1 << place
                guest, own, own_only, _ = bounded.limits
                self._alike |= (guest == own == own_only) << place
            self._first.append(self._first[-1] + len(here))
        self._pools = {bounded.cell.pool.id: bounded.cell.pool for bounded in self.bounded_cells}
        for pool in self._pools.values():
            self._of_unit[pool.unit_id] = self._of_unit.get(pool.unit_id, 0) | self._of_pool[pool.id]

    def accepted(self, demand: Demand) -> tuple[int, ...]:
        """The cells that overlap its window, of staff who master it, at units the citizen accepts; by level."""
        low = bisect_right(self._ends, demand.window.start)
        high = max(low, bisect_left(self._starts, demand.window.end))
        during = (1 << self._first[high]) - (1 << self._first[low])
        return tuple(bits & during for bits in self._fitting(demand.need))

    def welcome_units(self, need: Need) -> frozenset[UnitId]:
        """Every unit whose staff the citizen accepts, their own included."""
        own = self.units[need.unit_id]
        return frozenset(unit.id for unit in self.units.values() if welcome(need, unit, own))

    def of_unit(self, unit_id: UnitId) -> int:
        """All cells of one unit."""
        return self._of_unit.get(unit_id, 0)

    def _fitting(self, need: Need) -> tuple[int, ...]:
        key = (need.professions, need.language, need.unit_id, need.consent, need.urgency.is_urgent)
        found = self._of_need.get(key)
        if found is None:
            found = self._of_need[key] = self._by_level(self._mastered(need) & self._welcome_to(need), need)
        return found

    def _mastered(self, need: Need) -> int:
        key = (need.professions, need.language)
        if key not in self._of_skills:
            able = (pool for pool in self._pools.values() if masters(pool.professions, pool.languages, need))
            self._of_skills[key] = _together(self._of_pool[pool.id] for pool in able)
        return self._of_skills[key]

    def _welcome_to(self, need: Need) -> int:
        """The own unit, and whatever somebody of its care provider would accept elsewhere."""
        own = self.units[need.unit_id]
        key = (own.provider_id, need.consent)
        if key not in self._accepted_by:
            anywhere = replace(own, id=UnitId(""))
            accepted = (unit.id for unit in self.units.values() if welcome(need, unit, anywhere))
            self._accepted_by[key] = _together(map(self.of_unit, accepted))
        return self.of_unit(own.id) | self._accepted_by[key]

    def _by_level(self, bits: int, need: Need) -> tuple[int, ...]:
        """Where nothing is protected for own people all are on one level, so that there are fewer classes."""
        if need.urgency.is_urgent:
            return (0, 0, 0, bits)
        own = self.of_unit(need.unit_id)
        as_own_only = self._alike | (own if need.consent is Consent.OWN_UNIT else 0)
        return (
            bits & ~own & ~self._alike,
            bits & own & ~as_own_only,
            bits & as_own_only & (own | self._alike),
            0,
        )


def _together(bits: Iterable[int]) -> int:
    found = 0
    for one in bits:
        found |= one
    return found


def places(bits: int) -> Iterator[int]:
    """The numbers of the cells whose bits are set, earliest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
