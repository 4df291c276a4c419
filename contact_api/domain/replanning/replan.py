"""Make the plan anew: every promise has minutes behind it, or the citizen is told before it breaks.

A promise's window does not move while it can be kept; who serves it may, and whose minutes back it, too. What cannot be
kept is moved, and what was not promised is promised when there is time again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contact_api.domain.capacity.capacity import Cell, CellKey, Unit
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, UnitId
from contact_api.domain.feasibility.grid import demand_of
from contact_api.domain.feasibility.plan_repair import PlanRepair
from contact_api.domain.promise.promise import Promise, Reservation, Why, promise
from contact_api.domain.replanning.replan_grid import WorkingGrid
from contact_api.domain.work_queue.work_queue import window_ahead


class PlanChange(StrEnum):
    """What a new plan does to one contact."""

    RESERVED = "reserved"  # the window stands, other minutes back it
    DUE = "due"  # its minutes are gone and its time has come: whoever is free next takes it
    PROMISED = "promised"  # it had no promise and now has one: told
    MOVED = "moved"  # the window cannot be kept, another one can: told
    BROKEN = "broken"  # the window cannot be kept and today has no other: told, and visible


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One change of the plan, to be carried out and told."""

    contact: Contact
    change: PlanChange
    reservation: Reservation | None
    promise: Promise | None = None


def replan(
    contacts: Iterable[Contact],
    reservations: Mapping[ContactId, Reservation],
    cells: Iterable[Cell],
    units: Mapping[UnitId, Unit],
    *,
    planning: Planning,
    now: datetime,
    day_ends_at: datetime | None = None,
) -> list[PlanStep]:
    """The changes that make every promise backed again; the same input gives the same answer in any order.

    `contacts` are the open ones, `reservations` what they hold, `cells` the rest of the day, `units` the region's,
    for whose work is shared.
    """
    waiting = {c.id: c for c in contacts if c.state is ContactState.WAITING}
    held = {cid: one for cid, one in reservations.items() if cid in waiting}
    grid = WorkingGrid(cells, units)
    lost = _without_minutes(waiting, held, grid, planning=planning)
    again = _minutes_again(lost, waiting, held, grid, units, now=now)
    steps = [
        PlanStep(waiting[cid], PlanChange.RESERVED, one)
        for cid, one in sorted(again.items())
        if one is not None and (cid not in held or one.cell_key != held[cid].cell_key)
    ]
    without = sorted((waiting[cid] for cid, one in again.items() if one is None), key=_soonest_first)
    for contact in without:
        step = _without_capacity(
            contact, held.get(contact.id), grid, planning=planning, now=now, ends=day_ends_at
        )
        steps += [step] if step else []
    return steps + _first_promises(waiting.values(), grid, planning=planning, now=now, ends=day_ends_at)


def overfull_cells(cells: Iterable[Cell]) -> list[Cell]:
    """The cells that are reserved beyond what they hold; what the control room has to remedy."""
    return sorted(
        (cell for cell in cells if cell.reserved_minutes > cell.holds),
        key=lambda cell: (cell.start, cell.pool.id),
    )


def _without_minutes(
    waiting: Mapping[ContactId, Contact],
    held: Mapping[ContactId, Reservation],
    grid: WorkingGrid,
    *,
    planning: Planning,
) -> list[Contact]:
    """Whose promise or retry has no minutes behind it (any more), first due first; what they held is given back."""
    lost = {cid for cid, one in held.items() if not grid.backs(waiting[cid], one, planning=planning)}
    lost |= _displaced(waiting, held, grid)
    for cid in lost:
        grid.give_back(held[cid])
    lost |= {c.id for c in waiting.values() if c.id not in held and (c.backed or c.attempts)}
    return sorted((waiting[cid] for cid in lost), key=_soonest_first)


def _minutes_again(
    lost: Sequence[Contact],
    waiting: Mapping[ContactId, Contact],
    held: Mapping[ContactId, Reservation],
    grid: WorkingGrid,
    units: Mapping[UnitId, Unit],
    *,
    now: datetime,
) -> dict[ContactId, Reservation | None]:
    """Minutes within their windows for all who can have them, and others for those moved for it; noted in the grid.

    First whoever finds minutes as it stands, then those for whom others must be moved. None: whose minutes are gone.
    """
    found: dict[ContactId, Reservation | None] = {one.id: None for one in lost}
    stands = {cid: one for cid, one in held.items() if cid not in found}
    for contact in lost:
        reservation = _within_window(contact, grid.open_to(contact.need), now=now)
        if reservation is not None:
            grid.take(reservation)
            found[contact.id] = stands[contact.id] = reservation
    left = [one for one in lost if found[one.id] is None]
    if left:
        repair = PlanRepair(waiting.values(), stands.values(), grid.cells(), units, now=now)
        _repair(left, waiting.values(), repair, now=now)
        changed = repair.changed()
        for cid in changed.keys() & stands.keys():
            grid.give_back(stands[cid])
        for moved in (one for one in changed.values() if one):
            grid.take(moved)
        found |= changed
    return found


