"""One scenario run several ways, as values: everything a table or a report says, and the shape of comparison.json.

Hours are local, written as the moment they begin (`2025-11-05T08:00`); minutes are staff minutes.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from contact_api.domain.core.values import UnitId
from contact_api.replay.baselines.bound import Bound
from contact_api.replay.results.figures import Summary


class Way(StrEnum):
    """The ways to run a day, in the order in which they are shown."""

    STATUS_QUO = "status_quo"
    FIRST_COME = "first_come"
    OURS = "ours"


class FinalOutcome(StrEnum):
    """How the last attempt to reach a citizen ended."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"  # tried as often as agreed, without an answer
    UNSERVED = "unserved"  # neither


@dataclass(frozen=True, slots=True)
class CentreLocation:
    """A centre on the map."""

    centre_id: UnitId
    name: str
    municipality: str
    lat: float
    lon: float
    private: bool


@dataclass(frozen=True, slots=True)
class Load:
    """Of a centre in an hour: the work of its listed citizens, and the minutes of its staff on shift.

    Work is planned minutes with documentation, counted in the hour from which the citizen can take a call.
    """

    hour: str
    centre_id: UnitId
    work: float
    on_shift: float


@dataclass(frozen=True, slots=True)
class CallMinutes:
    """What the staff of a centre spent in calls in an hour."""

    hour: str
    centre_id: UnitId
    minutes: float


@dataclass(frozen=True, slots=True)
class LastCalls:
    """How many of the contacts that arrived in one hour were called for the last time in another, and how it ended.

    `called_in` None: never called.
    """

    arrived_in: str
    called_in: str | None
    outcome: FinalOutcome
    contacts: int


@dataclass(frozen=True, slots=True)
class CentreFlow:
    """How many of those listed at one centre were handled by another, or by the same."""

    listed_at: UnitId
    handled_by: UnitId
    contacts: int


@dataclass(frozen=True, slots=True)
class PromiseOutcomes:
    """How the first promises turned out, in contacts."""

    kept: int  # first called inside the window
    moved: int  # not, but told so before the window was over
    broken: int  # neither
    none: int  # no staff time was reserved, or no time was promised


@dataclass(frozen=True, slots=True)
class ArrivalHour:
    """The figures of the contacts that arrived in an hour."""

    hour: str
    figures: Summary
    promises: PromiseOutcomes


@dataclass(frozen=True, slots=True)
class Run:
    """What came of the days, run one way."""

    way: Way
    figures: Summary
    call_minutes: tuple[CallMinutes, ...]
    last_calls: tuple[LastCalls, ...]
    flows: tuple[CentreFlow, ...]
    arrival_hours: tuple[ArrivalHour, ...]


@dataclass(frozen=True, slots=True)
class WhatIfResult:
    """The days with something changed (--what-if), run our way."""

    changes: tuple[str, ...]
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
    centres: tuple[CentreLocation, ...]
    load: tuple[Load, ...]
    runs: tuple[Run, ...]
    bound: Bound
    what_if: WhatIfResult | None = None

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
