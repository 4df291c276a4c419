"""The roster changes: a shift is added, or a staff member calls in sick. What it breaks is known at once."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.capacity.capacity import GRID_STEP, Cell, Shift, cells_of
from contact_api.domain.capacity.staff_time import (
    StaffTime,
    StaffTimeKind,
    StaffTimeSource,
    booked_of,
    callback_shifts,
    in_span,
    without,
)
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.errors import ShiftFault
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.ports import Bookings, Capacity, RegionInForce, ReplanMark, Shifts

LONGEST_SHIFT = timedelta(days=1)
FURTHEST_AHEAD = timedelta(days=366)  # a roster is laid for months; a year further on is a slip of the pen


class Staffing(RegionInForce, Shifts, Bookings, Capacity, ReplanMark, Protocol):
    """What a change of shifts needs."""


def add_shift(shift: Shift, tx: Staffing, *, author: str = "system", now: datetime) -> None:
    """Add time for contacts and lay its minutes on the grid; whoever was absent then is back for it.

    Errors: StaffNotFound, also at a unit where they do not work; ShiftFault.
    """
    region = tx.region()
    member = region.member_at(shift.staff_id, shift.unit_id)
    if shift.ends_at <= shift.starts_at:
        raise ShiftFault("the shift ends before it starts")
    span = _days_of(shift, region)
    time = StaffTime(
        member.id, member.unit_id, StaffTimeKind.CALLBACK, shift.starts_at, shift.ends_at, author=author
    )
    there = [one for one in tx.staff_time_of([member.id], span) if one.overlaps(time)]
    absences = [one for one in there if one.is_absence]
    if any(piece.overlaps(time) for one in there if not one.is_absence for piece in without(one, absences)):
        raise ShiftFault("the staff member already works in that time")
    tx.drop_staff_time(there)
    tx.add_staff_time([time, *(piece for one in there for piece in without(one, [time]))])
    lay_capacity(tx, span, units=sorted({one.unit_id for one in (time, *there)}), now=now)


def must_be_meant(time: Shift | StaffTime, *, now: datetime) -> None:
    """Pass in silence unless the time is a slip of somebody's pen; a replayed day is taken as it was.

    Errors: ShiftFault when it is over, longer than a day (an absence: than a year), or more than a year ahead.
    """
    absence = isinstance(time, StaffTime) and time.is_absence
    what = "absence" if absence else "shift"
    if time.ends_at <= time.starts_at:
        raise ShiftFault(f"the {what} ends before it starts")
    if time.ends_at <= now:
        raise ShiftFault(f"the {what} is over already")
    if not absence and time.ends_at - time.starts_at > LONGEST_SHIFT:
        raise ShiftFault("the shift is longer than a day; add one for each day")
    if time.ends_at - time.starts_at > FURTHEST_AHEAD:
        raise ShiftFault("the absence is longer than a year")
    if time.starts_at - now > FURTHEST_AHEAD:
        raise ShiftFault(f"the {what} begins more than a year ahead")


def call_in_sick(
    staff_id: StaffId, tx: Staffing, *, author: str = "system", at: datetime, now: datetime
) -> int:
    """Note that a staff member is absent for the rest of their day from `at` on; how many shifts it cut.

    A shift that goes on past midnight is cut to its end, and at whichever unit it is. Errors: StaffNotFound.
    """
    cut, added = sick_absence(staff_id, tx, author=author, at=at)
    tx.add_staff_time(added)
    region = tx.region()
    today = day_span(region.today(at), region.zone)
    last = max([today, *(_days_of(shift, region) for shift in cut)], key=lambda span: span.end)
    units = sorted({region.member(staff_id).unit_id, *(one.unit_id for one in cut if one.unit_id)})
    lay_capacity(tx, Window(today.start, last.end), units=units, now=now)
    return len(cut)


def sick_absence(
    staff_id: StaffId, tx: Staffing, *, author: str, at: datetime
) -> tuple[list[Shift], list[StaffTime]]:
    """The shifts that a sick call cuts, and the absence it is, as far as no other is there. Errors: StaffNotFound."""
    region = tx.region()
    member = region.member(staff_id)
    today = day_span(region.today(at), region.zone)
    there = tx.staff_time_of([staff_id], Window(today.start, today.end + LONGEST_SHIFT))
    cut = [one for one in in_span(callback_shifts(there), today) if one.ends_at > at]
    absence = StaffTime(
        staff_id,
        member.unit_id,
        StaffTimeKind.ABSENCE,
        at,
        max([today.end, *(one.ends_at for one in cut)]),
        StaffTimeSource.SICK_CALL,
        author,
    )
    return cut, without(absence, [one for one in there if one.is_absence])


def lay_capacity(tx: Staffing, span: Window, *, units: Collection[UnitId], now: datetime) -> None:
    """Work the staff minutes of these units out anew from their shifts, what is booked of them, and opening hours."""
    shifts = tx.shifts(span, units=units)
    cells = cells_in(span, shifts, busy_in(span, shifts, tx), units=units, region=tx.region())
    tx.lay_cells(cells, units=units, span=span)
    tx.mark_dirty(now=now)


def busy_in(span: Window, shifts: Iterable[Shift], tx: Bookings) -> list[tuple[StaffId, Window]]:
    """What of the time of who works then is booked or held."""
    return tx.busy_times(
        {one.staff_id for one in shifts}, Window(span.start - GRID_STEP, span.end + GRID_STEP)
    )


def cells_in(
    span: Window,
    shifts: Iterable[Shift],
    busy: Iterable[tuple[StaffId, Window]] = (),
    *,
    units: Collection[UnitId],
    region: Region,
) -> list[Cell]:
    """The cells that these shifts come to in the span: only while the unit is open, and less what is booked."""
    shifts = list(shifts)
    cells = cells_of(
        shifts,
        region.staff,
        booked=booked_of(shifts, busy),
        open_at=region.opening(units, span),
        fill_at=region.fill_at,
    )
    return [cell for cell in cells if cell.start in span]


def _days_of(shift: Shift, region: Region) -> Window:
    first = day_span(region.today(shift.starts_at), region.zone)
    last = day_span(region.today(shift.ends_at), region.zone)
    return Window(first.start, last.end)
