"""What is learned from one closed day: its contacts and attempts as counts and sums, small cells merged upwards."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log
from typing import Final

from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.contact import Need
from contact_api.domain.core.values import Channel, Outcome, Profession, UnitId, Window
from contact_api.domain.forecast.learned_statistics import (
    ANSWER,
    ASSUMED_ANSWERS,
    DAYS,
    HALF_HOUR,
    LOG_UNIT,
    PROFESSIONS,
    UNIT,
    Key,
    LearnedStatistics,
    Sums,
    Work,
    added,
    part_of_day,
    together,
)

SMALLEST_CELL: Final = 20  # contacts or attempts; fewer are counted one level up
FURTHEST: Final = 2.0  # a ratio beyond e² or below its inverse is a forgotten outcome, and counted as that
REMEMBERED_DAYS: Final = 180
COUNTED_OUTCOMES: Final = (
    Outcome.REACHED,
    Outcome.NO_ANSWER,
)  # a wrong number or a refusal says nothing of either
TRIED_WITHIN: Final = timedelta(days=31)  # of being sought: later attempts are of reopened cases
HALF_HOURS: Final = 48
HALF_HOUR_LONG: Final = timedelta(minutes=30)
RED_DAY: Final = 7  # a red day is counted with the Sundays


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody sought contact. `half_hour` counts from local midnight; minutes are what was planned."""

    unit_id: UnitId
    half_hour: int
    urgent: bool
    professions: tuple[Profession, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class AttemptSample:
    """An attempt that ended. Minutes are staff minutes with documentation; `hour` is local."""

    work: Work
    channel: Channel
    number: int
    hour: int
    answered: bool
    planned_minutes: float
    actual_minutes: float


@dataclass(frozen=True, slots=True)
class DailyStatistics:
    """What one day taught, dated, so that it can be taken out again."""

    day: date
    learned: LearnedStatistics


def kind_of_day(day: date, *, red: bool = False) -> str:
    """What days are compared with: the weekday, ISO numbered; red days go with the Sundays."""
    return str(RED_DAY if red else day.isoweekday())


def daily_statistics_of(
    day: date,
    sought: Iterable[Arrival],
    tried: Iterable[AttemptSample],
    *,
    red: bool = False,
    smallest: int = SMALLEST_CELL,
) -> DailyStatistics:
    """What is learned from a day; the same in any order of its contacts and attempts.

    A cell of fewer than `smallest` is merged into the one above it; where there is none above, it is left out.
    Nor does a day on which nobody sought contact: the service was not there, or it was not a day for it.
    """
    kind = kind_of_day(day, red=red)
    contacts, attempts = list(sought), list(tried)
    urgent = [one for one in contacts if one.urgent]
    counts: dict[Key, Sums] = {(DAYS, kind): (1, len(contacts), len(urgent))} if contacts else {}
    leaves: dict[Key, Sums] = defaultdict(lambda: (0, 0, 0))
    for one in contacts:
        for key in ((HALF_HOUR, kind, str(one.half_hour)), (UNIT, one.unit_id)):
            n, of_them_urgent, _ = leaves[key]
            leaves[key] = (n + 1, of_them_urgent + one.urgent, 1)
    counts |= {key: sums for key, sums in leaves.items() if sums[0] >= smallest}
    counts |= merged_upwards(((_who(one.professions), (1, one.minutes)) for one in urgent), smallest)
    counts |= merged_upwards(map(_length, (one for one in attempts if one.answered)), smallest)
    counts |= merged_upwards(map(_answer, attempts), smallest)
    return DailyStatistics(day, LearnedStatistics({key: counts[key] for key in sorted(counts)}))


def merged_upwards(observed: Iterable[tuple[Key, Sums]], smallest: int) -> dict[Key, Sums]:
    """Sums by key, each observation at the finest level whose cell is large enough; the first field counts them."""
    levels: dict[int, dict[Key, Sums]] = defaultdict(dict)
    for key, sums in observed:
        _put(levels[len(key)], key, sums)
    merged: dict[Key, Sums] = {}
    for depth in range(max(levels, default=0), 0, -1):
        for key, sums in levels[depth].items():
            if sums[0] >= smallest:
                merged[key] = sums
            elif depth > 1:
                _put(levels[depth - 1], key[:-1], sums)
    return merged


def _put(cells: dict[Key, Sums], key: Key, sums: Sums) -> None:
    cells[key] = added(cells[key], sums) if key in cells else sums


def _who(professions: tuple[Profession, ...]) -> Key:
    return (PROFESSIONS, "+".join(sorted(professions)))


def _length(tried: AttemptSample) -> tuple[Key, Sums]:
    ratio = max(tried.actual_minutes, 0.1) / max(tried.planned_minutes, 1.0)
    thousandths = round(max(-FURTHEST, min(FURTHEST, log(ratio))) * LOG_UNIT)
    return tried.work.key, (1, thousandths, thousandths**2)


def _answer(tried: AttemptSample) -> tuple[Key, Sums]:
    number = min(tried.number, len(ASSUMED_ANSWERS))
    return (ANSWER, str(number), tried.channel.value, part_of_day(tried.hour)), (1, int(tried.answered))


def counts_of(document: Mapping[str, list[int]]) -> LearnedStatistics:
    """Statistics as they were written by `document_of`."""
    return LearnedStatistics({tuple(name.split("|")): tuple(sums) for name, sums in sorted(document.items())})


def document_of(learned: LearnedStatistics) -> dict[str, list[int]]:
    """The sums by name, to be stored; `|` stands between the parts of a name."""
    return {"|".join(key): list(sums) for key, sums in sorted(learned.counts.items())}


def learned_statistics_of(daily_statistics: Iterable[DailyStatistics]) -> LearnedStatistics:
    """What the newest days say together; those before the last `REMEMBERED_DAYS` are left out."""
    newest = sorted(daily_statistics, key=lambda daily_statistics: daily_statistics.day)[-REMEMBERED_DAYS:]
    return together(daily_statistics.learned for daily_statistics in newest)


def half_hour_of(moment: datetime, day: Window) -> int:
    """Which half hour since local midnight a moment lies in; the hour a long day has more counts as its last."""
    return min(HALF_HOURS - 1, int((moment - day.start) / HALF_HOUR_LONG))


def arrival_of(need: Need, day: Window) -> Arrival:
    """What a contact request shows of the day it came on."""
    return Arrival(
        need.unit_id,
        half_hour_of(need.sought_at, day),
        need.urgency.is_urgent,
        need.professions,
        need.minutes,
    )


def attempt_sample_of(
    need: Need, reason: str, channel: Channel, attempt: Attempt, day: Window
) -> AttemptSample:
    """What an attempt shows of the day it ended on."""
    return AttemptSample(
        work=Work(need.professions[0], need.urgency.is_urgent, reason),
        channel=channel,
        number=attempt.number,
        hour=half_hour_of(attempt.started_at, day) // 2,
        answered=attempt.outcome is Outcome.REACHED,
        planned_minutes=need.minutes,
        actual_minutes=(attempt.ended_at - attempt.started_at) / timedelta(minutes=1),
    )
