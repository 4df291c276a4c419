"""A roster is loaded: what it says of its units and days is the truth, and what that breaks is known at once."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from contact_api.domain.capacity.staff_time import (
    StaffTime,
    StaffTimeChanges,
    callback_shifts,
    changes_to,
    minutes_of,
)
from contact_api.domain.core.calendar import day_span, midnight
from contact_api.domain.core.values import UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.domain.replanning.replan import PlanChange, replan
from contact_api.ports import WorkQueue
from contact_api.usecases.staff_time.change_shifts import Staffing, cells_in, lay_capacity
from contact_api.usecases.staff_time.release_time import as_released

LAID_DAYS = 5  # how far ahead the scheduler lays capacity


class Loading(Staffing, WorkQueue, Protocol):
    """What loading a roster needs."""


@dataclass(frozen=True, slots=True)
class BrokenPromises:
    """Promises of one day and unit that the roster leaves without staff time."""

    day: date
    unit_id: UnitId
    moved: int = 0  # another time the same day is found for so many
    broken: int = 0  # none is


@dataclass(frozen=True, slots=True)
class RosterLoaded:
    """What loading a roster changed, and what of it breaks."""

    changes: StaffTimeChanges
    planned: Mapping[UnitId, tuple[int, int]] = field(
        default_factory=dict
    )  # minutes for contacts, before and after
    minutes: Mapping[UnitId, tuple[int, int]] = field(default_factory=dict)  # of them, that can be promised
    promises: Sequence[BrokenPromises] = ()


def load_roster(
    wanted: Sequence[StaffTime],
    tx: Loading,
    *,
    units: Collection[UnitId],
    first: date,
    last: date,
    now: datetime,
) -> RosterLoaded:
    """Make what is planned of these units' staff, from `first` to `last`, what a roster says; again changes nothing.

    Days that are over are left as they were. What these people have planned at other units stays, and takes its
    minutes of what the roster says, so that none counts twice. Absences stay, and take their minutes of what is planned
    anew. Promises that lose theirs are planned anew by the next plan of their day, as after a sick call.
    """
    region = tx.region()
    start = max(midnight(first, region.zone), day_span(region.today(now), region.zone).start)
    end = midnight(last + timedelta(days=1), region.zone)
    if end <= start:
        return RosterLoaded(StaffTimeChanges())
    span = Window(start, end)
    in_days = as_released([one for one in wanted if one.starts_at in span], region, now=now)
    reaches = Window(start, max([end, *(one.ends_at for one in in_days)]))
    there = tx.staff_time(reaches, units=units)
    people = sorted({one.staff_id for one in in_days})
    elsewhere = [one for one in tx.staff_time_of(people, reaches) if one.unit_id not in units]
    changes = changes_to(there, in_days, days=span, elsewhere=elsewhere)
    if not changes:
        return RosterLoaded(changes)
    before, could = _planned(there, span), _promisable(there, span, units, region, now=now)
    tx.drop_staff_time(changes.gone)
    tx.add_staff_time(changes.added)
    touched = sorted({one.unit_id for one in (*changes.gone, *changes.added)})
    days = _laid_days(changes, tx, units=touched, now=now)
    for day in days:
        lay_capacity(tx, day, units=touched, now=now)
    now_there = tx.staff_time(span, units=units)
    after, can = _planned(now_there, span), _promisable(now_there, span, units, region, now=now)
    return RosterLoaded(
        changes,
        {unit: (before[unit], after[unit]) for unit in touched},
        {unit: (could[unit], can[unit]) for unit in touched},
        [broken for day in days for broken in _broken(day, tx, now=now)],
    )


def _laid_days(
    changes: StaffTimeChanges, tx: Loading, *, units: Collection[UnitId], now: datetime
) -> list[Window]:
    """The days that change and whose minutes can be promised already: the coming ones, and any laid further ahead."""
    region = tx.region()
    laid_until = region.today(now) + timedelta(days=LAID_DAYS)
    changed = {
        region.today(moment)
        for one in (*changes.gone, *changes.added)
        for moment in (one.starts_at, one.ends_at - timedelta(seconds=1))
    }
    spans = [(day, day_span(day, region.zone)) for day in sorted(changed)]
    return [span for day, span in spans if day < laid_until or tx.cells(units, span)]


def _broken(day: Window, tx: Loading, *, now: datetime) -> list[BrokenPromises]:
    """What the next plan of that day will have to move, and what it cannot keep."""
    region = tx.region()
    begins = max(day.start, now)
    promised = [one for one in tx.open_contacts() if one.backed and one.window and one.window.start in day]
    ids = {one.id for one in promised}
    steps = replan(
        promised,
        {cid: kept for cid, kept in tx.reservations().items() if cid in ids},
        tx.cells(list(region.units), Window(begins, day.end)),
        region.units,
        planning=region.planning,
        now=begins,
        day_ends_at=region.day_ends_at(begins),
    )
    told: dict[UnitId, Counter[PlanChange]] = {}
    for step in steps:
        if step.change in (PlanChange.MOVED, PlanChange.BROKEN):
            told.setdefault(step.contact.need.unit_id, Counter())[step.change] += 1
    return [
        BrokenPromises(region.today(day.start), unit, kinds[PlanChange.MOVED], kinds[PlanChange.BROKEN])
        for unit, kinds in sorted(told.items())
    ]


def _promisable(
    times: Sequence[StaffTime], span: Window, units: Collection[UnitId], region: Region, *, now: datetime
) -> Counter[UnitId]:
    """Minutes still to come that cells hold of it: less absences, and only while the unit is open."""
    sums: Counter[UnitId] = Counter()
    for cell in cells_in(span, callback_shifts(times), units=units, region=region):
        sums[cell.pool.unit_id] += cell.staff_minutes if cell.end > now else 0
    return sums


def _planned(times: Sequence[StaffTime], span: Window) -> Counter[UnitId]:
    """Minutes planned for contacts on these days, by unit; absences and closed hours are not taken out."""
    sums: Counter[UnitId] = Counter()
    for one in times:
        if one.is_for_contacts and one.starts_at in span:
            sums[one.unit_id] += minutes_of([one])
    return sums
