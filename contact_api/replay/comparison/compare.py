"""Run one scenario every way, and once more with something changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from contact_api.replay.baselines.bound import bound_of
from contact_api.replay.baselines.first_come import first_come
from contact_api.replay.baselines.status_quo import status_quo
from contact_api.replay.comparison.comparison import Comparison, Way
from contact_api.replay.comparison.summarise import comparison_of, what_if_result
from contact_api.replay.results.figures import ContactResult
from contact_api.replay.results.result_files import write_result
from contact_api.replay.scenario.scenario import Scenario
from contact_api.replay.simulation.run import run_scenario

Progress = Callable[[str, float], None]  # what is being done, and which part of the scenario is done, of 1
TITLES = {
    Way.STATUS_QUO: "status quo",
    Way.FIRST_COME: "first come",
    Way.OURS: "ours",
}
WHAT_IF = "what_if"  # the folder of its result, and its key in the figures

_RUNS: Mapping[Way, Callable[[Scenario], list[ContactResult]]] = {
    Way.STATUS_QUO: status_quo,
    Way.FIRST_COME: first_come,
    Way.OURS: run_scenario,
}


def compare(
    scenario: Scenario, *, out: Path | None = None, progress: Progress = lambda _what, _part: None
) -> Comparison:
    """Run one scenario every way; with `out` each result is written to a folder of its own there."""
    results: dict[Way, list[ContactResult]] = {}
    for number, way in enumerate(Way):
        progress(f"{scenario.name}, {TITLES[way]}", number / (len(Way) + 1))
        results[way] = _RUNS[way](scenario)
        if out is not None:
            write_result(out / way.value, results[way], zone=scenario.zone)
    progress(f"{scenario.name}, bound", len(Way) / (len(Way) + 1))
    compared = comparison_of(scenario, results, bound_of(scenario))
    progress(scenario.name, 1.0)
    return compared


def compare_what_if(
    compared: Comparison, changes: Sequence[str], scenario: Scenario, *, out: Path | None = None
) -> Comparison:
    """Run a changed scenario our way, beside what came of it as it is. `changes`: the sentences that changed it."""
    results = run_scenario(scenario)
    if out is not None:
        write_result(out / WHAT_IF, results, zone=scenario.zone)
    return replace(compared, what_if=what_if_result(changes, scenario, results))
