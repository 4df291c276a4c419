"""How many are reached by one queue in several simple orders, without promises, reserves or own people first.

What one of them reaches can be reached without knowing the day beforehand, which the bound cannot be. What none of them
reaches is at least hard to reach. In all of them whoever is free takes the next contact they fit, of the whole region
(first_come.py). They differ in who is next.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from contact_api.replay.baselines.day_state import DayState
from contact_api.replay.baselines.first_come import QueueOrder, by_arrival, first_come
from contact_api.replay.results.figures import summary_of
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Citizen, Scenario, read_scenario

FEW_STAFF = 8  # so many, or fewer, fit the contact


def _shortest(_: DayState, citizen: Citizen) -> tuple[float, ...]:
    return citizen.expected_minutes, citizen.arrived_at.timestamp()


def _fewest_staff(day: DayState, citizen: Citizen) -> tuple[float, ...]:
    return len(day.fitting(citizen)) > FEW_STAFF, citizen.arrived_at.timestamp()


def _fewest_staff_shortest(day: DayState, citizen: Citizen) -> tuple[float, ...]:
    return len(day.fitting(citizen)) > FEW_STAFF, *_shortest(day, citizen)


ORDERS: Mapping[str, QueueOrder] = MappingProxyType(
    {
        "first_come": by_arrival,
        "shortest": _shortest,
        "fewest_staff": _fewest_staff,
        "fewest_staff_shortest": _fewest_staff_shortest,
    }
)


def same_day_by_order(scenario: Scenario) -> dict[str, float | None]:
    """The share that each order reaches the same day, or tries as often as agreed."""
    region = region_of(scenario)
    return {
        name: summary_of(first_come(scenario, order=order), region).same_day for name, order in ORDERS.items()
    }


def main(argv: list[str]) -> None:
    """Print what each order reaches on each scenario folder, a line of JSON each."""
    for folder in argv:
        line = {"scenario": Path(folder).name, "same_day": same_day_by_order(read_scenario(Path(folder)))}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
