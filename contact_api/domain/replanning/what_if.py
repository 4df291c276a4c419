"""Changes somebody could make to what is left of a day, tried on a copy: nothing is stored.

Staff are counted in minutes on the grid, as everywhere. A change that lies outside the rest of the day, or takes what
is not there, changes nothing; `moved_minutes` says how much it really was about.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.capacity.capacity import (
    GRID_STEP,
    Cell,
    CellKey,
    Pool,
    ProtectedMinutes,
    StaffMember,
    Unit,
    grid_start,
    pool_of,
)
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import (
    Consent,
    ContactId,
    ContactState,
    Language,
    PoolId,
    Profession,
    StaffId,
    UnitId,
    Window,
)
from contact_api.domain.promise.promise import Reservation


@dataclass(frozen=True, slots=True)
class RestOfDay:
    """What is left of a region's day, as it stands or as it would: open contacts, what they hold, staff time."""

    contacts: tuple[Contact, ...]
    held: Mapping[ContactId, Reservation]
    cells: tuple[Cell, ...]
    units: Mapping[UnitId, Unit]
    ends_at: datetime
    fill_at: Callable[[datetime], float]  # how far staff time that begins then may be filled (capacity.Cell)
    moved_minutes: int = 0  # staff minutes that the changes so far were about


class Change(Protocol):
    """Something somebody could do, or that could happen."""

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """The day with it."""


@dataclass(frozen=True, slots=True)
class Lending:
    """A unit lets another have so many of its staff; promised minutes go with them, as people do.

    Whoever has one of the professions and all of the languages is lent, those with the fewest skills first.
    """

    unit_id: UnitId
    to_unit: UnitId
    staff: int
    professions: tuple[Profession, ...]
    languages: tuple[Language, ...]
    window: Window

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Minutes of the one unit become minutes of the other, with the skills they have."""
        lent: list[Cell] = []
        wanted = {start: self.staff * much for start, much in _steps(self.window)}
        for cell in sorted(day.cells, key=_fewest_skills):
            if cell.pool.unit_id == self.unit_id and self._fits(cell.pool) and wanted.get(cell.start, 0) > 0:
                minutes = min(wanted[cell.start], cell.staff_minutes)
                wanted[cell.start] -= minutes
                lent.append(replace(cell, staff_minutes=minutes))
        arrived = [_elsewhere(cell, self.to_unit, self.window) for cell in lent]
        without = _fewer(day.cells, {_place(cell): cell.staff_minutes for cell in lent})
        return _about(replace(day, cells=_more(without, arrived)), lent)

    def _fits(self, pool: Pool) -> bool:
        return bool(set(self.professions) & set(pool.professions)) and set(self.languages) <= set(
            pool.languages
        )


@dataclass(frozen=True, slots=True)
class Joining:
    """A unit gets so many staff from outside the plan."""

    unit_id: UnitId
    staff: int
    professions: tuple[Profession, ...]
    languages: tuple[Language, ...]
    window: Window

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Their minutes are added."""
        pool = pool_of(StaffMember(StaffId(""), self.unit_id, self.professions, self.languages))
        added = [
            Cell(
                pool,
                start,
                start + GRID_STEP,
                self.staff * minutes,
                pool_ends_at=self.window.end,
                fill=day.fill_at(start),
            )
            for start, minutes in _steps(self.window)
        ]
        return _about(replace(day, cells=_more(day.cells, added)), added)


@dataclass(frozen=True, slots=True)
class Closing:
    """Nobody at the unit makes contacts in that time."""

    unit_id: UnitId
    window: Window

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Its minutes there are gone."""
        share = {start: minutes / (GRID_STEP.total_seconds() / 60) for start, minutes in _steps(self.window)}
        lost = [
            replace(cell, staff_minutes=round(cell.staff_minutes * share[cell.start]))
            for cell in day.cells
            if cell.pool.unit_id == self.unit_id and cell.start in share
        ]
        return SickCall(tuple(lost)).made_to(day)


@dataclass(frozen=True, slots=True)
class SickCall:
    """Somebody goes home; `lost` are the cells she would have filled, with her minutes in them."""

    lost: tuple[Cell, ...]

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Her minutes are gone."""
        lost = {_place(cell): cell.staff_minutes for cell in self.lost}
        there = [cell for cell in day.cells if _place(cell) in lost]
        gone = [replace(cell, staff_minutes=min(cell.staff_minutes, lost[_place(cell)])) for cell in there]
        return _about(replace(day, cells=_fewer(day.cells, lost)), gone)


