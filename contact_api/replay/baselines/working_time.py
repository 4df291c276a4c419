"""When each staff member really works: shifts joined, sick calls taken away, time before it was known left out."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from contact_api.domain.core.values import StaffId
from contact_api.replay.scenario.scenario import RosterRow, Scenario


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Time on shift without a break, half-open."""

    start: datetime
    end: datetime


def working_spans(scenario: Scenario) -> dict[StaffId, tuple[Span, ...]]:
    """By staff member, in order of time and with no two that touch; who never works is not in it.

    Source: scenario format, `shifts.csv`: a sick call cancels every later shift minute of that day, and a shift
    is worked from when it was known.
    """
    sick: dict[tuple[StaffId, date], datetime] = {}
    for row in scenario.roster:
        if row.is_sick_call:
            since = row.known_at or row.starts_at
            key = (row.staff_id, _day(since, scenario.zone))
            sick[key] = min(sick.get(key, since), since)
    spans: dict[StaffId, list[Span]] = defaultdict(list)
    for row in scenario.roster:
        span = _working_span(row, sick.get((row.staff_id, _day(row.starts_at, scenario.zone))))
        if span is not None:
            spans[row.staff_id].append(span)
    return {staff_id: merged(found) for staff_id, found in sorted(spans.items())}


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in as few spans as possible."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def first_start(spans: Sequence[Span], at: datetime) -> datetime | None:
    """The first moment from `at` on that lies in one of these spans, which are in order and apart."""
    place = bisect_right(spans, at, key=lambda span: span.start)
    if place and at < spans[place - 1].end:
        return at
    return spans[place].start if place < len(spans) else None


def is_working(spans: Mapping[StaffId, Sequence[Span]], staff_id: StaffId, *, now: datetime) -> bool:
    """Whether somebody is on shift at this moment; looks no further."""
    own = spans.get(staff_id, ())
    place = bisect_right(own, now, key=lambda span: span.start)
    return place > 0 and now < own[place - 1].end


def _working_span(row: RosterRow, sick_from: datetime | None) -> Span | None:
    start = max(row.starts_at, row.known_at or row.starts_at)
    end = min(row.ends_at, sick_from or row.ends_at)
    return Span(start, end) if start < end else None


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
