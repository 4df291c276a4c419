"""The demo's day: always a working morning, whatever the wall clock says."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from contact_api.domain.core.calendar import local_day, local_moment

STARTS = time(8, 10)
FRIDAY = 5


def offset_to_morning(now: datetime, *, zone: tzinfo, is_red: Callable[[date], bool]) -> timedelta:
    """How far to move the clock so that it shows 08:10 on the first working day from today on."""
    day = local_day(now, zone)
    while day.isoweekday() > FRIDAY or is_red(day):
        day += timedelta(days=1)
    return local_moment(day, STARTS, zone) - now.astimezone(UTC)
