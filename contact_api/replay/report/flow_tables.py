"""The maps in numbers: a line for each centre, and a line for every two that worked together."""

from collections import Counter
from collections.abc import Callable, Mapping

from contact_api.domain.core.values import UnitId
from contact_api.replay.comparison.comparison import Comparison, Flow, Run
from contact_api.replay.report.flow_map import is_away
from contact_api.replay.report.tables import Table, TableRow, counted
from contact_api.replay.report.texts import Words


def centres_table(one: Comparison, words: Words, *, table_id: str) -> Table:
    """Of each centre: how many of its citizens its own staff rang, others rang, and whom it rang for others."""
    runs = [run for run in one.runs if any(map(is_away, run.flows))] or list(one.runs)
    columns: dict[str, Callable[[Run], Mapping[UnitId, int]]] = {
        "own": lambda run: _counts(run, lambda flow: flow.listed_at, lambda flow: not is_away(flow)),
        "sent": lambda run: _counts(run, lambda flow: flow.listed_at, is_away),
        "taken": lambda run: _counts(run, lambda flow: flow.handled_by, is_away),
    }
    counts = [of(run) for run in runs for of in columns.values()]
    rows = tuple(
        TableRow(place.name, tuple(counted(words, (count[place.centre_id] for count in counts))))
        for place in sorted(one.places, key=lambda place: place.name)
    )
    return Table(
        table_id,
        words.say("map.centres"),
        words.say("centre"),
        tuple(words.say(f"map.{name}") for _ in runs for name in columns),
        rows,
        tuple((words.say(f"way.{run.way}"), len(columns)) for run in runs),
    )


def lines_table(one: Comparison, words: Words, *, table_id: str) -> Table:
    """Every line of the maps, with most contacts in our way first."""
    runs = [run for run in one.runs if any(map(is_away, run.flows))]
    names = {place.centre_id: place.name for place in one.places}
    counts = [{(f.listed_at, f.handled_by): f.contacts for f in run.flows if is_away(f)} for run in runs]
    pairs = sorted(
        {pair for count in counts for pair in count},
        key=lambda pair: (*(-count.get(pair, 0) for count in reversed(counts)), pair),
    )
    rows = tuple(
        TableRow(
            f"{names[listed]} → {names[handled]}",
            tuple(counted(words, (count.get((listed, handled), 0) for count in counts))),
        )
        for listed, handled in pairs
    )
    columns = tuple(words.say(f"way.{run.way}") for run in runs)
    return Table(table_id, words.say("map.lines"), words.say("map.pair"), columns, rows)


def _counts(
    run: Run, centre: Callable[[Flow], UnitId], which: Callable[[Flow], bool]
) -> Mapping[UnitId, int]:
    found: Counter[UnitId] = Counter()
    for flow in run.flows:
        if which(flow):
            found[centre(flow)] += flow.contacts
    return found
