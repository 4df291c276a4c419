"""What the plan protects of every cell for those still to come today, by forecast.

Protected are minutes for the urgent and for retries, from everybody who can wait; those a unit's own people will want,
from people of other units; and, when by all signs not everybody can be reached, the minutes that long conversations
would take from several short ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_api.domain.capacity.capacity import GRID_STEP, Cell, CellKey, ProtectedMinutes
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import UnitId, Window
from contact_api.domain.forecast.arrivals import ASSUMED_MINUTES, Curve, Pace, arrival_counts_of
from contact_api.domain.forecast.daily_statistics import HALF_HOURS, Arrival
from contact_api.domain.forecast.forecast import NOTHING, forecast_of
from contact_api.domain.forecast.learned_statistics import LearnedStatistics
from contact_api.domain.forecast.own_patient_demand import NO_DEMAND, Coming, free_minutes, own_demand


@dataclass(frozen=True, slots=True)
class Expected:
    """What the rest of a day is expected to bring.

    `protected`: of every cell, for it. `coming`: how long the first attempts at each unit's own people take.
    """

    protected: Mapping[CellKey, ProtectedMinutes]
    coming: Mapping[UnitId, timedelta]


def expected_of(
    cells: Iterable[Cell],
    sought: Iterable[Arrival],
    learned: LearnedStatistics,
    *,
    kind: str,
    day: Window,
    planning: Planning,
    now: datetime,
) -> Expected:
    """What is protected for those still to come, and how much. The same input gives the same answer in any order.

    `cells` are those of the whole day from local midnight on, `sought` who has sought contact so far, `kind` what
    `daily_statistics.kind_of_day` says of the day.
    """
    cells, sought = list(cells), list(sought)
    lengths = sorted(one.minutes for one in sought)
    forecast = forecast_of(
        cells, learned, arrival_counts_of(sought), kind=kind, day=day, planning=planning, now=now
    )
    mean = sum(lengths) / len(lengths) if lengths else ASSUMED_MINUTES
    passed = (now - day.start) / GRID_STEP
    coming = _coming(forecast.curve, forecast.pace, minutes=mean, passed=passed)
    own = own_demand(cells, coming, only_share=planning.own_only_share, day=day, now=now)
    ahead = [cell for cell in cells if cell.end > now]
    longest = _longest(ahead, coming, lengths, forecast.pace, planning=planning, now=now)
    protected: dict[CellKey, ProtectedMinutes] = {}
    for cell in ahead:
        place = cell.key
        here, of_own = forecast.protected.get(place, NOTHING), own.get(place, NO_DEMAND)
        protected[place] = ProtectedMinutes(here.today, here.urgent, of_own.own, of_own.only, longest)
    return Expected(protected, {unit: _taken(minutes, planning) for unit, minutes in sorted(coming.items())})


def _taken(minutes: Iterable[float], planning: Planning) -> timedelta:
    """How long their first attempts take: less than what is planned for them, since not everybody answers."""
    return timedelta(minutes=sum(minutes) / planning.stretch)


def _coming(curve: Curve, pace: Pace, *, minutes: float, passed: float) -> Coming:
    """The staff minutes each unit's own people are expected to ask for, by half hour."""
    ahead = [max(0.0, min(1.0, h + 1 - passed)) for h in range(HALF_HOURS)]
    found: dict[UnitId, list[float]] = {}
    for unit, share in curve.shares.items():
        factor = minutes * share * pace.contacts * pace.units.get(unit, 1.0)
        found[unit] = [factor * curve.by_half_hour[h] * ahead[h] for h in range(HALF_HOURS)]
    return found


def _longest(
    ahead: Iterable[Cell],
    coming: Coming,
    lengths: Sequence[int],
    pace: Pace,
    *,
    planning: Planning,
    now: datetime,
) -> int | None:
    """Up to how many planned minutes contacts are promised; None when the day has minutes for all, or may have.

    Whether is decided when it is sure (`planning.sure_deviations`), how far by what is expected.
    """
    # What the morning holds beyond its staff minutes counts here too, though `stretch` allows for who does not answer:
    # counted once, overloaded days had 1.3 points fewer promised a time, and no more reached.
    free_in_all = planning.stretch * sum(free_minutes(cell, now=now) for cell in ahead)
    wanted = sum(sum(minutes) for minutes in coming.values())
    surely = wanted * max(0.0, 1 - planning.sure_deviations * pace.spread**0.5)
    if surely <= free_in_all or not lengths:
        return None
    left = free_in_all / wanted * sum(lengths)
    for length in lengths:
        left -= length
        if left < 0:
            return length - 1
    return None
