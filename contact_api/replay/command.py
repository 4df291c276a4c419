"""What `contact-api simulate SCENARIO --out RESULT [--until HH:MM]` does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from contact_api.replay.fields import ScenarioFault
from contact_api.replay.figures import Summary
from contact_api.replay.settings import Settings
from contact_api.replay.simulate import Progress, simulate


def run(scenario: Path, out: Path, *, until: str | None = None) -> None:
    """Replay a scenario, write the result and print the figures. Errors: ScenarioFault, in one line."""
    cut = moment_of(until, scenario) if until else None
    with _bar() as progress:
        summary = simulate(scenario, out, progress=progress, until=cut)
    Console(soft_wrap=True, highlight=False).print(table_of(summary))


def moment_of(text: str, scenario: Path) -> datetime:
    """A local moment: a clock time of the scenario's first day, or a date with a time."""
    first_day = Settings(scenario).days()[0]
    try:
        return datetime.combine(first_day, time.fromisoformat(text))
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ScenarioFault(f"--until: {text!r} is no time such as 11:30 or 2025-11-05T11:30") from None


def table_of(summary: Summary) -> str:
    """One figure a line; a dash where there was nobody to count."""
    return "\n".join(f"{name:15} {_shown(name, value)}" for name, value in asdict(summary).items())


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if name.startswith("wait") else f"{value:.4g}"


@contextmanager
def _bar() -> Iterator[Progress]:
    """A bar on a terminal; silence anywhere else."""
    console = Console(stderr=True)
    columns = (TextColumn("contacts"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("contacts", total=None)
        yield lambda done, of_all: bar.update(task, completed=done, total=of_all)
