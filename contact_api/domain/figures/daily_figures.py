"""Sums of the days that are over, kept so that nobody counts them anew; the figures are the same to the last one.

What changes by the clock alone, from contact to contact, is left out of a sum: who still waits, and whose first promise
is not over yet. They are counted when the figures are asked for, with the time of that moment.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from contact_api.domain.core.calendar import Closure, OpeningHours
from contact_api.domain.core.values import Channel, ContactId, Profession, UnitId
from contact_api.domain.figures.counts import COUNTED, Counts
from contact_api.domain.figures.figures import GIVEN_UP, FigureRow, FigureSum, Rules, count, waited

COUNTING = 2  # raised when something is counted in another way: every day is counted anew then


@dataclass(frozen=True, slots=True)
class DailyFigures:
    """The sums of one day, and who of it is still to be counted; good as long as it is counted by the same rules."""

    day: date
    counted_by: str
    sums: tuple[FigureSum, ...] = ()
    unsettled: tuple[ContactId, ...] = ()


@dataclass(slots=True)
class _Sum:
    counts: list[int] = field(default_factory=lambda: [0] * len(COUNTED))
    waits: Counter[int] = field(default_factory=Counter)


def daily_figures(
    day: date,
    rows: Iterable[FigureRow],
    *,
    counted_by: str,
    zone: tzinfo,
    in_hours: Callable[[UnitId, datetime], bool],
    rules: Rules,
    now: datetime,
) -> DailyFigures:
    """Sum the rows of one day by unit, channel and the profession that assessed."""
    sums: dict[tuple[UnitId, Channel, Profession], _Sum] = defaultdict(_Sum)
    unsettled: list[ContactId] = []
    for row in rows:
        if not is_settled(row, now=now):
            unsettled.append(row.contact_id)
            continue
        one = sums[row.unit_id, row.channel, row.assessed_by or ""]
        opened = in_hours(row.unit_id, row.sought_at)
        counts = count(row, zone=zone, in_hours=opened, rules=rules, now=now)
        one.counts = [
            total + int(getattr(counts, name)) for total, name in zip(one.counts, COUNTED, strict=True)
        ]
        if (minutes := waited(row)) is not None:
            one.waits[minutes] += 1
    summed = (
        FigureSum(day, unit_id, channel, Counts(*one.counts), dict(one.waits), profession or None)
        for (unit_id, channel, profession), one in sorted(sums.items())
    )
    return DailyFigures(day, counted_by, tuple(summed), tuple(sorted(unsettled)))


def is_settled(row: FigureRow, *, now: datetime) -> bool:
    """Whether what it adds to the figures stays as it is while the contact does, however late it gets."""
    if row.attempts:
        return True
    if row.state.is_open:
        return False
    to_be_judged = row.first_backed and row.first_window is not None and row.first_window.end > now
    return row.state in GIVEN_UP or not to_be_judged


def counting_of(
    day: date,
    *,
    zone: tzinfo,
    rules: Rules,
    limit_is_over: bool,
    red: bool,
    hours: Iterable[OpeningHours],
    closures: Iterable[Closure],
) -> str:
    """What a day is counted by, in short: the same as long as the opening hours and rules of that day are.

    `limit_is_over`: for assessments of whoever sought contact that day. It is the same moment for all of them, so
    the day is counted once more then, and nobody of it is left to be counted by the clock.
    """
    known = (
        COUNTING,
        str(zone),
        rules,
        limit_is_over,
        red,
        [one for one in hours if one.holds_on(day)],
        [one for one in closures if one.day == day],
    )
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


def document_of(sums: Sequence[FigureSum]) -> list[list[object]]:
    """The sums, to be stored."""
    return [
        [
            one.unit_id,
            one.channel.value,
            [getattr(one.counts, name) for name in COUNTED],
            sorted(map(list, one.waits.items())),
            one.assessed_by,
        ]
        for one in sums
    ]


def sums_of(day: date, document: Iterable[Any]) -> tuple[FigureSum, ...]:
    """The sums as they were written by `document_of`."""
    return tuple(
        FigureSum(day, UnitId(unit_id), Channel(channel), Counts(*counts), dict(waits), *profession)
        for unit_id, channel, counts, waits, *profession in document
    )
