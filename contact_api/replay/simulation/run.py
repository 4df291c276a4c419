"""Run a scenario, or a part of one, through the product; all commands run it here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from contact_api.domain.region.region import Region
from contact_api.replay.results.figures import ContactResult, Tally, tally_of
from contact_api.replay.results.result_files import ResultRows, result_rows
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Citizen, Scenario
from contact_api.replay.simulation.contact_routing import InMemoryContactRouting
from contact_api.replay.simulation.partition import partition
from contact_api.replay.simulation.simulation import Simulation

OnArrivals = Callable[[int], None]  # so many more have sought contact


@dataclass(frozen=True, slots=True)
class PartResult:
    """What came of a scenario or a part of one, small enough to be sent from one process to another."""

    tally: Tally
    rows: ResultRows


def run_part(
    part: Scenario, *, until: datetime | None = None, on_arrivals: OnArrivals = lambda _: None
) -> PartResult:
    """What comes of a part that is planned as one; `until` as in `run_scenario`."""
    region, results = _run(part, until=until, on_arrivals=on_arrivals)
    return PartResult(tally_of(results, region), result_rows(results, zone=part.zone))


def run_scenario(
    scenario: Scenario, *, until: datetime | None = None, on_arrivals: OnArrivals = lambda _: None
) -> list[ContactResult]:
    """What comes of every contact, in the order of the scenario; a large scenario is run in its parts.

    With `until` only what happens before it is decided, and only contacts that arrived before it are in the answer.
    """
    found = {
        result.citizen.contact_id: result
        for part in partition(scenario)
        for result in _run(part, until=until, on_arrivals=on_arrivals)[1]
    }
    return [found[one.contact_id] for one in scenario.citizens if one.contact_id in found]


def _run(
    part: Scenario, *, until: datetime | None, on_arrivals: OnArrivals
) -> tuple[Region, list[ContactResult]]:
    routing = InMemoryContactRouting(region_of(part))
    Simulation(part, routing, on_arrival=lambda: on_arrivals(1)).run(until=until)
    arrived = [one for one in part.citizens if until is None or one.arrived_at < until]
    return routing.region, [_result(one, routing) for one in arrived]


def _result(citizen: Citizen, routing: InMemoryContactRouting) -> ContactResult:
    contact_id = citizen.contact_id
    return ContactResult(citizen, routing.promises(contact_id), routing.attempts(contact_id))
