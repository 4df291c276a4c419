"""The figures the service answers for: counted the way SKR counts, and the way a citizen meets the service.

Sources: vantetider.se, "Vad mäts och visas, primärvård" (what a call is, which hours, which day); what was
written about "hidden queues": everybody who sought contact counts, also who was promised nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from math import ceil

from contact_api.domain.assessment.offers import Told
from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.calendar import assessment_due, local_day
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.values import (
    AssessmentState,
    Channel,
    ContactId,
    ContactState,
    Guarantee,
    Intake,
    Profession,
    UnitId,
    Urgency,
    Window,
)
from contact_api.domain.figures.clock_counts import clock_counts
from contact_api.domain.figures.counts import COUNTED, Counts

ALL = "all"
NOT_ASSESSED = "not_assessed"  # the group of whom nobody has assessed


@dataclass(frozen=True, slots=True)
class Rules:
    """What contacts are counted by."""

    urgent_within: timedelta
    assessment_days: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What one contact request adds to the figures; identifies nobody."""

    contact_id: ContactId
    unit_id: UnitId
    channel: Channel
    intake: Intake
    urgency: Urgency
    state: ContactState
    sought_at: datetime
    times_sought: int
    first_backed: bool  # whether the first answer was a backed promise
    first_window: Window | None
    promises: int  # how often the citizen was told a time
    attempts: tuple[tuple[datetime, bool], ...]  # (started_at, reached) in order
    closed_at: datetime | None = None
    guarantee: Guarantee = Guarantee.NONE
    assessment: AssessmentState = AssessmentState.AWAITED
    assessment_ended_at: datetime | None = None
    assessed_by: Profession | None = None
    offers: tuple[Told, ...] = ()  # in order


GIVEN_UP = (ContactState.CANCELLED, ContactState.BOOKED)  # the promise, by the citizen


class GroupBy(StrEnum):
    """What a table of figures has a line for."""

    UNIT = "unit"
    MUNICIPALITY = "municipality"
    PART_OF_COUNTY = "part_of_county"
    CHANNEL = "channel"
    DAY = "day"
    PROFESSION = "profession"  # that assessed


