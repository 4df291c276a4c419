"""Play a scenario, or a part of one, to its end: the one way there for every command."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from contact_api.domain.region.region import Region
from contact_api.replay.results.figures import Case, Tally, tally_of
from contact_api.replay.results.result_files import Lines, lines_of
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Citizen, Scenario
from contact_api.replay.simulation.contact_routing import InMemory
from contact_api.replay.simulation.partition import divided
from contact_api.replay.simulation.simulation import Days

Arrived = Callable[[int], None]  # so many more have sought contact


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a scenario or a part of one, small enough to be sent from one process to another."""

    tally: Tally
    lines: Lines


def play(part: Scenario, *, until: datetime | None = None, arrived: Arrived = lambda _: None) -> Played:
    """What comes of a part that is planned as one; `until` as in `cases_of`."""
    region, cases = _played(part, until=until, arrived=arrived)
    told = [promise for case in cases for promise in case.told]
    tried = [attempt for case in cases for attempt in case.tried]
    return Played(tally_of(cases, region), lines_of(told, tried, zone=part.zone))


def cases_of(
    scenario: Scenario, *, until: datetime | None = None, arrived: Arrived = lambda _: None
) -> list[Case]:
    """What comes of everybody, in the order of the scenario; a large one is played in its parts.

    With `until` only what happens before it is decided, and only who sought contact before it is there.
    """
    found = {
        case.citizen.contact_id: case
        for part in divided(scenario)
        for case in _played(part, until=until, arrived=arrived)[1]
    }
    return [found[one.contact_id] for one in scenario.citizens if one.contact_id in found]


def _played(part: Scenario, *, until: datetime | None, arrived: Arrived) -> tuple[Region, list[Case]]:
    product = InMemory(region_of(part))
    Days(part, product, arrived=lambda: arrived(1)).run(until=until)
    there = [one for one in part.citizens if until is None or one.arrived_at < until]
    return product.region, [_case(one, product) for one in there]


def _case(citizen: Citizen, product: InMemory) -> Case:
    return Case(citizen, product.promises(citizen.contact_id), product.attempts(citizen.contact_id))
