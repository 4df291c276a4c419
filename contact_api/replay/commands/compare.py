"""What `contact-api compare SCENARIO… [--out DIR] [--what-if TEXT…] [--json]` does.

The same days are run three ways, beside the bound, and our way once more with something changed where that is asked.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from functools import reduce
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from contact_api.replay.baselines.bound import bound_of
from contact_api.replay.baselines.first_come import first_come
from contact_api.replay.baselines.ours import ours
from contact_api.replay.baselines.status_quo import status_quo
from contact_api.replay.changed import changed
from contact_api.replay.comparison.comparison import Comparison, Supposed, Way, comparison_of, supposed_of
from contact_api.replay.report.page import pages
from contact_api.replay.results.figures import Case, Summary
from contact_api.replay.results.result_files import write_result
from contact_api.replay.scenario.csv_rows import ScenarioFault
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from contact_api.replay.simulation.simulate import regions_in

Progress = Callable[[str, float], None]  # what is being done, and which part of the scenario is done, of 1
TITLES = {
    Way.STATUS_QUO: "status quo",
    Way.FIRST_COME: "first come",
    Way.OURS: "ours",
}
FIGURES = tuple(field.name for field in fields(Summary) if field.name != "contacts")
COMPARISON = "comparison.json"
WHAT_IF = "what_if"


def run(
    folders: Sequence[Path], *, out: Path | None = None, what_if: Sequence[str] = (), as_json: bool = False
) -> None:
    """Compare every scenario and print a table of each, or all as JSON. Errors: ScenarioFault, in one line."""
    scenarios = _read(folders, apart=out is not None)
    supposed = {folder: reduce(changed, what_if, scenario) for folder, scenario in scenarios.items()}
    found = []
    with _bar(len(scenarios)) as progress:
        for folder, scenario in scenarios.items():
            keep = out / folder.name if out is not None else None
            one = compare(scenario, out=keep, progress=progress)
            found.append(suppose(one, what_if, supposed[folder], out=keep) if what_if else one)
    if out is not None:
        _write(
            out / COMPARISON, json.dumps({"scenarios": [asdict(one) for one in found]}, ensure_ascii=False)
        )
        for name, page in pages(found).items():
            _write(out / name, page)
    _show(found, as_json=as_json)


def _show(found: Sequence[Comparison], *, as_json: bool) -> None:
    if as_json:
        shown = json.dumps([figures_of(one) for one in found], ensure_ascii=False, indent=2)
        Console(soft_wrap=True, highlight=False, markup=False).print(shown)
        return
    console = Console(highlight=False)
    for one in found:
        console.print(table_of(one))
        if one.what_if is not None:
            console.print(table_of_what_if(one, one.what_if))


def compare(
    scenario: Scenario, *, out: Path | None = None, progress: Progress = lambda _what, _part: None
) -> Comparison:
    """Run one scenario every way; with `out` each result is kept in a folder of its own there."""
    cases: dict[Way, list[Case]] = {}
    for number, way in enumerate(Way):
        progress(f"{scenario.name}, {TITLES[way]}", number / (len(Way) + 1))
        cases[way] = _RUNS[way](scenario)
        if out is not None:
            _keep(cases[way], out / way.value, scenario)
    progress(f"{scenario.name}, bound", len(Way) / (len(Way) + 1))
    compared = comparison_of(scenario, cases, bound_of(scenario))
    progress(scenario.name, 1.0)
    return compared


def suppose(
    compared: Comparison, said: Sequence[str], scenario: Scenario, *, out: Path | None = None
) -> Comparison:
    """Run a changed scenario our way, beside what came of it as it is. `said`: what was changed."""
    cases = ours(scenario)
    if out is not None:
        _keep(cases, out / WHAT_IF, scenario)
    return replace(compared, what_if=supposed_of(said, scenario, cases))


def _keep(cases: Sequence[Case], folder: Path, scenario: Scenario) -> None:
    told = [promise for case in cases for promise in case.told]
    tried = [attempt for case in cases for attempt in case.tried]
    write_result(folder, told, tried, zone=scenario.zone)


_RUNS: Mapping[Way, Callable[[Scenario], list[Case]]] = {
    Way.STATUS_QUO: status_quo,
    Way.FIRST_COME: first_come,
    Way.OURS: ours,
}


def figures_of(one: Comparison) -> dict[str, object]:
    """The figures alone: what the table shows, with None where there is nothing to say."""
    columns = {run.way.value: asdict(run.figures) for run in one.runs} | {"bound": asdict(one.bound)}
    if one.what_if is not None:
        columns[WHAT_IF] = asdict(one.what_if.ours.figures)
    said = {} if one.what_if is None else {WHAT_IF: list(one.what_if.said)}
    return {
        "scenario": one.scenario,
        "contacts": one.contacts,
        "figures": {name: {way: column.get(name) for way, column in columns.items()} for name in FIGURES},
        "ours_of_bound": dict(one.shares_of_bound),
        **said,
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
        shown = (_shown(name, value) for value in (*values, bound.get(name)))
        table.add_row(name, *shown, _shown("share", shares.get(name)))
    return table


def table_of_what_if(one: Comparison, supposed: Supposed) -> Table:
    """Ours as the days are and as they would be, and how much that differs."""
    title = f"{one.scenario}, what if: {'; '.join(supposed.said)}"
    table = Table("", "ours", "what if", "difference", title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    before, after = one.run(Way.OURS).figures, supposed.ours.figures
    table.add_row(
        "contacts", str(one.contacts), str(supposed.contacts), f"{supposed.contacts - one.contacts:+}"
    )
    for name in FIGURES:
        was, becomes = getattr(before, name), getattr(after, name)
        differs = "-" if was is None or becomes is None else _shown(name, becomes - was, sign="+")
        table.add_row(name, _shown(name, was), _shown(name, becomes), differs)
    return table


def _shown(name: str, value: float | None, *, sign: str = "") -> str:
    if value is None:
        return "-"
    return f"{value:{sign}.1f}" if name.startswith("wait") else f"{value:{sign}.4f}"


def _read(folders: Sequence[Path], *, apart: bool) -> dict[Path, Scenario]:
    """Every scenario, read before any is run; `apart`: no two may be kept under the same name."""
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
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(content + "\n", "utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ScenarioFault(f"{path}: cannot be written ({error.strerror or error})") from None


@contextmanager
def _bar(scenarios: int) -> Iterator[Progress]:
    """A bar on a terminal; silence anywhere else."""
    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=scenarios)
        whole = 0

        def show(what: str, part: float) -> None:
            nonlocal whole
            bar.update(task, description=what, completed=whole + part)
            whole += part == 1.0

        yield show
