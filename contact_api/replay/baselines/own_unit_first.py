"""What rules that promise nothing make of a day: how many they reach, and how many of them at their own centre.

Whoever is free takes people of their own unit first, in one of several orders, and others only when they have waited
for a while. The longer that is, the more are helped at their own centre and the fewer are reached. Only those rules are
shown that no other one betters in both. Together they say what can be had without knowing the day beforehand, and
what keeping promises and centres costs.
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

OWN_UNIT_MINUTES = (0, 5, 10, 20, 30, 45, 60, 90, 120, 180, 240)


@dataclass(frozen=True, slots=True)
class TradeOff:
    """What one rule comes to; shares of 1. `own_unit_minutes`: how long only the own unit may take a contact."""

    order: str
    own_unit_minutes: int
    same_day: float
    own_centre: float


def trade_offs(scenario: Scenario) -> list[TradeOff]:
    """Of every rule, those who reach most first; left out is what another rule betters or equals in both."""
    region = region_of(scenario)
    found = []
    for name, order in ORDERS.items():
        for minutes in OWN_UNIT_MINUTES:
            results = first_come(scenario, order=order, own_unit_for=timedelta(minutes=minutes))
            summary = summary_of(results, region)
            found.append(TradeOff(name, minutes, summary.same_day or 0.0, summary.own_centre or 0.0))
    return pareto_front(found)


def pareto_front(found: Iterable[TradeOff]) -> list[TradeOff]:
    """Those that no other one betters: each reaches fewer than the one before, and more at their own centre."""
    best: list[TradeOff] = []
    for one in sorted(found, key=lambda one: (-one.same_day, -one.own_centre, one.own_unit_minutes)):
        if not best or one.own_centre > best[-1].own_centre:
            best.append(one)
    return best


def main(argv: list[str]) -> None:
    """Print what the rules come to on each scenario folder, a line of JSON each."""
    for folder in argv:
        found = trade_offs(read_scenario(Path(folder)))
        line = {"scenario": Path(folder).name, "rules": [asdict(one) for one in found]}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
