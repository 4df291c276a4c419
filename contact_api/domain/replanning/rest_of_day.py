"""What is left of a day as one value, and the arithmetic of adding, moving and losing staff minutes of it.

Staff are counted in minutes on the grid, as everywhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from contact_api.domain.capacity.capacity import (
    GRID_STEP,
    Cell,
    CellKey,
    StaffMember,
    Unit,
    grid_start,
    pool_of,
)
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, StaffId, UnitId, Window
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
    cells_of_member: Callable[[StaffId, datetime], Iterable[Cell]]  # what a staff member fills from then on
    moved_minutes: int = 0  # staff minutes that the changes so far were about


def steps_of(window: Window) -> Iterable[tuple[datetime, int]]:
    """The steps of the grid that it touches, and how many whole minutes of each."""
    start = grid_start(window.start)
    while start < window.end:
        overlap = min(window.end, start + GRID_STEP) - max(window.start, start)
        yield start, int(overlap.total_seconds() // 60)
        start += GRID_STEP


def count_moved(day: RestOfDay, cells: Iterable[Cell]) -> RestOfDay:
    """The day with the staff minutes of these cells counted as moved."""
    return replace(day, moved_minutes=day.moved_minutes + sum(cell.staff_minutes for cell in cells))


def take_minutes(cells: Iterable[Cell], lost: Mapping[CellKey, int]) -> tuple[Cell, ...]:
    """The cells without so many staff minutes of each."""
    return tuple(
        replace(cell, staff_minutes=max(0, cell.staff_minutes - lost[cell.key])) if cell.key in lost else cell
        for cell in cells
    )


def add_minutes(cells: Iterable[Cell], added: Iterable[Cell]) -> tuple[Cell, ...]:
    """The cells with the staff minutes of those that are added, which may be of new pools."""
    found = {cell.key: cell for cell in cells}
    for cell in added:
        there = found.setdefault(cell.key, replace(cell, staff_minutes=0))
        ends = max(there.pool_ends_at or there.end, cell.pool_ends_at or cell.end)
        minutes = there.staff_minutes + cell.staff_minutes
        found[cell.key] = replace(there, staff_minutes=minutes, pool_ends_at=ends)
    return tuple(found.values())


def lose_minutes(day: RestOfDay, lost: Iterable[Cell]) -> RestOfDay:
    """The day after the staff minutes in these cells are gone, as far as they are there."""
    minutes = {cell.key: cell.staff_minutes for cell in lost}
    there = [cell for cell in day.cells if cell.key in minutes]
    gone = [replace(cell, staff_minutes=min(cell.staff_minutes, minutes[cell.key])) for cell in there]
    return count_moved(replace(day, cells=take_minutes(day.cells, minutes)), gone)


def at_other_unit(cell: Cell, unit_id: UnitId, window: Window) -> Cell:
    """The same staff minutes at another unit, with the skills they have; nothing is reserved of them yet."""
    skills = StaffMember(StaffId(""), unit_id, cell.pool.professions, cell.pool.languages)
    ends = min(window.end, cell.pool_ends_at or window.end)
    return replace(cell, pool=pool_of(skills), reserved_minutes=0, pool_ends_at=ends, protected=None)
