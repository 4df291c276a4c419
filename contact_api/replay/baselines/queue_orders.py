"""How many simple rules reach that want nothing else: no promise, no hours to keep free, nobody's own centre.

What one of them reaches can be reached without knowing the day beforehand, which the bound cannot be; what none of them
reaches is at least hard to. All let whoever is free take the next whom she fits of the whole region (first_come.py)
and differ in who is next.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from contact_api.replay.baselines.day_state import Course
from contact_api.replay.baselines.first_come import Order, by_arrival, first_come
from contact_api.replay.results.figures import summary_of
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Citizen, Scenario, read_scenario

FEW = 8  # so many staff, or fewer, may take her


def _shortest(_: Course, citizen: Citizen) -> tuple[float, ...]:
    return citizen.expected_minutes, citizen.arrived_at.timestamp()


def _fewest_staff(course: Course, citizen: Citizen) -> tuple[float, ...]:
    return len(course.fitting(citizen)) > FEW, citizen.arrived_at.timestamp()


def _fewest_staff_shortest(course: Course, citizen: Citizen) -> tuple[float, ...]:
    return len(course.fitting(citizen)) > FEW, *_shortest(course, citizen)


ORDERS: Mapping[str, Order] = MappingProxyType(
    {
        "first_come": by_arrival,
        "shortest": _shortest,
        "fewest_staff": _fewest_staff,
        "fewest_staff_shortest": _fewest_staff_shortest,
    }
)


def reached(scenario: Scenario) -> dict[str, float | None]:
    """The share that each rule reaches the same day, or tries as often as agreed."""
    region = region_of(scenario)
    return {
        name: summary_of(first_come(scenario, order=order), region).same_day for name, order in ORDERS.items()
    }


def main(argv: list[str]) -> None:
    """Print what each rule reaches on each scenario folder, a line of JSON each."""
    for folder in argv:
        shown = {"scenario": Path(folder).name, "same_day": reached(read_scenario(Path(folder)))}
        sys.stdout.write(json.dumps(shown) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
