"""Days, opening hours and the guarantee's two clocks, in the region's own time zone.

Source: HSL (2017:30) 9 kap. 1 §; SKR, "Hur ska vårdgarantins tidsgränser utläsas?" (calendar days).
"""

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
    """A local clock time on a day, in UTC; a clock time that the change to summer time skips moves forward."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def assessment_due(sought_at: datetime, zone: tzinfo, *, days: int) -> datetime:
    """The end (exclusive) of the last of so many calendar days after the day contact was sought.

    Source: SKR faq 48120: of three days, sought on the 5th, days 6, 7 and 8 are inside.
    """
    return midnight(local_day(sought_at, zone) + timedelta(days=days + 1), zone)


def open_window(
    unit_id: UnitId,
    day: date,
    hours: Iterable[OpeningHours],
    closures: Iterable[Closure],
    *,
    zone: tzinfo,
    is_red: Callable[[date], bool],
) -> Window | None:
    """When the unit is open that day, or None. A dated exception beats red days, red days beat weekly hours."""
    for closure in closures:
        if closure.unit_id == unit_id and closure.day == day:
            return _span(day, closure.opens, closure.closes, zone)
    if is_red(day):
        return None
    for entry in hours:
        if entry.unit_id == unit_id and entry.holds_on(day):
            return _span(day, entry.opens, entry.closes, zone)
    return None


def _span(day: date, opens: time | None, closes: time | None, zone: tzinfo) -> Window | None:
    if opens is None or closes is None:
        return None
    return Window(local_moment(day, opens, zone), local_moment(day, closes, zone))