def _repair(
    left: Sequence[Contact], waiting: Iterable[Contact], repair: PlanRepair, *, now: datetime
) -> None:
    """Minutes for those who find none as it stands: promises before retries, and of those the urgent first.

    Of the windows that have not begun as few as can be are broken; when one has begun, whoever is free next
    takes it, and nobody else is told another time for it.
    """
    for contact in sorted(left, key=lambda one: _first_kept(one, now=now)):
        repair.place(contact)
    ahead = sorted((one for one in waiting if _is_ahead(one, now=now)), key=_first_sought)
    broken = [one for one in ahead if one.id in {other.id for other in left} and not repair.holds(one)]
    if broken:
        retries = sorted((one for one in waiting if one.attempts), key=_soonest_first)
        repair.save(broken, retries, ahead)


def _displaced(
    waiting: Mapping[ContactId, Contact], reservations: Mapping[ContactId, Reservation], grid: WorkingGrid
) -> set[ContactId]:
    """Whose minutes are gone where a cell lost staff: the least urgent and latest seekers, few as can be."""
    out: set[ContactId] = set()
    holders: dict[CellKey, list[Contact]] = {}
    for cid, one in reservations.items():
        holders.setdefault(one.cell_key, []).append(waiting[cid])
    for short in overfull_cells(grid.cells()):
        excess = short.reserved_minutes - short.holds
        for contact in sorted(holders.get(short.key, ()), key=_first_sought, reverse=True):
            if excess <= 0:
                break
            out.add(contact.id)
            excess -= reservations[contact.id].minutes
    return out


def _without_capacity(
    contact: Contact,
    had: Reservation | None,
    grid: WorkingGrid,
    *,
    planning: Planning,
    now: datetime,
    ends: datetime | None,
) -> PlanStep | None:
    """What becomes of a promised or tried contact for which there are no minutes: a new window, or none."""
    window = window_ahead(contact)
    if window is None or now in window:
        return PlanStep(contact, PlanChange.DUE, None) if had else None
    new = promise(contact.need, grid.open_to(contact.need), planning=planning, now=now, day_ends_at=ends)
    if new.backed and new.reservation:
        grid.take(new.reservation)
        return PlanStep(contact, PlanChange.MOVED, new.reservation, new)
    return PlanStep(contact, PlanChange.BROKEN, None, new)


def _first_promises(
    waiting: Iterable[Contact], grid: WorkingGrid, *, planning: Planning, now: datetime, ends: datetime | None
) -> list[PlanStep]:
    """For those who were promised nothing, the urgent and who sought first before others."""
    steps: list[PlanStep] = []
    if all(cell.end - now <= planning.later_promise for cell in grid.cells()):
        return steps  # too soon to be worth a message: whoever is free next takes them
    unpromised = [c for c in waiting if not c.backed and not c.attempts]
    refused: dict[tuple[object, ...], int] = {}  # by kind of need, the least minutes that are not to be had
    for contact in sorted(unpromised, key=_first_sought):
        if _is_refused(contact.need, refused):
            continue  # what is left only shrinks while the plan is made
        new = promise(contact.need, grid.open_to(contact.need), planning=planning, now=now, day_ends_at=ends)
        if new.reservation and new.window and new.window.start - now >= planning.later_promise:
            grid.take(new.reservation)
            steps.append(PlanStep(contact, PlanChange.PROMISED, new.reservation, new))
        elif not new.backed:
            hours = contact.need.urgency.is_urgent or new.why is Why.OUTSIDE_AVAILABLE_HOURS
            refused[_kind(contact.need, hours=hours)] = contact.need.minutes
    return steps


def _within_window(contact: Contact, cells: Iterable[Cell], *, now: datetime) -> Reservation | None:
    """Minutes inside what the citizen was told; for a retry, inside what is left of their day."""
    demand = demand_of(contact, now=now)
    if demand is None:
        return None
    minutes, window = contact.need.minutes, demand.window
    for cell in sorted(cells, key=lambda c: (c.pool.unit_id != contact.need.unit_id, c.start, c.pool.id)):
        if cell.overlaps(window):
            full = int(cell.to_come(now))
            if cell.reserved_minutes + minutes <= full:
                return Reservation(contact.id, cell.pool.id, cell.pool.unit_id, cell.start, minutes, full)
    return None


def _is_refused(need: Need, refused: Mapping[tuple[object, ...], int]) -> bool:
    return any(
        need.minutes >= refused.get(_kind(need, hours=hours), need.minutes + 1) for hours in (False, True)
    )


def _kind(need: Need, *, hours: bool) -> tuple[object, ...]:
    """What decides whether it can be promised, beside its minutes; `hours`: also when the citizen can talk."""
    available = (need.available_from, need.available_to) if hours else ()
    return (need.unit_id, need.professions, need.language, need.consent, need.urgency.is_urgent, *available)


def _first_sought(contact: Contact) -> tuple[str, datetime, str]:
    return (contact.need.urgency.value, contact.need.sought_at, contact.id)


def _soonest_first(contact: Contact) -> tuple[datetime, str, str]:
    return (contact.due_at or contact.need.sought_at, contact.need.urgency.value, contact.id)


def _first_kept(contact: Contact, *, now: datetime) -> tuple[bool, bool, bool, datetime, str]:
    """Who is given minutes first: promises before retries, of those the urgent, then windows that have not begun."""
    due = contact.due_at or contact.need.sought_at
    return (
        contact.attempts > 0,
        not contact.need.urgency.is_urgent,
        not _is_ahead(contact, now=now),
        due,
        contact.id,
    )


def _is_ahead(contact: Contact, *, now: datetime) -> bool:
    """Whether it was promised a window that has not begun."""
    window = contact.window
    return contact.backed and not contact.attempts and window is not None and window.start > now
