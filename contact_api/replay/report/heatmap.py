"""Load against capacity for each centre and hour, as a table whose cells are shaded."""

from collections.abc import Sequence

from contact_api.domain.core.values import UnitId
from contact_api.replay.comparison.comparison import Comparison
from contact_api.replay.report.hourly import load_by_centre
from contact_api.replay.report.tables import Cell, Table, TableRow
from contact_api.replay.report.texts import Words

LIMITS = (0.5, 0.8, 1.0, 1.3)  # of the time on shift; above the third there is too little
ALONE = "alone"  # work, and nobody on shift


def heat_table(one: Comparison, words: Words, *, table_id: str) -> Table:
    """Work asked for as a share of the time on shift; the centres with least time for their work first."""
    load = load_by_centre(one)
    found = {hour for by_hour in load.values() for hour in by_hour}
    hours = range(min(found), max(found) + 1) if found else range(0)
    nothing = (0.0, 0.0)
    whole = {unit: _sum(list(by_hour.values())) for unit, by_hour in load.items()}
    order = sorted(one.places, key=lambda place: (-_ratio(whole.get(place.centre_id, nothing)), place.name))

    def row(unit: UnitId, name: str) -> TableRow:
        cells = [_cell(load[unit].get(hour, nothing) if unit in load else nothing, words) for hour in hours]
        return TableRow(name, (*cells, _cell(whole.get(unit, nothing), words)))

    return Table(
        table_id,
        words.say("heat.caption"),
        words.say("centre"),
        (*(f"{hour:02}" for hour in hours), words.say("heat.day")),
        tuple(row(place.centre_id, place.name) for place in order),
    )


def steps(words: Words) -> list[tuple[str, str]]:
    """What each shade means."""
    percent = [words.count(limit * 100) for limit in LIMITS]
    ends = zip(["0", *percent], [*percent, ""], strict=True)
    shades = [
        (f"heat-{number}", f"{low}–{high} %" if high else f"≥ {low} %")
        for number, (low, high) in enumerate(ends)
    ]
    return [*shades, (f"heat-{ALONE}", words.say("heat.alone"))]


def _cell(load: tuple[float, float], words: Words) -> Cell:
    asked, on_shift = load
    if on_shift:
        ratio = asked / on_shift
        shade = sum(ratio >= limit for limit in LIMITS)
        return Cell(words.count(ratio * 100), round(ratio, 4), f"heat-{shade}")
    if asked:
        return Cell(words.minutes(asked), round(asked, 2), f"heat-{ALONE}", words.say("heat.alone"))
    return Cell("", None, "", words.say("heat.nothing"))


def _ratio(load: tuple[float, float]) -> float:
    asked, on_shift = load
    return asked / on_shift if on_shift else asked * 1e6


def _sum(loads: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(asked for asked, _ in loads), sum(on_shift for _, on_shift in loads)
