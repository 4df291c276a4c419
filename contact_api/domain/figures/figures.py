"""The figures the service answers for: counted the way SKR counts, and the way a citizen meets the service.

Sources: vantetider.se, "Vad mäts och visas, primärvård" (what a call is, which hours, which day); what was
written about "hidden queues": everybody who sought contact counts, also who was promised nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from math import ceil

from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.values import Channel, ContactId, ContactState, Intake, UnitId, Urgency, Window

ALL = "all"


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


class GroupBy(StrEnum):
    """What a table of figures has a line for."""

    UNIT = "unit"
    MUNICIPALITY = "municipality"
    PART_OF_COUNTY = "part_of_county"
    CHANNEL = "channel"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many; counts of two sets of contacts that share none add up, field by field."""

    contacts: int = 0
    times_sought: int = 0  # every attempt to seek contact, redials included, promised or not
    same_day: int = 0  # two-way contact on the local calendar day it was first sought
    skr_calls: int = 0  # telephone, in opening hours
    skr_same_day: int = 0  # of those, called back the same day
    promised: int = 0  # the first answer was a backed window
    promises_due: int = 0  # of those, not cancelled before, and the window is over or the citizen was rung
    promises_kept: int = 0  # of those, first rung inside that window
    urgent: int = 0
    urgent_on_time: int = 0  # first rung within the hour
    rung: int = 0
    not_reached: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in COUNTED))


COUNTED: tuple[str, ...] = tuple(Counts.__slots__)


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


@dataclass(frozen=True, slots=True)
class OpenFigures:
    """One line as anybody may see it: small counts, and those that would give one away, are None."""

    group: str
    counts: Mapping[str, int | None]
    wait_p50: int | None
    wait_p90: int | None
    suppressed: bool


def share(part: int | None, whole: int | None) -> float | None:
    """A share of one with three decimals; None where a number is hidden or there is nothing to divide by."""
    return round(part / whole, 3) if part is not None and whole else None


def figures(
    rows: Iterable[FigureRow],
    *,
    group_by: GroupBy | None,
    units: Mapping[UnitId, Unit],
    zone: tzinfo,
    in_hours: Callable[[UnitId, datetime], bool],
    urgent_within: timedelta,
    now: datetime,
) -> list[Figures]:
    """The table of figures, a line per group in the groups' order; without `group_by` one line for all.

    Same day, SKR's way: telephone only, sought in the unit's opening hours, one call per case; called back
    the same local day counts, answered or not (SKR says nothing of unanswered call-backs). The citizen's way:
    every attempt to seek contact, in every channel at every hour, is in the denominator (`times_sought`), and
    only two-way contact on the local calendar day of the first one counts.
    Errors: none. Source: docs/rules.md, "Figures".
    """
    name = _namer(group_by, units, zone)
    groups: dict[str, list[FigureRow]] = defaultdict(list)
    for row in rows:
        groups[name(row)].append(row)

    def count(row: FigureRow) -> Counts:
        opened = in_hours(row.unit_id, row.sought_at)
        return _count(row, zone=zone, in_hours=opened, urgent_within=urgent_within, now=now)

    return [_line(group, groups[group], count, now=now) for group in sorted(groups)]


def suppress(lines: Sequence[Figures], *, smallest: int) -> tuple[list[OpenFigures], OpenFigures]:
    """The lines and their total for open output: no count below `smallest` is shown or can be worked out.

    Column by column: small counts are hidden; then the smallest shown ones too, until two or more are hidden
    and together reach `smallest`, so that the total gives none away; failing that, the total is hidden too.
    The worst wait is one person's and is never open. Source: vantetider.se (counts below 20).
    """
    total = sum((line.counts for line in lines), Counts())
    shown: dict[str, list[int | None]] = {}
    totals: dict[str, int | None] = {}
    for column in COUNTED:
        values = [getattr(line.counts, column) for line in lines]
        shown[column], totals[column] = hidden(values, getattr(total, column), smallest)
    opened = [
        _opened(line, {column: shown[column][place] for column in COUNTED})
        for place, line in enumerate(lines)
    ]
    return opened, _opened(Figures(ALL, total), totals)


def _namer(
    group_by: GroupBy | None, units: Mapping[UnitId, Unit], zone: tzinfo
) -> Callable[[FigureRow], str]:
    if group_by is None:
        return lambda _row: ALL
    return {
        GroupBy.UNIT: lambda row: str(row.unit_id),
        GroupBy.MUNICIPALITY: lambda row: units[row.unit_id].municipality,
        GroupBy.PART_OF_COUNTY: lambda row: units[row.unit_id].part_of_county,
        GroupBy.CHANNEL: lambda row: row.channel.value,
        GroupBy.DAY: lambda row: local_day(row.sought_at, zone).isoformat(),
    }[group_by]


def _line(
    group: str, rows: Sequence[FigureRow], count: Callable[[FigureRow], Counts], *, now: datetime
) -> Figures:
    waits = sorted(minutes for row in rows if (minutes := _waited(row)) is not None)
    still = [(now - row.sought_at) // MINUTE for row in rows if row.state.is_open and not row.attempts]
    return Figures(
        group=group,
        counts=sum(map(count, rows), Counts()),
        wait_p50=_percentile(waits, 0.5),
        wait_p90=_percentile(waits, 0.9),
        wait_worst=max([*waits, *still], default=None),
    )


def _count(
    row: FigureRow, *, zone: tzinfo, in_hours: bool, urgent_within: timedelta, now: datetime
) -> Counts:
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
        urgent_on_time=urgent and first is not None and first - row.sought_at <= urgent_within,
        rung=first is not None,
        not_reached=row.state is ContactState.NOT_REACHED,
    )


def _inside(moment: datetime, window: Window | None) -> bool:
    return window is not None and moment in window


def _is_due(row: FigureRow, *, now: datetime) -> bool:
    """Whether the first promise can be judged: rung, or over and not cancelled before."""
    if not row.first_backed or row.first_window is None:
        return False
    return bool(row.attempts) or (row.state is not ContactState.CANCELLED and row.first_window.end <= now)


def _waited(row: FigureRow) -> int | None:
    return (row.attempts[0][0] - row.sought_at) // MINUTE if row.attempts else None


def _percentile(ordered: Sequence[int], part: float) -> int | None:
    """The smallest wait that at least this part did not exceed (nearest rank)."""
    return ordered[ceil(part * len(ordered)) - 1] if ordered else None


def hidden(values: Sequence[int], total: int, smallest: int) -> tuple[list[int | None], int | None]:
    """The values that make up a total, and the total, with None where a small one shows or could be worked out."""
    away = {place for place, value in enumerate(values) if value < smallest}
    rest = sorted((value, place) for place, value in enumerate(values) if place not in away)
    together = sum(values[place] for place in away)
    while away and rest and (len(away) == 1 or together < smallest):
        value, place = rest.pop(0)
        away.add(place)
        together += value
    gives_away = bool(away) and (len(away) == 1 or together < smallest)
    shown = [None if place in away else value for place, value in enumerate(values)]
    return shown, None if total < smallest or gives_away else total


def _opened(line: Figures, counts: Mapping[str, int | None]) -> OpenFigures:
    enough = counts["rung"] is not None
    return OpenFigures(
        group=line.group,
        counts=counts,
        wait_p50=line.wait_p50 if enough else None,
        wait_p90=line.wait_p90 if enough else None,
        suppressed=None in counts.values(),
    )
