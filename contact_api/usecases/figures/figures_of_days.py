"""The figures of whole days, and keeping the sums of those that are over."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Protocol

from contact_api.domain.core.calendar import day_span, local_day, midnight
from contact_api.domain.core.values import UnitId, Window
from contact_api.domain.figures.daily_figures import DailyFigures, counting_of, daily_figures
from contact_api.domain.figures.figures import Figures, GroupBy, Rules, figures
from contact_api.domain.region.region import Region
from contact_api.ports import Figures as FigureRows
from contact_api.ports import RegionInForce

CLOSED_AFTER = timedelta(hours=2)  # past midnight, as nearly all of the day has come to rest by then
NOTED_BEFORE = timedelta(
    minutes=1
)  # whoever changes a contact without seeing the day noted has ended by then
ONE_DAY = timedelta(days=1)


class Counting(RegionInForce, FigureRows, Protocol):
    """What counting figures needs."""


def figures_of_days(
    tx: Counting,
    first: date,
    last: date,
    *,
    group_by: GroupBy | None,
    units: frozenset[UnitId] | None,
    now: datetime,
) -> list[Figures]:
    """The figures of whole local days, of these units (None: of all).

    Days whose sums are kept are not counted anew, but for those contacts that change by the clock alone.
    """
    region = tx.region()
    kept = {
        one.day: one
        for one in tx.kept_figures(first, last)
        if one.counted_by == counted_by(one.day, region, now=now)
    }
    rows = tx.figure_rows_of([one for day in kept.values() for one in day.unsettled]) if kept else []
    for span in spans_without(kept, first, last, region):
        rows += tx.figure_rows(span)
    return figures(
        (row for row in rows if units is None or row.unit_id in units),
        summed=(one for day in kept.values() for one in day.sums if units is None or one.unit_id in units),
        group_by=group_by,
        units=region.units,
        zone=region.zone,
        in_hours=hours_of(region),
        rules=rules_of(region),
        now=now,
    )


def spans_without(kept: Iterable[date], first: date, last: date, region: Region) -> Iterator[Window]:
    """The days that are not kept; those that follow each other as one span."""
    known = set(kept)
    days = (first + number * ONE_DAY for number in range((last - first).days + 1))
    for is_kept, together in groupby(days, key=known.__contains__):
        if not is_kept:
            run = list(together)
            yield Window(midnight(run[0], region.zone), midnight(run[-1] + ONE_DAY, region.zone))


def note_days(tx: Counting, *, now: datetime) -> bool:
    """Note every day that is over, from the first one on; whether some are to be counted.

    A change of rules or opening hours is not looked for here: whoever counts the next day finds it.
    """
    region, first = tx.region(), tx.first_sought_at()
    if first is None:
        return False
    begins, today = local_day(first, region.zone), region.today(now - CLOSED_AFTER)
    noted = tx.figure_days()
    over = (begins + number * ONE_DAY for number in range((today - begins).days))
    missing = [day for day in over if day not in noted]
    tx.note_figure_days(missing, now=now)
    return any(day.counted_by is None for day in noted.values())


def days_to_count(tx: Counting, *, now: datetime) -> list[date]:
    """The noted days that are not counted, or by other rules than those in force; the latest first."""
    region = tx.region()
    return [
        day
        for day, noted in sorted(tx.figure_days().items(), reverse=True)
        if noted.noted_at <= now - NOTED_BEFORE and noted.counted_by != counted_by(day, region, now=now)
    ]


def count_day(day: date, tx: Counting, *, now: datetime) -> bool:
    """Sum one noted day and keep it; whether it was noted. Safe to do twice: the sums are the same."""
    if not tx.hold_figure_day(day):
        return False
    tx.save_daily_figures(counted(day, tx, now=now))
    return True


def counted(day: date, tx: Counting, *, now: datetime) -> DailyFigures:
    """The figures of a day as they are counted anew."""
    region = tx.region()
    return daily_figures(
        day,
        tx.figure_rows(day_span(day, region.zone)),
        counted_by=counted_by(day, region, now=now),
        zone=region.zone,
        in_hours=hours_of(region),
        rules=rules_of(region),
        now=now,
    )


def counted_by(day: date, region: Region, *, now: datetime) -> str:
    """The rules and hours in force for a day, in short."""
    rules = rules_of(region)
    return counting_of(
        day,
        zone=region.zone,
        rules=rules,
        limit_is_over=now >= midnight(day + (rules.assessment_days + 1) * ONE_DAY, region.zone),
        red=region.is_red(day),
        hours=region.hours,
        closures=region.closures,
    )


def rules_of(region: Region) -> Rules:
    """What contacts are counted by, as the catalogue in force has it."""
    return Rules(region.planning.urgent_within, region.catalogue.limits.assessment_days)


def hours_of(region: Region) -> Callable[[UnitId, datetime], bool]:
    """Whether a unit was open at a moment; the hours of a day are looked up once."""
    opened: dict[tuple[UnitId, date], tuple[Window, ...]] = {}

    def in_hours(unit_id: UnitId, moment: datetime) -> bool:
        key = (unit_id, local_day(moment, region.zone))
        if key not in opened:
            opened[key] = region.open_windows(*key)
        return any(moment in window for window in opened[key])

    return in_hours
