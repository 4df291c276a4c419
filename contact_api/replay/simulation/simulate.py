"""Play a scenario, or a nation's, and write what was promised and what happened."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contact_api.replay.results.figures import Summary, Tally
from contact_api.replay.results.result_files import write_lines
from contact_api.replay.scenario.csv_rows import ScenarioFault
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from contact_api.replay.scenario.settings import FILE
from contact_api.replay.simulation.partition import divided
from contact_api.replay.simulation.processes import Part, played
from contact_api.replay.simulation.run import Arrived, Played

Progress = Callable[[int, int], None]  # how many citizens have sought contact, of how many


@dataclass(frozen=True, slots=True)
class RegionDay:
    """A region to be played: its name among others, and where the result goes."""

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
    """Play the scenario in a folder, write promises.csv and attempts.csv to `out`, and return the figures.

    With `until` (local where it has no offset) only what happens before it is decided; the figures are of
    those who had sought contact by then. Errors: ScenarioFault, before anything is written.
    """
    region = RegionDay(scenario.name, read_scenario(scenario), out, until)
    return simulate_all([region], progress=progress, processes=processes)[0].summary


def simulate_all(
    regions: Sequence[RegionDay], *, progress: Progress | None = None, processes: int = 1
) -> list[Tally]:
    """Play every region by itself and write its result as soon as it is whole; what each came to, in order.

    The results do not depend on the number of processes. Errors: ScenarioFault; what was written by then stays.
    """
    parts = _parts(regions)
    whole = Counter(part.region for part in parts)
    found: dict[int, list[Played]] = defaultdict(list)
    tallies: dict[int, Tally] = {}
    for part, result in played(parts, processes=processes, arrived=_counted(regions, progress)):
        of_region = found[part.region]
        of_region.append(result)
        if len(of_region) == whole[part.region]:
            write_lines(regions[part.region].out, [one.lines for one in of_region])
            tallies[part.region] = sum((one.tally for one in of_region), Tally())
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


def _parts(regions: Sequence[RegionDay]) -> list[Part]:
    return [
        Part(number, region.name, part, _aware(region.until, part))
        for number, region in enumerate(regions)
        for part in divided(region.scenario)
    ]


def _aware(until: datetime | None, scenario: Scenario) -> datetime | None:
    return until.replace(tzinfo=scenario.zone) if until is not None and until.tzinfo is None else until


def _counted(regions: Sequence[RegionDay], progress: Progress | None) -> Arrived:
    of_all = sum(len(region.scenario.citizens) for region in regions)
    done = 0

    def more(arrived: int) -> None:
        nonlocal done
        done += arrived
        if progress is not None:
            progress(done, of_all)

    return more
