"""What is missing of a day by unit and by hour: the parts of the one answer, so that they add up to it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from contact_api.domain.core.contact import Need
from contact_api.domain.core.values import UnitId
from contact_api.domain.feasibility.minimum_cut import Shortage

Key = TypeVar("Key", bound=tuple[object, ...])


@dataclass(frozen=True, slots=True)
class UnitPart:
    """What of a day's contacts, and of the minutes missing for promises, is of one unit's people."""

    unit_id: UnitId
    promised: int
    overdue: int
    unpromised: int
    minutes_short: int


@dataclass(frozen=True, slots=True)
class HourPart:
    """The minutes missing for promises of one unit's people that begin in one hour."""

    unit_id: UnitId
    hour: datetime
    minutes_short: int


def hour_parts(shortages: Iterable[Shortage], ours: Callable[[Need], bool]) -> tuple[HourPart, ...]:
    """The minutes short, shared out over those who compete for them, by unit and the hour their time begins.

    Units: whole minutes; of each shortage exactly what it is short of, in proportion to what they ask for.
    """
    missing: Counter[tuple[UnitId, datetime]] = Counter()
    for shortage in shortages:
        asked: Counter[tuple[UnitId, datetime]] = Counter()
        for demand in shortage.demands:
            if ours(demand.need):
                starts = max(demand.window.start, shortage.start)
                hour = starts.replace(minute=0, second=0, microsecond=0)
                asked[demand.need.unit_id, hour] += demand.need.minutes
        missing.update(shared_out(shortage.minutes_short, asked))
    return tuple(
        HourPart(unit, hour, minutes) for (unit, hour), minutes in sorted(missing.items()) if minutes
    )


def shared_out(minutes: int, asked: Mapping[Key, int]) -> dict[Key, int]:
    """So many minutes in proportion to what is asked for, to the last one; the largest rests are rounded up."""
    whole = sum(asked.values())
    if not whole:
        return {}
    parts = {key: minutes * one // whole for key, one in asked.items()}
    rests = sorted(asked, key=lambda key: (-(minutes * asked[key] % whole), key))
    for key in rests[: minutes - sum(parts.values())]:
        parts[key] += 1
    return parts


def unit_parts(
    promised: Iterable[UnitId],
    overdue: Iterable[UnitId],
    unpromised: Iterable[UnitId],
    hours: Iterable[HourPart],
) -> tuple[UnitPart, ...]:
    """The counts of each unit that has any; a contact stands once for each time its unit is named."""
    of_promised, of_overdue, of_unpromised = Counter(promised), Counter(overdue), Counter(unpromised)
    missing: Counter[UnitId] = Counter()
    for one in hours:
        missing[one.unit_id] += one.minutes_short
    units = sorted({*missing, *of_promised, *of_overdue, *of_unpromised})
    return tuple(
        UnitPart(unit, of_promised[unit], of_overdue[unit], of_unpromised[unit], missing[unit])
        for unit in units
    )
