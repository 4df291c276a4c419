"""Several ways to run the same days side by side: everything a table or a report says, as values.

Hours are local, written as the moment they begin (`2025-11-05T08:00`); minutes are staff minutes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from contact_api.domain.core.values import Outcome, UnitId
from contact_api.domain.region.region import Region
from contact_api.replay.baselines.bound import Bound
from contact_api.replay.baselines.working_time import worked_spans
from contact_api.replay.results.figures import (
    Case,
    Summary,
    served_same_day,
    summary_of,
    was_backed,
    was_kept,
)
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Scenario

HOUR = timedelta(hours=1)


class Way(StrEnum):
    """The ways to run a day, in the order in which they are shown."""

    STATUS_QUO = "status_quo"
    FIRST_COME = "first_come"
    OURS = "ours"


class End(StrEnum):
    """How a day ended for somebody who sought contact."""

    REACHED = "reached"
    TRIED = "tried"  # rung as often as agreed, without an answer
    LEFT = "left"  # neither


@dataclass(frozen=True, slots=True)
class CentreResult:
    """A centre on the map."""

    centre_id: UnitId
    name: str
    municipality: str
    lat: float
    lon: float
    private: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What the listed citizens of a centre ask for in an hour (planned minutes with documentation, from when they
    can be rung), and the minutes of that centre's staff on shift.
    """

    hour: str
    centre_id: UnitId
    asked: float
    on_shift: float


@dataclass(frozen=True, slots=True)
class Worked:
    """What the staff of a centre spent in calls in an hour."""

    hour: str
    centre_id: UnitId
    minutes: float


@dataclass(frozen=True, slots=True)
class Answered:
    """How many of those who sought contact in one hour were rung for the last time in another, and how it ended.

    `called_in` None: never rung.
    """

    sought_in: str
    called_in: str | None
    end: End
    contacts: int


@dataclass(frozen=True, slots=True)
class Flow:
    """How many of those listed at one centre were handled by another, or by the same."""

    listed_at: UnitId
    handled_by: UnitId
    contacts: int


@dataclass(frozen=True, slots=True)
class Promised:
    """What became of the first answers: contacts by how the time they were told turned out."""

    kept: int  # first rung inside the window
    moved: int  # not, but told so before the window was over
    broken: int  # neither
    none: int  # nobody stood behind a time, or none was told


@dataclass(frozen=True, slots=True)
class Sought:
    """The figures of those who sought contact in an hour."""

    hour: str
    figures: Summary
    promised: Promised


@dataclass(frozen=True, slots=True)
class Run:
    """What came of the days, run one way."""

    way: Way
    figures: Summary
    worked: tuple[Worked, ...]
    answered: tuple[Answered, ...]
    flows: tuple[Flow, ...]
    sought: tuple[Sought, ...]


@dataclass(frozen=True, slots=True)
class Supposed:
    """The days with something changed (see changed.py), run our way."""

    said: tuple[str, ...]
    contacts: int
    staff: int
    load: tuple[Load, ...]
    ours: Run


@dataclass(frozen=True, slots=True)
class Comparison:
    """One scenario, run every way."""

    scenario: str
    days: tuple[str, ...]
    contacts: int
    staff: int
    places: tuple[CentreResult, ...]
    load: tuple[Load, ...]
    runs: tuple[Run, ...]
    bound: Bound
    what_if: Supposed | None = None

    def run(self, way: Way) -> Run:
        """What came of one way; KeyError when it was not run."""
        return {run.way: run for run in self.runs}[way]

    @property
    def shares_of_bound(self) -> Mapping[str, float]:
        """Our figures as shares of the bound, where there is one."""
        figures, bound = asdict(self.run(Way.OURS).figures), asdict(self.bound)
        return {
            name: figures[name] / limit
            for name, limit in bound.items()
            if name != "contacts" and limit and figures[name] is not None
        }


