"""What rules that promise nothing make of a day: how many they reach, and how many of them at their own centre.

Whoever is free takes people of her own centre first, in one of several orders, and others only when they have waited
for a while. The longer that is, the more are helped at their own centre and the fewer are reached. Of all these rules
only those are shown that no other one betters in both: together they say what can be had without knowing the day
beforehand, and what keeping promises and centres costs.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from contact_api.replay.baselines.first_come import first_come
from contact_api.replay.baselines.queue_orders import ORDERS
from contact_api.replay.results.figures import summary_of
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Scenario, read_scenario

OWN_FOR = (0, 5, 10, 20, 30, 45, 60, 90, 120, 180, 240)  # minutes


@dataclass(frozen=True, slots=True)
class Trade:
    """What one rule comes to; shares of 1. `own_for`: the minutes before other centres may take somebody."""

    order: str
    own_for: int
    same_day: float
    own_centre: float


def trades(scenario: Scenario) -> list[Trade]:
    """Every rule's, those who reach most first; those left out that another rule betters or equals in both."""
    region = region_of(scenario)
    found = []
    for name, order in ORDERS.items():
        for minutes in OWN_FOR:
            cases = first_come(scenario, order=order, own_for=timedelta(minutes=minutes))
            summary = summary_of(cases, region)
            found.append(Trade(name, minutes, summary.same_day or 0.0, summary.own_centre or 0.0))
    return unbettered(found)


def unbettered(found: Iterable[Trade]) -> list[Trade]:
    """Those that no other one betters: each reaches fewer than the one before, and more at their own centre."""
    best: list[Trade] = []
    for one in sorted(found, key=lambda one: (-one.same_day, -one.own_centre, one.own_for)):
        if not best or one.own_centre > best[-1].own_centre:
            best.append(one)
    return best


def main(argv: list[str]) -> None:
    """Print what the rules come to on each scenario folder, a line of JSON each."""
    for folder in argv:
        found = trades(read_scenario(Path(folder)))
        shown = {"scenario": Path(folder).name, "rules": [asdict(one) for one in found]}
        sys.stdout.write(json.dumps(shown) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
