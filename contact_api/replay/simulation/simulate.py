"""Replay a scenario, or a nation's, and write what was promised and what happened."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contact_api.replay.errors import ScenarioFault
from contact_api.replay.results.figures import Summary, Tally
from contact_api.replay.results.result_files import write_result_rows
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from contact_api.replay.scenario.settings import FILE
from contact_api.replay.simulation.partition import partition
from contact_api.replay.simulation.processes import RegionPart, run_parts
from contact_api.replay.simulation.run import OnArrivals, PartResult

Progress = Callable[[int, int], None]  # how many citizens have sought contact, of how many


@dataclass(frozen=True, slots=True)
class RegionRun:
    """A region to be run: its name among others, and where the result goes."""

    name: str
    scenario: Scenario
    out: Path
    until: datetime | None = None  # local where it has no offset


def simulate(
    scenario: Path,
    out: Path,
    *,
    progress: Progress | None = None,
    until: datetime | None = None,
    processes: int = 1,
) -> Summary:
    """Replay the scenario in a folder, write promises.csv and attempts.csv to `out`, and return the figures.

    With `until` (local where it has no offset) only what happens before it is decided. The figures are then of
    those who had sought contact by that time. Errors: ScenarioFault, before anything is written.
    """
    region = RegionRun(scenario.name, read_scenario(scenario), out, until)
    return simulate_all([region], progress=progress, processes=processes)[0].summary


def simulate_all(
    regions: Sequence[RegionRun], *, progress: Progress | None = None, processes: int = 1
) -> list[Tally]:
    """Run every region by itself and write its result as soon as it is whole. Returns their tallies, in order.

    The results do not depend on the number of processes. Errors: ScenarioFault; what was written by then stays.
    """
    parts = _parts(regions)
    part_counts = Counter(part.region for part in parts)
    found: dict[int, list[PartResult]] = defaultdict(list)
    tallies: dict[int, Tally] = {}
    on_arrivals = _progress_counter(regions, progress)
    for part, result in run_parts(parts, processes=processes, on_arrivals=on_arrivals):
        results = found[part.region]
        results.append(result)
        if len(results) == part_counts[part.region]:
            write_result_rows(regions[part.region].out, [one.rows for one in results])
            tallies[part.region] = sum((one.tally for one in results), Tally())
            del found[part.region]
    return [tallies[number] for number in range(len(regions))]


def regions_in(folder: Path) -> list[Path]:
    """The region folders inside a nation's folder, by name; none when it is a scenario itself.

    Errors: ScenarioFault when it cannot be read.
    """
    if (folder / FILE).exists():
        return []
    try:
        return sorted(inside.parent for inside in folder.glob(f"*/{FILE}"))
    except OSError as error:
        raise ScenarioFault(f"{folder}: cannot be read ({error.strerror or error})") from None


def _parts(regions: Sequence[RegionRun]) -> list[RegionPart]:
    return [
        RegionPart(number, region.name, part, _aware(region.until, part))
        for number, region in enumerate(regions)
        for part in partition(region.scenario)
    ]


def _aware(until: datetime | None, scenario: Scenario) -> datetime | None:
    return until.replace(tzinfo=scenario.zone) if until is not None and until.tzinfo is None else until


def _progress_counter(regions: Sequence[RegionRun], progress: Progress | None) -> OnArrivals:
    total = sum(len(region.scenario.citizens) for region in regions)
    done = 0

    def count(arrived: int) -> None:
        nonlocal done
        done += arrived
        if progress is not None:
            progress(done, total)

    return count
