"""Days, opening hours and the guarantee's two clocks, in the region's own time zone.

Source: HSL (2017:30) 9 kap. 1 §; SKR, "Hur ska vårdgarantins tidsgränser utläsas?" (calendar days).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from contact_api.domain.core.values import UnitId, Window


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """One weekday of a unit, valid between two dates (both included, None = open-ended)."""

    unit_id: UnitId
    weekday: int  # ISO, Monday = 1
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether these are the hours of that day."""
        return (
            self.weekday == day.isoweekday()
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Closure:
    """A dated exception: the unit is closed that day, or open at other hours."""

    unit_id: UnitId
    day: date
    opens: time | None = None
    closes: time | None = None


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The calendar day on which the citizen's clock stood at `moment`."""
    return moment.astimezone(zone).date()


def day_span(day: date, zone: tzinfo) -> Window:
    """From midnight to midnight, local; 23 or 25 hours long when the clocks change."""
    return Window(midnight(day, zone), midnight(day + timedelta(days=1), zone))


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def local_moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """A local clock time on a day, in UTC: the first moment at which the clocks on the wall show it, or are past it.

    A time that the change to summer time skips is the moment of the change; of an hour that comes twice it is the
    first. What is earlier on the clock is never later in time: spans that do not overlap on paper never do.
    """
    wall = datetime.combine(day, clock.replace(fold=0), zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    return _change_before(moment.replace(second=0, microsecond=0), zone)


def _change_before(moment: datetime, zone: tzinfo) -> datetime:
    """The moment of the last change of the clocks, if that was within a day; clocks change at whole minutes."""
    offset = moment.astimezone(zone).utcoffset()

    def is_before(minutes_ago: int) -> bool:
        return (moment - timedelta(minutes=minutes_ago)).astimezone(zone).utcoffset() != offset

    back = bisect_left(range(24 * 60), x=True, key=is_before)
    return moment - timedelta(minutes=back - 1)


def assessment_due(sought_at: datetime, zone: tzinfo, *, days: int) -> datetime:
    """The end (exclusive) of the last of so many calendar days after the day contact was sought.

    Source: SKR faq 48120: of three days, sought on the 5th, days 6, 7 and 8 are inside.
    """
    return midnight(local_day(sought_at, zone) + timedelta(days=days + 1), zone)


def open_windows(
    unit_id: UnitId,
    day: date,
    hours: Iterable[OpeningHours],
    closures: Iterable[Closure],
    *,
    zone: tzinfo,
    is_red: Callable[[date], bool],
) -> tuple[Window, ...]:
    """When the unit is open that day, span by span. A dated exception beats red days, red days beat weekly hours."""
    dated = [one for one in closures if (one.unit_id, one.day) == (unit_id, day)]
    if dated:
        spans = [(one.opens, one.closes) for one in dated if one.opens and one.closes]
    elif is_red(day):
        spans = []
    else:
        spans = [(one.opens, one.closes) for one in hours if one.unit_id == unit_id and one.holds_on(day)]
    found = [(local_moment(day, opens, zone), local_moment(day, closes, zone)) for opens, closes in spans]
    return _merged(Window(start, end) for start, end in found if start < end)


def _merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same time in windows that do not overlap: no minute of it counts twice."""
    merged: list[Window] = []
    for window in sorted(windows, key=lambda one: (one.start, one.end)):
        if merged and window.start <= merged[-1].end:
            merged[-1] = Window(merged[-1].start, max(merged[-1].end, window.end))
        else:
            merged.append(window)
    return tuple(merged)
