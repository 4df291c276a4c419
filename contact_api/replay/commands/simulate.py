"""What `contact-api simulate SCENARIO --out RESULT [--until HH:MM] [--processes N]` does."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import datetime, time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from contact_api.replay.errors import ScenarioFault
from contact_api.replay.results.figures import Summary, Tally
from contact_api.replay.scenario.scenario import read_scenario
from contact_api.replay.scenario.settings import ScenarioSettings
from contact_api.replay.simulation.simulate import Progress, RegionRun, regions_in, simulate_all


def run(scenario: Path, out: Path, *, until: str | None = None, processes: int | None = None) -> None:
    """Replay a scenario, or a folder of them, write the results and print the figures.

    Errors: ScenarioFault, in one line.
    """
    inside = regions_in(scenario)
    if inside:
        regions = [_region_run(folder, out / folder.name, until) for folder in inside]
    else:
        regions = [_region_run(scenario, out, until)]
    with _bar() as progress:
        tallies = simulate_all(regions, progress=progress, processes=processes or cores())
    console = Console(soft_wrap=True, highlight=False)
    if inside:
        names = [region.name for region in regions]
        console.print(regions_table(names, [tally.summary for tally in tallies]) + "\n")
    console.print(figures_table(sum(tallies, Tally()).summary))
    if until:
        Console(stderr=True, soft_wrap=True, highlight=False).print(
            f"Stopped at {until}: who still waits then counts as not reached."
        )


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _region_run(scenario: Path, out: Path, until: str | None) -> RegionRun:
    """A scenario, read before any is run. Errors: ScenarioFault that names its folder."""
    try:
        read = read_scenario(scenario)
    except ScenarioFault as fault:
        raise ScenarioFault(f"{scenario}: {fault}") from None
    stop_at = until_of(until, scenario) if until else None
    return RegionRun(scenario.name, read, out, stop_at)


def until_of(text: str, scenario: Path) -> datetime:
    """The local time of `--until`: a clock time of the scenario's first day, or a date with a time."""
    first_day = ScenarioSettings(scenario).days()[0]
    try:
        return datetime.combine(first_day, time.fromisoformat(text))
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ScenarioFault(f"--until: {text!r} is no time such as 11:30 or 2025-11-05T11:30") from None


def figures_table(summary: Summary) -> str:
    """One figure a line; a dash where there was nobody to count."""
    return "\n".join(f"{name:15} {_formatted(name, value)}" for name, value in asdict(summary).items())


def regions_table(names: Sequence[str], summaries: Sequence[Summary]) -> str:
    """A region a line, a figure a column."""
    columns = [field.name for field in fields(Summary)]
    first = max(len(name) for name in names)
    lines = [f"{'':{first}}  {'  '.join(columns)}"]
    for name, summary in zip(names, summaries, strict=True):
        cells = (f"{_formatted(column, getattr(summary, column)):>{len(column)}}" for column in columns)
        lines.append(f"{name:{first}}  {'  '.join(cells)}")
    return "\n".join(lines)


def _formatted(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, int):
        return str(value)
    return f"{value:.1f}" if name.startswith("wait") else f"{value:.4g}"


@contextmanager
def _bar() -> Iterator[Progress]:
    """A bar on a terminal; silence anywhere else."""
    console = Console(stderr=True)
    columns = (TextColumn("contacts"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("contacts", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