@dataclass(frozen=True, slots=True)
class Sharing:
    """A unit that keeps its staff to its own people takes others too."""

    unit_id: UnitId

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Who accepts the unit may be served there."""
        unit = replace(day.units[self.unit_id], shares_work=True)
        theirs = [cell for cell in day.cells if cell.pool.unit_id == self.unit_id]
        return _about(replace(day, units={**day.units, unit.id: unit}), theirs)


@dataclass(frozen=True, slots=True)
class Consenting:
    """Citizens who wait are asked, and accept other units; `unit_id` None: those of every unit."""

    unit_id: UnitId | None
    consent: Consent

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Nobody accepts less than before."""
        order = list(Consent)

        def asked(contact: Contact) -> Contact:
            need = contact.need
            other = self.unit_id not in (None, need.unit_id) or contact.state is not ContactState.WAITING
            if other or order.index(need.consent) >= order.index(self.consent):
                return contact
            return replace(contact, need=replace(need, consent=self.consent))

        return replace(day, contacts=tuple(map(asked, day.contacts)))


@dataclass(frozen=True, slots=True)
class Interpreting:
    """The unit's staff have an interpreter for these languages in that time."""

    unit_id: UnitId
    languages: tuple[Language, ...]
    window: Window

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Its cells there master the languages too; what is reserved in them stays."""
        starts = {start for start, _ in _steps(self.window)}
        theirs = [c for c in day.cells if c.pool.unit_id == self.unit_id and c.start in starts]
        able = {_place(cell): replace(cell, pool=self._with(cell.pool)) for cell in theirs}
        held = {
            contact: replace(kept, pool_id=able[kept.pool_id, kept.cell_start].pool.id)
            if (kept.pool_id, kept.cell_start) in able
            else kept
            for contact, kept in day.held.items()
        }
        cells = tuple(able.get(_place(cell), cell) for cell in day.cells)
        return _about(replace(day, cells=cells, held=held), theirs)

    def _with(self, pool: Pool) -> Pool:
        spoken = tuple(sorted({*pool.languages, *self.languages}))
        return replace(pool, id=PoolId(f"{pool.id}|interpreter"), languages=spoken)


@dataclass(frozen=True, slots=True)
class Releasing:
    """What is kept for those who have not sought contact yet is given to those who have."""

    window: Window

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Nothing is kept back any more in that time."""
        starts = {start for start, _ in _steps(self.window)}
        there = [cell for cell in day.cells if cell.start in starts]
        cells = tuple(replace(c, protected=ProtectedMinutes()) if c.start in starts else c for c in day.cells)
        return _about(replace(day, cells=cells), there)


def with_all(day: RestOfDay, changes: Iterable[Change]) -> RestOfDay:
    """The day after these changes, in their order."""
    for change in changes:
        day = change.made_to(day)
    return day


def _steps(window: Window) -> Iterable[tuple[datetime, int]]:
    """The steps of the grid that it touches, and how many whole minutes of each."""
    start = grid_start(window.start)
    while start < window.end:
        overlap = min(window.end, start + GRID_STEP) - max(window.start, start)
        yield start, int(overlap.total_seconds() // 60)
        start += GRID_STEP


def _fewer(cells: Iterable[Cell], lost: Mapping[CellKey, int]) -> tuple[Cell, ...]:
    return tuple(
        replace(cell, staff_minutes=max(0, cell.staff_minutes - lost[_place(cell)]))
        if _place(cell) in lost
        else cell
        for cell in cells
    )


def _more(cells: Iterable[Cell], added: Iterable[Cell]) -> tuple[Cell, ...]:
    found = {_place(cell): cell for cell in cells}
    for cell in added:
        there = found.setdefault(_place(cell), replace(cell, staff_minutes=0))
        ends = max(there.pool_ends_at or there.end, cell.pool_ends_at or cell.end)
        minutes = there.staff_minutes + cell.staff_minutes
        found[_place(cell)] = replace(there, staff_minutes=minutes, pool_ends_at=ends)
    return tuple(found.values())


def _elsewhere(cell: Cell, unit_id: UnitId, window: Window) -> Cell:
    skills = StaffMember(StaffId(""), unit_id, cell.pool.professions, cell.pool.languages)
    ends = min(window.end, cell.pool_ends_at or window.end)
    return replace(cell, pool=pool_of(skills), reserved_minutes=0, pool_ends_at=ends, protected=None)


def _about(day: RestOfDay, cells: Iterable[Cell]) -> RestOfDay:
    return replace(day, moved_minutes=day.moved_minutes + sum(cell.staff_minutes for cell in cells))


def _fewest_skills(cell: Cell) -> tuple[int, str, datetime]:
    return (len(cell.pool.professions) + len(cell.pool.languages), cell.pool.id, cell.start)


def _place(cell: Cell) -> CellKey:
    return (cell.pool.id, cell.start)
