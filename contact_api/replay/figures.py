"""The figures of a replayed day, as the scenario format defines them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from contact_api.domain.attempts import Attempt
from contact_api.domain.promise import Promise
from contact_api.domain.region import Region
from contact_api.domain.values import Outcome, UnitId
from contact_api.replay.scenario import Citizen

LEAST_OF_A_CENTRE = 20  # a centre with fewer contacts says nothing by its share


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a replay. Shares are of 1; waits in minutes; None where nobody was there to count."""

    contacts: int
    same_day: float | None
    kept: float | None
    backed: float | None
    urgent_on_time: float | None
    wait_p50: float | None
    wait_p90: float | None
    own_centre: float | None
    own_contact: float | None
    worst_centre: float | None
    repromised: float | None


@dataclass(frozen=True, slots=True)
class Case:
    """One citizen, what she was told and how she was tried, both in order of time."""

    citizen: Citizen
    told: Sequence[Promise]
    tried: Sequence[Attempt]


def summary_of(cases: Sequence[Case], region: Region) -> Summary:
    """The figures of these cases."""
    called = [case for case in cases if case.tried]
    waits = [minutes_waited(case) for case in called]
    within = region.planning.urgent_within_minutes
    return Summary(
        contacts=len(cases),
        same_day=_share(served_same_day(case, region) for case in cases),
        kept=_share(_was_kept(case) for case in cases if _was_backed(case)),
        backed=_share(_was_backed(case) for case in cases),
        urgent_on_time=_share(
            bool(case.tried) and minutes_waited(case) <= within for case in cases if case.citizen.urgent
        ),
        wait_p50=median(waits) if waits else None,
        wait_p90=quantiles(waits, n=10)[-1] if len(waits) > 1 else None,
        own_centre=_share(_at_own_centre(case, region) for case in called),
        own_contact=_share(
            case.tried[-1].staff_id == case.citizen.named_contact
            for case in called
            if case.citizen.named_contact
        ),
        worst_centre=min(_by_centre(cases, region).values(), default=None),
        repromised=_share(len(case.told) > 1 for case in cases),
    )


def served_same_day(case: Case, region: Region) -> bool:
    """Whether she was reached, or tried as often as agreed, before the end of the day she sought contact."""
    ends_at = region.day_ends_at(case.citizen.arrived_at)
    today = [one for one in case.tried if one.started_at <= ends_at]
    return any(one.outcome is Outcome.REACHED for one in today) or len(today) >= region.planning.max_attempts


def minutes_waited(case: Case) -> float:
    """From seeking contact to the first attempt."""
    return (case.tried[0].started_at - case.citizen.arrived_at).total_seconds() / 60


def _was_backed(case: Case) -> bool:
    return bool(case.told) and case.told[0].backed


def _was_kept(case: Case) -> bool:
    window = case.told[0].window
    return bool(case.tried) and window is not None and window.start <= case.tried[0].started_at <= window.end


def _at_own_centre(case: Case, region: Region) -> bool:
    return region.member(case.tried[-1].staff_id).unit_id == case.citizen.unit_id


def _by_centre(cases: Iterable[Case], region: Region) -> Mapping[UnitId, float]:
    served: dict[UnitId, list[bool]] = defaultdict(list)
    for case in cases:
        served[case.citizen.unit_id].append(served_same_day(case, region))
    return {unit: sum(good) / len(good) for unit, good in served.items() if len(good) >= LEAST_OF_A_CENTRE}


def _share(facts: Iterable[bool]) -> float | None:
    counted = list(facts)
    return sum(counted) / len(counted) if counted else None
