"""Load against capacity for each centre and hour, as a table whose cells are shaded."""

from collections.abc import Sequence

from contact_api.domain.core.values import UnitId
from contact_api.replay.comparison.comparison import Comparison
from contact_api.replay.report.hourly import load_by_centre
from contact_api.replay.report.tables import Table, TableCell, TableRow
from contact_api.replay.report.texts import ReportTexts

LIMITS = (0.5, 0.8, 1.0, 1.3)  # of the time on shift; above the third there is too little
ALONE = "alone"  # work, and nobody on shift


def heatmap_table(one: Comparison, texts: ReportTexts, *, table_id: str) -> Table:
    """Work that came in as a share of the time on shift; the centres with least time for their work first."""
    load = load_by_centre(one)
    found = {hour for by_hour in load.values() for hour in by_hour}
    hours = range(min(found), max(found) + 1) if found else range(0)
    nothing = (0.0, 0.0)
    whole = {unit: _sum(list(by_hour.values())) for unit, by_hour in load.items()}
    order = sorted(
        one.centres, key=lambda centre: (-_ratio(whole.get(centre.centre_id, nothing)), centre.name)
    )

    def row(unit: UnitId, name: str) -> TableRow:
        cells = [_cell(load[unit].get(hour, nothing) if unit in load else nothing, texts) for hour in hours]
        return TableRow(name, (*cells, _cell(whole.get(unit, nothing), texts)))

    return Table(
        table_id,
        texts.say("heatmap.caption"),
        texts.say("centre"),
        (*(f"{hour:02}" for hour in hours), texts.say("heatmap.day")),
        tuple(row(centre.centre_id, centre.name) for centre in order),
    )


def shade_meanings(texts: ReportTexts) -> list[tuple[str, str]]:
    """What each shade means."""
    percent = [texts.count(limit * 100) for limit in LIMITS]
    ends = zip(["0", *percent], [*percent, ""], strict=True)
    shades = [
        (f"heatmap-{number}", f"{low}–{high} %" if high else f"≥ {low} %")
        for number, (low, high) in enumerate(ends)
    ]
    return [*shades, (f"heatmap-{ALONE}", texts.say("heatmap.alone"))]


def _cell(load: tuple[float, float], texts: ReportTexts) -> TableCell:
    work, on_shift = load
    if on_shift:
        ratio = work / on_shift
        shade = sum(ratio >= limit for limit in LIMITS)
        return TableCell(texts.count(ratio * 100), round(ratio, 4), f"heatmap-{shade}")
    if work:
        return TableCell(texts.minutes(work), round(work, 2), f"heatmap-{ALONE}", texts.say("heatmap.alone"))
    return TableCell("", None, "", texts.say("heatmap.nothing"))


def _ratio(load: tuple[float, float]) -> float:
    work, on_shift = load
    return work / on_shift if on_shift else work * 1e6


def _sum(loads: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(work for work, _ in loads), sum(on_shift for _, on_shift in loads)
