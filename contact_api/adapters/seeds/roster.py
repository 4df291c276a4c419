"""From a week that repeats, or from rows with dates, to staff time."""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from contact_api.domain.capacity.capacity import Shift, StaffMember
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeSource, callback_shifts
from contact_api.domain.core.calendar import local_moment
from contact_api.domain.core.values import StaffId
from contact_api.domain.region.region_seed import RegionSeed, RosterRow

A_DAY = timedelta(days=1)


def staff_time_of(
    rows: Iterable[RosterRow],
    days: Iterable[date],
    staff: Mapping[StaffId, StaffMember],
    *,
    zone: tzinfo,
    author: str = "system",
) -> list[StaffTime]:
    """What the rows say of these days; of a span that summer time skips whole there is nothing."""
    rows, found = list(rows), []
    for day in days:
        for row in rows:
            if not row.is_of(day):
                continue
            starts_at = local_moment(day, row.starts, zone)
            ends_at = local_moment(day + A_DAY if row.ends_next_day else day, row.ends, zone)
            if starts_at < ends_at:
                unit_id = row.unit_id or staff[row.staff_id].unit_id
                found.append(
                    StaffTime(
                        row.staff_id, unit_id, row.kind, starts_at, ends_at, StaffTimeSource.ROSTER, author
                    )
                )
    return found


def staff_time_of_seed(seed: RegionSeed, days: Iterable[date]) -> list[StaffTime]:
    """The made-up week of a seeds folder, on these days."""
    staff = {member.id: member for member in seed.staff}
    return staff_time_of(seed.shifts, days, staff, zone=ZoneInfo(seed.facts.timezone))


def shifts_of_day(seed: RegionSeed, day: date) -> list[Shift]:
    """Everybody's callback time that day; opening hours, holidays and closures do not cut it: the planner does."""
    return callback_shifts(staff_time_of_seed(seed, [day]))


def minute_of(clock: time) -> int:
    """Whole minutes since midnight on the clock."""
    return clock.hour * 60 + clock.minute
