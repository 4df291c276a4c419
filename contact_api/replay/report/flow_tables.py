"""The maps in numbers: a line for each centre, and a line for every two that worked together."""

from collections import Counter
from collections.abc import Callable, Mapping

from contact_api.domain.core.values import UnitId
from contact_api.replay.comparison.comparison import CentreFlow, Comparison, Run
from contact_api.replay.report.flow_map import is_away
from contact_api.replay.report.tables import Table, TableRow, counted
from contact_api.replay.report.texts import ReportTexts


def centres_table(one: Comparison, texts: ReportTexts, *, table_id: str) -> Table:
    """Of each centre: how many of its citizens its own staff called, others called, and whom it called for others."""
    runs = [run for run in one.runs if any(map(is_away, run.flows))] or list(one.runs)
    columns: dict[str, Callable[[Run], Mapping[UnitId, int]]] = {
        "own": lambda run: _counts(run, lambda flow: flow.listed_at, lambda flow: not is_away(flow)),
        "sent": lambda run: _counts(run, lambda flow: flow.listed_at, is_away),
        "taken": lambda run: _counts(run, lambda flow: flow.handled_by, is_away),
    }
    counts = [of(run) for run in runs for of in columns.values()]
    rows = tuple(
        TableRow(centre.name, tuple(counted(texts, (count[centre.centre_id] for count in counts))))
        for centre in sorted(one.centres, key=lambda centre: centre.name)
    )
    return Table(
        table_id,
        texts.say("map.centres"),
        texts.say("centre"),
        tuple(texts.say(f"map.{name}") for _ in runs for name in columns),
        rows,
        tuple((texts.say(f"way.{run.way}"), len(columns)) for run in runs),
    )


def lines_table(one: Comparison, texts: ReportTexts, *, table_id: str) -> Table:
    """Every line of the maps, with most contacts in our way first."""
    runs = [run for run in one.runs if any(map(is_away, run.flows))]
    names = {centre.centre_id: centre.name for centre in one.centres}
    counts = [{(f.listed_at, f.handled_by): f.contacts for f in run.flows if is_away(f)} for run in runs]
    pairs = sorted(
        {pair for count in counts for pair in count},
        key=lambda pair: (*(-count.get(pair, 0) for count in reversed(counts)), pair),
    )
    rows = tuple(
        TableRow(
            f"{names[listed]} → {names[handled]}",
            tuple(counted(texts, (count.get((listed, handled), 0) for count in counts))),
        )
        for listed, handled in pairs
    )
    columns = tuple(texts.say(f"way.{run.way}") for run in runs)
    return Table(table_id, texts.say("map.lines"), texts.say("map.pair"), columns, rows)


def _counts(
    run: Run, centre: Callable[[CentreFlow], UnitId], which: Callable[[CentreFlow], bool]
) -> Mapping[UnitId, int]:
    found: Counter[UnitId] = Counter()
    for flow in run.flows:
        if which(flow):
            found[centre(flow)] += flow.contacts
    return found
