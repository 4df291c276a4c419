"""What a change of staff time breaks, known before it is done: promises by unit and day, and what would help.

One way for every change: a roster that is loaded, an interval that is added, changed or ended, a sick call and its
taking back. What else takes its time from the ledger is looked up here, too.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from contact_api.domain.booking.booking import Booking
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeChanges, minutes_of
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.values import ContactId, UnitId, Window
from contact_api.domain.replanning.remedies import Remedy
from contact_api.domain.replanning.replan import PlanChange, replan
from contact_api.domain.replanning.shortfall import Shortfall
from contact_api.ports import WorkQueue
from contact_api.usecases.planning.shortfalls import remedied, rest_of_day
from contact_api.usecases.staff_time.change_shifts import Staffing, cells_in, lay_capacity

LAID_DAYS = 5  # how far ahead the scheduler lays capacity
MOST_DAYS_REMEDIED = 3  # days with broken promises for which what would help is worked out, the first first

Told = Mapping[ContactId, tuple[UnitId, PlanChange]]  # whom the next plan of a day lets down


class Changing(Staffing, WorkQueue, Protocol):
    """What a change of staff time needs, when what it breaks is to be known."""


@dataclass(frozen=True, slots=True)
class BrokenPromises:
    """Promises to people of one unit, of one day, that a change leaves without staff time."""

    day: date
    unit_id: UnitId
    moved: int = 0  # another time the same day is found for so many
    broken: int = 0  # none is
    due: int = 0  # their time has come, and nobody's minutes are set aside for them any more


@dataclass(frozen=True, slots=True)
class StaffTimeChanged:
    """What a change did, and what it breaks."""

    changes: StaffTimeChanges
    planned: Mapping[UnitId, tuple[int, int]] = field(
        default_factory=dict
    )  # minutes for contacts, before and after
    minutes: Mapping[UnitId, tuple[int, int]] = field(default_factory=dict)  # of them, that can be promised
    promises: Sequence[BrokenPromises] = ()
    shortfalls: Sequence[tuple[Shortfall, tuple[Remedy, ...]]] = ()  # of promises, with what would help
    bookings: Sequence[Booking] = ()  # booked times for which nobody is there any more


def carry_out(changes: StaffTimeChanges, tx: Changing, *, now: datetime) -> StaffTimeChanged:
    """Make the changes, lay the minutes of their days anew, and say what of it breaks.

    The next plan of each day moves and tells those whose promises lose their minutes. A preview is the same in a
    transaction that is given up.
    """
    if not changes:
        return StaffTimeChanged(changes)
    units = _units_of(changes, tx)
    days = _laid_days(changes, tx, units=units, now=now)
    span = _span_of(changes, tx)
    before, told = _counted(tx, units, span, now=now), [_told(day, tx, now=now) for day in days]
    lost = {one.id for one in _without_time(tx, units, span, now=now)}
    tx.drop_staff_time(changes.gone)
    tx.add_staff_time(changes.added)
    for day in days:
        lay_capacity(tx, day, units=units, now=now)
    after = _counted(tx, units, span, now=now)
    broken = [
        one
        for day, then in zip(days, told, strict=True)
        for one in _broken(day, then, _told(day, tx, now=now), tx)
    ]
    short = [one for day in _days_with(broken, days, tx) for one in _remedied(day, tx, now=now)]
    planned, minutes = (
        {unit: (was[unit], is_[unit]) for unit in units} for was, is_ in zip(before, after, strict=True)
    )
    hit = [one for one in _without_time(tx, units, span, now=now) if one.id not in lost]
    return StaffTimeChanged(changes, planned, minutes, broken, short, hit)


def _units_of(changes: StaffTimeChanges, tx: Changing) -> list[UnitId]:
    """The units whose minutes change: where the time is, and for absences wherever the person works."""
    staff = tx.region().staff
    found: set[UnitId] = set()
    for one in (*changes.gone, *changes.added):
        found |= {one.unit_id, *(staff[one.staff_id].units if one.is_absence else ())}
    return sorted(found)


def _span_of(changes: StaffTimeChanges, tx: Changing) -> Window:
    """The whole days that it is about."""
    region, every = tx.region(), (*changes.gone, *changes.added)
    first = region.today(min(one.starts_at for one in every))
    last = region.today(max(one.ends_at for one in every) - timedelta(seconds=1))
    return Window(day_span(first, region.zone).start, day_span(last, region.zone).end)


def _laid_days(
    changes: StaffTimeChanges, tx: Changing, *, units: Collection[UnitId], now: datetime
) -> list[Window]:
    """The days that change and whose minutes can be promised already: the coming ones, and any laid further ahead."""
    region = tx.region()
    laid_until = region.today(now) + timedelta(days=LAID_DAYS)
    laid = {region.today(cell.start) for cell in tx.cells(units, _span_of(changes, tx))}
    changed = {day for one in (*changes.gone, *changes.added) for day in _days(one, tx)}
    return [day_span(day, region.zone) for day in sorted(changed) if day < laid_until or day in laid]


def _days(time: StaffTime, tx: Changing) -> Iterable[date]:
    region = tx.region()
    day, last = region.today(time.starts_at), region.today(time.ends_at - timedelta(seconds=1))
    while day <= last:
        yield day
        day += timedelta(days=1)


def _told(day: Window, tx: Changing, *, now: datetime) -> Told:
    """Whom the next plan of that day will have to move, and whose promise it cannot keep."""
    region = tx.region()
    begins = max(day.start, now)
    promised = [one for one in tx.open_contacts() if one.backed and one.window and one.window.start in day]
    ids = {one.id for one in promised}
    steps = replan(
        promised,
        {cid: kept for cid, kept in tx.reservations().items() if cid in ids},
        tx.cells(list(region.units), Window(begins, day.end)) if begins < day.end else [],
        region.units,
        planning=region.planning,
        now=begins,
        day_ends_at=region.day_ends_at(begins),
    )
    told = (PlanChange.MOVED, PlanChange.BROKEN, PlanChange.DUE)
    return {one.contact.id: (one.contact.need.unit_id, one.change) for one in steps if one.change in told}


def _broken(day: Window, before: Told, after: Told, tx: Changing) -> list[BrokenPromises]:
    """What the change alone does: who was to be moved anyhow is not counted."""
    counted: dict[UnitId, Counter[PlanChange]] = {}
    for contact_id, (unit_id, change) in after.items():
        if before.get(contact_id) != (unit_id, change):
            counted.setdefault(unit_id, Counter())[change] += 1
    today = tx.region().today(day.start)
    return [
        BrokenPromises(today, unit, kinds[PlanChange.MOVED], kinds[PlanChange.BROKEN], kinds[PlanChange.DUE])
        for unit, kinds in sorted(counted.items())
    ]


def _days_with(broken: Iterable[BrokenPromises], days: Iterable[Window], tx: Changing) -> list[Window]:
    found = {one.day for one in broken if one.broken or one.due}
    return [day for day in days if tx.region().today(day.start) in found][:MOST_DAYS_REMEDIED]


def _remedied(day: Window, tx: Changing, *, now: datetime) -> list[tuple[Shortfall, tuple[Remedy, ...]]]:
    """Which promises of that day are too many for its staff time, and what would help."""
    begins = max(day.start, now)
    rest = rest_of_day(tx, Window(begins, day.end), now=now)
    _, found = remedied(rest, planning=tx.region().planning, units=None, now=begins)
    return [(one, ways) for one, ways in found if one.of_promises]


def _without_time(
    tx: Changing, units: Collection[UnitId], span: Window, *, now: datetime
) -> Sequence[Booking]:
    """What is booked there and still to come, and nobody is there for it."""
    return tx.bookings_without_time(units, Window(max(span.start, now), span.end)) if now < span.end else ()


def _counted(
    tx: Changing, units: Collection[UnitId], span: Window, *, now: datetime
) -> tuple[Counter[UnitId], Counter[UnitId]]:
    """By unit, the minutes that are planned for contacts, and those of them still to come that can be promised."""
    planned, promisable = Counter[UnitId](), Counter[UnitId]()
    for one in tx.staff_time(span, units=units):
        if one.is_for_contacts and one.starts_at in span:
            planned[one.unit_id] += minutes_of([one])
    for cell in cells_in(span, tx.shifts(span, units=units), units=units, region=tx.region()):
        promisable[cell.pool.unit_id] += cell.staff_minutes if cell.end > now else 0
    return planned, promisable