def comparison_of(scenario: Scenario, cases: Mapping[Way, Sequence[Case]], bound: Bound) -> Comparison:
    """What came of a scenario, put side by side."""
    region = region_of(scenario)
    return Comparison(
        scenario=scenario.name,
        days=tuple(day.isoformat() for day in scenario.days),
        contacts=len(scenario.citizens),
        staff=len(scenario.staff),
        places=tuple(
            CentreResult(unit.id, unit.name, unit.municipality, unit.lat, unit.lon, unit.private)
            for unit in scenario.units.values()
        ),
        load=_load(scenario),
        runs=tuple(_run(way, cases[way], region) for way in Way if way in cases),
        bound=bound,
    )


def supposed_of(said: Sequence[str], scenario: Scenario, cases: Sequence[Case]) -> Supposed:
    """What came of a changed scenario, run our way."""
    return Supposed(
        said=tuple(said),
        contacts=len(scenario.citizens),
        staff=len(scenario.staff),
        load=_load(scenario),
        ours=_run(Way.OURS, cases, region_of(scenario)),
    )


def _run(way: Way, cases: Sequence[Case], region: Region) -> Run:
    zone = region.zone
    worked: dict[tuple[str, UnitId], float] = defaultdict(float)
    for case in cases:
        for attempt in case.tried:
            unit_id = region.member(attempt.staff_id).unit_id
            for hour, minutes in _by_hour(attempt.started_at, attempt.ended_at, zone):
                worked[hour, unit_id] += minutes
    answered = Counter(_answered(case, region) for case in cases)
    flows = Counter(
        (case.citizen.unit_id, region.member(case.tried[-1].staff_id).unit_id) for case in cases if case.tried
    )
    return Run(
        way=way,
        figures=summary_of(cases, region),
        worked=tuple(Worked(*key, round(minutes, 2)) for key, minutes in sorted(worked.items())),
        answered=tuple(
            Answered(sought, called or None, end, count)
            for (sought, called, end), count in sorted(answered.items())
        ),
        flows=tuple(Flow(*key, count) for key, count in sorted(flows.items())),
        sought=_sought(cases, region),
    )


def _answered(case: Case, region: Region) -> tuple[str, str, End]:
    if case.tried and case.tried[-1].outcome is Outcome.REACHED:
        end = End.REACHED
    else:
        end = End.TRIED if served_same_day(case, region) else End.LEFT
    called = hour_of(case.tried[-1].started_at, region.zone) if case.tried else ""
    return hour_of(case.citizen.arrived_at, region.zone), called, end


def _sought(cases: Iterable[Case], region: Region) -> tuple[Sought, ...]:
    by_hour: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_hour[hour_of(case.citizen.arrived_at, region.zone)].append(case)
    return tuple(
        Sought(hour, summary_of(sought, region), _promised(sought))
        for hour, sought in sorted(by_hour.items())
    )


def _promised(cases: Iterable[Case]) -> Promised:
    ends = Counter(_turned_out(case) for case in cases)
    return Promised(ends["kept"], ends["moved"], ends["broken"], ends["none"])


def _turned_out(case: Case) -> str:
    window = case.told[0].window if was_backed(case) else None
    if window is None:
        return "none"
    if was_kept(case):
        return "kept"
    told_in_time = len(case.told) > 1 and case.told[1].made_at < window.end
    return "moved" if told_in_time else "broken"


def _load(scenario: Scenario) -> tuple[Load, ...]:
    asked: dict[tuple[str, UnitId], float] = defaultdict(float)
    on_shift: dict[tuple[str, UnitId], float] = defaultdict(float)
    for citizen in scenario.citizens:
        hour = hour_of(max(citizen.arrived_at, citizen.available_from or citizen.arrived_at), scenario.zone)
        asked[hour, citizen.unit_id] += citizen.expected_minutes + scenario.wrap / timedelta(minutes=1)
    for staff_id, spans in worked_spans(scenario).items():
        for span in spans:
            for hour, minutes in _by_hour(span.start, span.end, scenario.zone):
                on_shift[hour, scenario.staff[staff_id].unit_id] += minutes
    keys = sorted(asked.keys() | on_shift.keys())
    return tuple(Load(*key, round(asked.get(key, 0), 2), round(on_shift.get(key, 0), 2)) for key in keys)


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