@dataclass(frozen=True, slots=True)
class FigureSum:
    """What the contacts of one day, unit, channel and assessing profession add to the figures together."""

    day: date
    unit_id: UnitId
    channel: Channel
    counts: Counts
    waits: Mapping[int, int]  # how many waited so many minutes until they were first rung
    assessed_by: Profession | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of a table of figures: the group it is about, its counts and its shares.

    Units: waits in whole minutes from first sought to first rung; None when nobody was.
    """

    group: str
    counts: Counts
    wait_p50: int | None = None
    wait_p90: int | None = None
    wait_worst: int | None = None  # who still waits counts with the time so far


def figures(
    rows: Iterable[FigureRow],
    *,
    summed: Iterable[FigureSum] = (),
    group_by: GroupBy | None,
    units: Mapping[UnitId, Unit],
    zone: tzinfo,
    in_hours: Callable[[UnitId, datetime], bool],
    rules: Rules,
    now: datetime,
) -> list[Figures]:
    """The table of figures, a line per group in the groups' order; without `group_by` one line for all.

    `summed` are contacts that were counted before (daily_figures); the lines are as if their rows were given.

    Same day, SKR's way: telephone only, sought in the unit's opening hours, one call per case; called back
    the same local day counts, answered or not (SKR says nothing of unanswered call-backs). The citizen's way:
    every attempt to seek contact, in every channel at every hour, is in the denominator (`times_sought`), and
    only two-way contact on the local calendar day of the first one counts.
    Errors: none. Source: docs/rules.md, "Figures".
    """
    name = _namer(group_by, units)
    groups: dict[str, _Group] = defaultdict(_Group)
    for row in rows:
        opened = in_hours(row.unit_id, row.sought_at)
        group = groups[name(row.unit_id, row.channel, local_day(row.sought_at, zone), row.assessed_by)]
        group.counts.append(count(row, zone=zone, in_hours=opened, rules=rules, now=now))
        if (minutes := waited(row)) is not None:
            group.waits[minutes] += 1
        if row.state.is_open and not row.attempts:
            group.still.append((now - row.sought_at) // MINUTE)
    for one in summed:
        group = groups[name(one.unit_id, one.channel, one.day, one.assessed_by)]
        group.counts.append(one.counts)
        group.waits.update(one.waits)
    return [groups[group].line(group) for group in sorted(groups)]


@dataclass(slots=True)
class _Group:
    """What a line is made of."""

    counts: list[Counts] = field(default_factory=list)
    waits: Counter[int] = field(default_factory=Counter)
    still: list[int] = field(default_factory=list)  # how long those have waited who nobody has rung

    def line(self, group: str) -> Figures:
        ordered = sorted(self.waits.items())
        return Figures(
            group=group,
            counts=Counts(*(sum(getattr(one, name) for one in self.counts) for name in COUNTED)),
            wait_p50=_percentile(ordered, 0.5),
            wait_p90=_percentile(ordered, 0.9),
            wait_worst=max([*self.waits, *self.still], default=None),
        )


Namer = Callable[[UnitId, Channel, date, Profession | None], str]


def _namer(group_by: GroupBy | None, units: Mapping[UnitId, Unit]) -> Namer:
    if group_by is None:
        return lambda *_: ALL
    return {
        GroupBy.UNIT: lambda unit_id, *_: str(unit_id),
        GroupBy.MUNICIPALITY: lambda unit_id, *_: units[unit_id].municipality,
        GroupBy.PART_OF_COUNTY: lambda unit_id, *_: units[unit_id].part_of_county,
        GroupBy.CHANNEL: lambda _unit_id, channel, *_: channel.value,
        GroupBy.DAY: lambda _unit_id, _channel, day, _profession: day.isoformat(),
        GroupBy.PROFESSION: lambda *known: known[-1] or NOT_ASSESSED,
    }[group_by]


def count(row: FigureRow, *, zone: tzinfo, in_hours: bool, rules: Rules, now: datetime) -> Counts:
    """What one contact adds to the counts; `in_hours`: whether the unit was open when it was first sought."""
    day = local_day(row.sought_at, zone)
    that_day = [reached for started_at, reached in row.attempts if local_day(started_at, zone) == day]
    first = row.attempts[0][0] if row.attempts else None
    call = row.channel is Channel.PHONE and in_hours
    due = _is_due(row, now=now)
    urgent = row.urgency.is_urgent
    return Counts(
        contacts=1,
        times_sought=row.times_sought,
        same_day=any(that_day),
        skr_calls=call,
        skr_same_day=call and bool(that_day),
        promised=row.first_backed,
        promises_due=due,
        promises_kept=due and first is not None and _inside(first, row.first_window),
        urgent=urgent,
        urgent_on_time=urgent and first is not None and first - row.sought_at <= rules.urgent_within,
        rung=first is not None,
        not_reached=row.state is ContactState.NOT_REACHED,
        **clock_counts(row, assessment_due(row.sought_at, zone, days=rules.assessment_days), now=now),
    )


def _inside(moment: datetime, window: Window | None) -> bool:
    return window is not None and moment in window


def _is_due(row: FigureRow, *, now: datetime) -> bool:
    """Whether the first promise can be judged: rung, or over and not given up by the citizen before."""
    if not row.first_backed or row.first_window is None:
        return False
    return bool(row.attempts) or (row.state not in GIVEN_UP and row.first_window.end <= now)


def waited(row: FigureRow) -> int | None:
    """The minutes until the citizen was first rung, if they were."""
    return (row.attempts[0][0] - row.sought_at) // MINUTE if row.attempts else None


def _percentile(ordered: Sequence[tuple[int, int]], part: float) -> int | None:
    """The smallest wait that at least this part did not exceed (nearest rank), of waits and how many had each."""
    left = ceil(part * sum(times for _, times in ordered))
    for minutes, times in ordered:
        left -= times
        if left <= 0:
            return minutes
    return None
