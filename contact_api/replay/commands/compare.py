"""What `contact-api compare SCENARIO… [--out DIR] [--what-if TEXT…] [--json]` does.

The same days are run three ways, beside the bound, and our way once more with something changed where that is wanted.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from functools import reduce
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from contact_api.replay.changed import changed
from contact_api.replay.comparison.compare import TITLES, WHAT_IF, Progress, compare, compare_what_if
from contact_api.replay.comparison.comparison import Comparison, Way, WhatIfResult
from contact_api.replay.errors import ScenarioFault
from contact_api.replay.report.page import pages
from contact_api.replay.results.figures import Summary
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from contact_api.replay.simulation.simulate import regions_in

FIGURES = tuple(field.name for field in fields(Summary) if field.name != "contacts")
COMPARISON = "comparison.json"


def run(
    folders: Sequence[Path], *, out: Path | None = None, what_if: Sequence[str] = (), as_json: bool = False
) -> None:
    """Compare every scenario and print a table of each, or all as JSON. Errors: ScenarioFault, in one line."""
    scenarios = _read(folders, apart=out is not None)
    changed_scenarios = {folder: reduce(changed, what_if, scenario) for folder, scenario in scenarios.items()}
    found = []
    with _bar(len(scenarios)) as progress:
        for folder, scenario in scenarios.items():
            results = out / folder.name if out is not None else None
            one = compare(scenario, out=results, progress=progress)
            if what_if:
                one = compare_what_if(one, what_if, changed_scenarios[folder], out=results)
            found.append(one)
    if out is not None:
        _write(
            out / COMPARISON, json.dumps({"scenarios": [asdict(one) for one in found]}, ensure_ascii=False)
        )
        for name, page in pages(found).items():
            _write(out / name, page)
    _print(found, as_json=as_json)
    if out is not None:
        say = Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print
        say(
            f"The report: {', '.join(str(out / name) for name in pages(()))}. All numbers: {out / COMPARISON}"
        )


def _print(found: Sequence[Comparison], *, as_json: bool) -> None:
    if as_json:
        text = json.dumps([figures_of(one) for one in found], ensure_ascii=False, indent=2)
        Console(soft_wrap=True, highlight=False, markup=False).print(text)
        return
    console = Console(highlight=False)
    for one in found:
        console.print(table_of(one))
        if one.what_if is not None:
            console.print(table_of_what_if(one, one.what_if))


def figures_of(one: Comparison) -> dict[str, object]:
    """The figures alone: what the table shows, with None where there is nothing to say."""
    columns = {run.way.value: asdict(run.figures) for run in one.runs} | {"bound": asdict(one.bound)}
    if one.what_if is not None:
        columns[WHAT_IF] = asdict(one.what_if.ours.figures)
    changes = {} if one.what_if is None else {WHAT_IF: list(one.what_if.changes)}
    return {
        "scenario": one.scenario,
        "contacts": one.contacts,
        "figures": {name: {way: column.get(name) for way, column in columns.items()} for name in FIGURES},
        "ours_of_bound": dict(one.shares_of_bound),
        **changes,
    }


def table_of(one: Comparison) -> Table:
    """A figure a line, a way a column; a dash where there is nothing to say."""
    title = f"{one.scenario}: {', '.join(one.days)}, {one.contacts} contacts, {one.staff} staff"
    table = Table("", *TITLES.values(), "bound", "ours ÷ bound", title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    bound, shares = asdict(one.bound), one.shares_of_bound
    for name in FIGURES:
        values = [getattr(one.run(way).figures, name) for way in Way]
        cells = (_formatted(name, value) for value in (*values, bound.get(name)))
        table.add_row(name, *cells, _formatted("share", shares.get(name)))
    return table


def table_of_what_if(one: Comparison, what_if: WhatIfResult) -> Table:
    """Ours as the days are and as they would be, and how much that differs."""
    title = f"{one.scenario}, what if: {'; '.join(what_if.changes)}"
    table = Table("", "ours", "what if", "difference", title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    before, after = one.run(Way.OURS).figures, what_if.ours.figures
    table.add_row(
        "contacts", str(one.contacts), str(what_if.contacts), f"{what_if.contacts - one.contacts:+}"
    )
    for name in FIGURES:
        old, new = getattr(before, name), getattr(after, name)
        difference = "-" if old is None or new is None else _formatted(name, new - old, sign="+")
        table.add_row(name, _formatted(name, old), _formatted(name, new), difference)
    return table


def _formatted(name: str, value: float | None, *, sign: str = "") -> str:
    if value is None:
        return "-"
    return f"{value:{sign}.1f}" if name.startswith("wait") else f"{value:{sign}.4f}"


def _read(folders: Sequence[Path], *, apart: bool) -> dict[Path, Scenario]:
    """Every scenario, read before any is run; `apart`: no two may have the same name, as results are written."""
    found: dict[Path, Scenario] = {}
    each = (inside for folder in folders for inside in (regions_in(folder) or [folder]))
    for folder in (folder.resolve() for folder in each):
        if apart and any(folder.name == other.name and folder != other for other in found):
            raise ScenarioFault(f"{folder}: another scenario's folder has the same name, {folder.name}")
        try:
            found[folder] = read_scenario(folder)
        except ScenarioFault as fault:
            raise ScenarioFault(f"{folder}: {fault}") from None
    return found


def _write(path: Path, content: str) -> None:
    """The file, whole or as it was before. Errors: ScenarioFault."""
    written = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(content + "\n", "utf-8", newline="\n")
        written.replace(path)
    except OSError as error:
        written.unlink(missing_ok=True)
        raise ScenarioFault(f"{path}: cannot be written ({error.strerror or error})") from None


@contextmanager
def _bar(scenarios: int) -> Iterator[Progress]:
    """A bar on a terminal; silence anywhere else."""
    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=scenarios)
        finished = 0

        def progress(what: str, part: float) -> None:
            nonlocal finished
            bar.update(task, description=what, completed=finished + part)
            finished += part == 1.0

        yield progress
