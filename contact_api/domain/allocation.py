"""Make the plan anew: every promise keeps minutes behind it, or the citizen is told before it breaks.

A promise's window does not move while it can be kept; who serves it may. What cannot be kept is moved, the
latest seekers first, and what was not promised is promised when room appears.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from contact_api.domain.capacity import Cell, masters
from contact_api.domain.contact import Contact, Need
from contact_api.domain.planning import Planning
from contact_api.domain.promise import Promise, Reservation, Why, promise
from contact_api.domain.values import ContactId, ContactState, PoolId, UnitId

Welcome = Mapping[ContactId, Collection[UnitId]]
Place = tuple[PoolId, datetime]


class Change(StrEnum):
    """What a new plan does to one contact."""

    RESERVED = "reserved"  # the window stands, other minutes back it
    DUE = "due"  # its minutes are gone and its time has come: the next free hand takes it
    PROMISED = "promised"  # it had no promise and now has one: told
    MOVED = "moved"  # the window cannot be kept, another one can: told
    BROKEN = "broken"  # the window cannot be kept and today has no other: told, and visible


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the plan, to be carried out and told."""

    contact: Contact
    change: Change
    reservation: Reservation | None
    promise: Promise | None = None


class _Grid:
    """Working copy of the cells; what a step reserves the next one cannot."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._of_unit: dict[UnitId, dict[Place, Cell]] = {}
        for cell in cells:
            self._of_unit.setdefault(cell.pool.unit_id, {})[cell.pool.id, cell.start] = cell

    def cells(self) -> list[Cell]:
        return [cell for of_unit in self._of_unit.values() for cell in of_unit.values()]

    def holds(self, kept: Reservation) -> bool:
        return _place(kept) in self._of_unit.get(kept.unit_id, {})

    def give_back(self, kept: Reservation) -> None:
        self._add(kept, -kept.minutes)

    def take(self, kept: Reservation) -> None:
        self._add(kept, kept.minutes)

    def _add(self, kept: Reservation, minutes: int) -> None:
        if self.holds(kept):
            of_unit = self._of_unit[kept.unit_id]
            cell = of_unit[_place(kept)]
            full = replace(cell, reserved_minutes=max(0, cell.reserved_minutes + minutes))
            of_unit[_place(kept)] = full

    def open_to(self, contact: Contact, welcome: Welcome) -> list[Cell]:
        return [
            cell
            for unit in sorted(welcome[contact.id])
            for cell in self._of_unit.get(unit, {}).values()
            if masters(cell.pool.professions, cell.pool.languages, contact.need)
        ]


def replan(
    contacts: Iterable[Contact],
    reservations: Mapping[ContactId, Reservation],
    cells: Iterable[Cell],
    welcome: Welcome,
    *,
    planning: Planning,
    now: datetime,
) -> list[Step]:
    """The changes that make every promise backed again; the same input gives the same answer in any order.

    `contacts` are the open ones, `reservations` what they hold, `cells` the rest of the day, `welcome` the
    units each citizen accepts.
    """
    waiting = {c.id: c for c in contacts if c.state is ContactState.WAITING}
    grid = _Grid(cells)
    homeless = {cid for cid, kept in reservations.items() if cid in waiting and not grid.holds(kept)}
    homeless |= _displaced(waiting, reservations, grid)
    for cid in homeless:
        grid.give_back(reservations[cid])
    homeless |= {c.id for c in waiting.values() if c.id not in reservations and (c.backed or c.attempts)}
    steps: list[Step] = []
    for contact in sorted((waiting[cid] for cid in homeless), key=_soonest_first):
        step = _rehouse(contact, grid, welcome, reservations.get(contact.id), planning=planning, now=now)
        steps += [step] if step else []
    unpromised = [c for c in waiting.values() if not c.backed and not c.attempts]
    refused: dict[tuple[object, ...], int] = {}  # by kind of need, the least minutes there is no room for
    for contact in sorted(unpromised, key=_first_sought):
        if _is_refused(contact.need, refused):
            continue  # room only shrinks while the plan is made
        new = promise(contact.need, grid.open_to(contact, welcome), planning=planning, now=now)
        if new.reservation and new.window and new.window.start - now >= planning.later_promise:
            grid.take(new.reservation)
            steps.append(Step(contact, Change.PROMISED, new.reservation, new))
        elif not new.backed:
            hours = contact.need.urgency.is_urgent or new.why is Why.NOT_IN_HER_HOURS
            refused[_kind(contact.need, hours=hours)] = contact.need.minutes
    return steps


def shortfall(cells: Iterable[Cell]) -> list[Cell]:
    """The cells that are reserved beyond the staff minutes they have; what the control room has to heal."""
    return sorted(
        (cell for cell in cells if cell.reserved_minutes > cell.staff_minutes),
        key=lambda cell: (cell.start, cell.pool.id),
    )


def _place(kept: Reservation) -> Place:
    return (kept.pool_id, kept.cell_start)


def _displaced(
    waiting: Mapping[ContactId, Contact], reservations: Mapping[ContactId, Reservation], grid: _Grid
) -> set[ContactId]:
    """Whose minutes are gone where a cell lost staff: the least urgent and latest seekers, few as can be."""
    out: set[ContactId] = set()
    holders: dict[Place, list[Contact]] = {}
    for cid, kept in reservations.items():
        if cid in waiting:
            holders.setdefault(_place(kept), []).append(waiting[cid])
    for short in shortfall(grid.cells()):
        excess = short.reserved_minutes - short.staff_minutes
        for contact in sorted(holders.get((short.pool.id, short.start), ()), key=_first_sought, reverse=True):
            if excess <= 0:
                break
            out.add(contact.id)
            excess -= reservations[contact.id].minutes
    return out


def _rehouse(
    contact: Contact,
    grid: _Grid,
    welcome: Welcome,
    had: Reservation | None,
    *,
    planning: Planning,
    now: datetime,
) -> Step | None:
    """New minutes for a promised or tried contact: within its window if possible, else a new window."""
    cells = grid.open_to(contact, welcome)
    kept = _within_window(contact, cells, now=now)
    if kept is not None:
        grid.take(kept)
        stays = had is not None and _place(kept) == _place(had)
        return None if stays else Step(contact, Change.RESERVED, kept)
    if contact.attempts or contact.window is None or contact.window.start <= now < contact.window.end:
        return Step(contact, Change.DUE, None) if had else None
    new = promise(contact.need, cells, planning=planning, now=now)
    if new.backed and new.reservation:
        grid.take(new.reservation)
        return Step(contact, Change.MOVED, new.reservation, new)
    return Step(contact, Change.BROKEN, None, new)


def _within_window(contact: Contact, cells: Iterable[Cell], *, now: datetime) -> Reservation | None:
    """Minutes inside what the citizen was told; for a retry, inside what is left of the day."""
    start = max(now, contact.callable_from or now)
    end = contact.window.end if contact.window and not contact.attempts else None
    minutes = contact.need.minutes
    for cell in sorted(cells, key=lambda c: (c.pool.unit_id != contact.need.unit_id, c.start, c.pool.id)):
        left = min(1.0, (cell.end - now) / (cell.end - cell.start))
        full = int(cell.staff_minutes * left)
        if start < cell.end and (end is None or cell.start < end) and cell.reserved_minutes + minutes <= full:
            return Reservation(contact.id, cell.pool.id, cell.pool.unit_id, cell.start, minutes, full)
    return None


def _is_refused(need: Need, refused: Mapping[tuple[object, ...], int]) -> bool:
    return any(
        need.minutes >= refused.get(_kind(need, hours=hours), need.minutes + 1) for hours in (False, True)
    )


def _kind(need: Need, *, hours: bool) -> tuple[object, ...]:
    """What decides whether there is room for it, beside its minutes; `hours`: also when she can talk."""
    hers = (need.available_from, need.available_to) if hours else ()
    has_named = need.named_contact is not None
    return (need.unit_id, need.professions, need.language, need.consent, need.urgency, has_named, *hers)


def _first_sought(contact: Contact) -> tuple[str, datetime, str]:
    return (contact.need.urgency.value, contact.need.sought_at, contact.id)


def _soonest_first(contact: Contact) -> tuple[datetime, str, str]:
    return (contact.due_at or contact.need.sought_at, contact.need.urgency.value, contact.id)
