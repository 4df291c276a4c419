"""From the results of every contact to the values of a comparison."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from contact_api.domain.core.values import Outcome, UnitId
from contact_api.domain.region.region import Region
from contact_api.replay.baselines.bound import Bound
from contact_api.replay.baselines.working_time import working_spans
from contact_api.replay.comparison.comparison import (
    ArrivalHour,
    CallMinutes,
    CentreFlow,
    CentreLocation,
    Comparison,
    FinalOutcome,
    LastCalls,
    Load,
    PromiseOutcomes,
    Run,
    Way,
    WhatIfResult,
)
from contact_api.replay.results.figures import (
    ContactResult,
    served_same_day,
    summary_of,
    was_backed,
    was_kept,
)
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Scenario

HOUR = timedelta(hours=1)


def comparison_of(
    scenario: Scenario, results: Mapping[Way, Sequence[ContactResult]], bound: Bound
) -> Comparison:
    """What came of a scenario, put side by side."""
    region = region_of(scenario)
    return Comparison(
        scenario=scenario.name,
        days=tuple(day.isoformat() for day in scenario.days),
        contacts=len(scenario.citizens),
        staff=len(scenario.staff),
        centres=tuple(
            CentreLocation(unit.id, unit.name, unit.municipality, unit.lat, unit.lon, unit.private)
            for unit in scenario.units.values()
        ),
        load=_load(scenario),
        runs=tuple(_run(way, results[way], region) for way in Way if way in results),
        bound=bound,
    )


def what_if_result(
    changes: Sequence[str], scenario: Scenario, results: Sequence[ContactResult]
) -> WhatIfResult:
    """What came of a changed scenario, run our way."""
    return WhatIfResult(
        changes=tuple(changes),
        contacts=len(scenario.citizens),
        staff=len(scenario.staff),
        load=_load(scenario),
        ours=_run(Way.OURS, results, region_of(scenario)),
    )


def _run(way: Way, results: Sequence[ContactResult], region: Region) -> Run:
    last_calls = Counter(_last_call(result, region) for result in results)
    flows = Counter(
        (result.citizen.unit_id, region.member(result.attempts[-1].staff_id).unit_id)
        for result in results
        if result.attempts
    )
    return Run(
        way=way,
        figures=summary_of(results, region),
        call_minutes=_call_minutes(results, region),
        last_calls=tuple(
            LastCalls(arrived, called or None, outcome, count)
            for (arrived, called, outcome), count in sorted(last_calls.items())
        ),
        flows=tuple(CentreFlow(*key, count) for key, count in sorted(flows.items())),
        arrival_hours=_arrival_hours(results, region),
    )


def _call_minutes(results: Iterable[ContactResult], region: Region) -> tuple[CallMinutes, ...]:
    found: dict[tuple[str, UnitId], float] = defaultdict(float)
    for result in results:
        for attempt in result.attempts:
            unit_id = region.member(attempt.staff_id).unit_id
            for hour, minutes in _by_hour(attempt.started_at, attempt.ended_at, region.zone):
                found[hour, unit_id] += minutes
    return tuple(CallMinutes(*key, round(minutes, 2)) for key, minutes in sorted(found.items()))


def _last_call(result: ContactResult, region: Region) -> tuple[str, str, FinalOutcome]:
    if result.attempts and result.attempts[-1].outcome is Outcome.REACHED:
        outcome = FinalOutcome.REACHED
    else:
        outcome = FinalOutcome.NOT_REACHED if served_same_day(result, region) else FinalOutcome.UNSERVED
    called = hour_of(result.attempts[-1].started_at, region.zone) if result.attempts else ""
    return hour_of(result.citizen.arrived_at, region.zone), called, outcome


def _arrival_hours(results: Iterable[ContactResult], region: Region) -> tuple[ArrivalHour, ...]:
    by_hour: dict[str, list[ContactResult]] = defaultdict(list)
    for result in results:
        by_hour[hour_of(result.citizen.arrived_at, region.zone)].append(result)
    return tuple(
        ArrivalHour(hour, summary_of(arrived, region), _promise_outcomes(arrived))
        for hour, arrived in sorted(by_hour.items())
    )


def _promise_outcomes(results: Iterable[ContactResult]) -> PromiseOutcomes:
    counts = Counter(_promise_outcome(result) for result in results)
    return PromiseOutcomes(counts["kept"], counts["moved"], counts["broken"], counts["none"])


def _promise_outcome(result: ContactResult) -> str:
    window = result.promises[0].window if was_backed(result) else None
    if window is None:
        return "none"
    if was_kept(result):
        return "kept"
    told_in_time = len(result.promises) > 1 and result.promises[1].made_at < window.end
    return "moved" if told_in_time else "broken"


def _load(scenario: Scenario) -> tuple[Load, ...]:
    work: dict[tuple[str, UnitId], float] = defaultdict(float)
    on_shift: dict[tuple[str, UnitId], float] = defaultdict(float)
    for citizen in scenario.citizens:
        hour = hour_of(citizen.callable_from, scenario.zone)
        work[hour, citizen.unit_id] += citizen.expected_minutes + scenario.wrap / timedelta(minutes=1)
    for staff_id, spans in working_spans(scenario).items():
        for span in spans:
            for hour, minutes in _by_hour(span.start, span.end, scenario.zone):
                on_shift[hour, scenario.staff[staff_id].unit_id] += minutes
    keys = sorted(work.keys() | on_shift.keys())
    return tuple(Load(*key, round(work.get(key, 0), 2), round(on_shift.get(key, 0), 2)) for key in keys)


def hour_of(moment: datetime, zone: tzinfo) -> str:
    """The local hour a moment lies in."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:00")


def _by_hour(start: datetime, end: datetime, zone: tzinfo) -> Iterator[tuple[str, float]]:
    """The minutes of a span by the hours it lies in."""
    at = start
    while at < end:
        local = at.astimezone(zone)
        until = min(end, at + HOUR - (local - local.replace(minute=0, second=0, microsecond=0)))
        yield hour_of(at, zone), (until - at) / timedelta(minutes=1)
        at = until
