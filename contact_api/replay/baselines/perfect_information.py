"""What the product would reach if it knew some of the day beforehand: what not knowing it costs.

The day is changed so that there is less to know, and run as it then is. What is left between the last line and its
bound is what the product's own rules cost: promises, own people first, and that nobody is called before their window.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType

from contact_api.replay.baselines.bound import bound_of
from contact_api.replay.baselines.working_time import working_spans
from contact_api.replay.results.figures import summary_of
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import RosterRow, Scenario, read_scenario
from contact_api.replay.simulation.run import run_scenario


@dataclass(frozen=True, slots=True)
class InformedFigures:
    """What the product reaches when this is known beforehand, and the bounds of the day it then has; shares of 1."""

    known: str
    same_day: float | None
    kept: float | None
    own_centre: float | None
    bound_same_day: float | None
    bound_own_centre: float | None


def informed_figures(scenario: Scenario) -> list[InformedFigures]:
    """With nothing known beforehand, with one thing, and with all of them."""
    return [_figures(known, change(scenario)) for known, change in CHANGES.items()]


def with_sick_calls_known(scenario: Scenario) -> Scenario:
    """Everybody works as long as before, and that is known from the start of the day."""
    spans_of = working_spans(scenario)
    rows = [
        RosterRow(staff_id, span.start, span.end, None)
        for staff_id, spans in spans_of.items()
        for span in spans
    ]
    return replace(scenario, roster=tuple(rows))


def with_lengths_known(scenario: Scenario) -> Scenario:
    """Every conversation is expected to be as long as it is, to the minute."""
    citizens = [replace(one, expected_minutes=max(1, round(one.actual_minutes))) for one in scenario.citizens]
    return replace(scenario, citizens=tuple(citizens))


def with_everybody_answering(scenario: Scenario) -> Scenario:
    """Everybody answers the first attempt."""
    return replace(scenario, citizens=tuple(replace(one, answers_on_attempt=1) for one in scenario.citizens))


def with_all_known(scenario: Scenario) -> Scenario:
    """All three."""
    return with_sick_calls_known(with_lengths_known(with_everybody_answering(scenario)))


CHANGES: Mapping[str, Callable[[Scenario], Scenario]] = MappingProxyType(
    {
        "nothing": lambda scenario: scenario,
        "sick_calls": with_sick_calls_known,
        "lengths": with_lengths_known,
        "everybody_answers": with_everybody_answering,
        "all": with_all_known,
    }
)


def _figures(known: str, scenario: Scenario) -> InformedFigures:
    summary, bound = summary_of(run_scenario(scenario), region_of(scenario)), bound_of(scenario)
    return InformedFigures(
        known, summary.same_day, summary.kept, summary.own_centre, bound.same_day, bound.own_centre
    )


def main(argv: list[str]) -> None:
    """Print what each scenario folder comes to, a line of JSON each."""
    for folder in argv:
        found = informed_figures(read_scenario(Path(folder)))
        line = {"scenario": Path(folder).name, "with_known": [asdict(one) for one in found]}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
