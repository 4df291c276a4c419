"""From the week that repeats to shifts with dates."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.region.region_seed import RegionSeed, ShiftKind

DAYS_OF_WEEK = 7


def shifts_of_day(seed: RegionSeed, day: date) -> tuple[Shift, ...]:
    """Everybody's callback time that day, in the region's own time zone; meetings and breaks are not in it.

    Opening hours, holidays and closures do not cut it: the planner does that.
    """
    zone = ZoneInfo(seed.facts.timezone)
    return tuple(
        Shift(
            staff_id=shift.staff_id,
            starts_at=datetime.combine(day, shift.starts, tzinfo=zone),
            ends_at=datetime.combine(day, shift.ends, tzinfo=zone),
        )
        for shift in seed.shifts
        if shift.weekday == day.isoweekday() and shift.kind is ShiftKind.CALLBACK
    )


def shifts_of_week(seed: RegionSeed, monday: date) -> tuple[Shift, ...]:
    """The seven days from `monday` on. Errors: ValueError when that is not a Monday."""
    if monday.isoweekday() != 1:
        raise ValueError(f"{monday} is not a Monday")
    days = (monday + timedelta(days=number) for number in range(DAYS_OF_WEEK))
    return tuple(shift for day in days for shift in shifts_of_day(seed, day))
