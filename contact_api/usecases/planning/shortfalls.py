"""See what cannot be served today and what would help, and try changes on a copy; nothing is written."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from contact_api.domain.capacity.capacity import Cell, cells_of
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.domain.feasibility.plan_repair import wholly_open_cells
from contact_api.domain.region.region import Region
from contact_api.domain.replanning.remedies import Remedy, remedies
from contact_api.domain.replanning.rest_of_day import RestOfDay
from contact_api.domain.replanning.shortfall import (
    HourChanges,
    Shortfall,
    Shortfalls,
    bounded_cells_for_all,
    minutes_left,
    next_plan,
    shortfalls,
)
from contact_api.domain.replanning.what_if import Change, with_all
from contact_api.ports import Capacity, RegionInForce, Shifts, WorkQueue

MOST_LOOKED_INTO = 5  # shortfalls whose remedies are worked out, the first promises first
MOST_REMEDIES = 5  # of each


class RestOfDayReading(RegionInForce, Capacity, Shifts, WorkQueue, Protocol):
    """What is read of the rest of a day."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a day would go on."""

    shortfalls: Shortfalls
    told: tuple[HourChanges, ...]
    minutes_left: int


def rest_of_today(tx: RestOfDayReading, *, now: datetime) -> RestOfDay:
    """What the next plan of today would look at."""
    return rest_of_day(tx, tx.region().left_of_today(now), now=now)


def rest_of_day(tx: RestOfDayReading, left: Window, *, now: datetime) -> RestOfDay:
    """What the next plan would look at that is made in that day, when `left` of it is to come."""
    region = tx.region()
    contacts = [one for one in tx.open_contacts() if _is_of(one, left, now=now)]
    theirs = {one.id for one in contacts}
    held = {
        contact: kept
        for contact, kept in tx.reservations().items()
        if kept.cell_start < left.end and (left.start <= now or contact in theirs)
    }
    cells = tuple(tx.cells(list(region.units), left))
    return RestOfDay(
        tuple(contacts),
        held,
        cells,
        region.units,
        left.end,
        fill_at=region.fill_at,
        cells_of_member=partial(_cells_of_member, tx, now=now),
    )


def _is_of(contact: Contact, left: Window, *, now: datetime) -> bool:
    """Whether its window lies there; what waits without one, or is late, is today's."""
    today = left.start <= now
    if contact.window is None:
        return today
    return contact.window.start < left.end and (today or contact.window.start >= left.start)


def find_shortfalls(
    tx: RestOfDayReading, *, units: Collection[UnitId] | None, now: datetime
) -> tuple[Shortfalls, list[tuple[Shortfall, tuple[Remedy, ...]]]]:
    """Who of today cannot be served together, and for the first of them what would help.

    `units`: what concerns their people; None is the whole region.
    """
    return remedied(rest_of_today(tx, now=now), planning=tx.region().planning, units=units, now=now)


def remedied(
    day: RestOfDay, *, planning: Planning, units: Collection[UnitId] | None, now: datetime
) -> tuple[Shortfalls, list[tuple[Shortfall, tuple[Remedy, ...]]]]:
    """The same of a day that was read already."""
    known = shortfalls(day, planning=planning, units=units, now=now)
    for_promises = wholly_open_cells(day.cells, now=now)
    for_all = bounded_cells_for_all(day, planning=planning, now=now)
    found: list[tuple[Shortfall, tuple[Remedy, ...]]] = []
    for one in known.found:
        bounded_cells = for_promises if one.of_promises else for_all
        looked_into = len(found) < MOST_LOOKED_INTO
        ways = remedies(one.shortage, bounded_cells, day.units, most=MOST_REMEDIES) if looked_into else ()
        found.append((one, ways))
    return known, found


def what_if(
    changes: Iterable[Change], tx: RestOfDayReading, *, units: Collection[UnitId] | None, now: datetime
) -> tuple[Outlook, Outlook, int]:
    """How today goes on without and with these changes, and how many staff minutes they are about."""
    day = rest_of_today(tx, now=now)
    changed = with_all(day, changes)
    before, after = (_outlook(one, tx.region(), units, now=now) for one in (day, changed))
    return before, after, changed.moved_minutes


def _cells_of_member(
    tx: RestOfDayReading, staff_id: StaffId, from_at: datetime, *, now: datetime
) -> list[Cell]:
    """The cells a staff member fills from then on, today, with their minutes in them. Errors: StaffNotFound."""
    region = tx.region()
    member = region.member(staff_id)
    today = day_span(region.today(now), region.zone)
    shifts = [one for one in tx.shifts(today, units=member.units) if one.staff_id == staff_id]
    opened = {unit_id: region.open_windows(unit_id, region.today(now)) for unit_id in member.units}
    open_at = opened if region.hours else None
    left = [
        replace(one, starts_at=max(one.starts_at, from_at), ends_at=one.worked_until)
        for one in shifts
        if one.worked_until > max(one.starts_at, from_at)
    ]
    return cells_of(left, region.staff, open_at=open_at)


def _outlook(day: RestOfDay, region: Region, units: Collection[UnitId] | None, *, now: datetime) -> Outlook:
    planning = region.planning
    known = shortfalls(day, planning=planning, units=units, now=now)
    cells: Iterable[Cell] = (cell for cell in day.cells if units is None or cell.pool.unit_id in units)
    told = next_plan(day, planning=planning, day_ends_at=region.day_ends_at(now), units=units, now=now)
    return Outlook(known, tuple(told), minutes_left(cells, now=now))
