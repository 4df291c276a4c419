"""Tables as the templates write them: the first cell of a row names it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from contact_api.replay.comparison.comparison import Comparison, Way, WhatIfResult
from contact_api.replay.report.texts import ReportTexts
from contact_api.replay.results.figures import Summary

FIGURES = tuple(field.name for field in fields(Summary))


@dataclass(frozen=True, slots=True)
class TableCell:
    """A number as it is shown, and as it stands in comparison.json; `kind` says how it looks."""

    text: str
    value: float | None = None
    kind: str = ""
    aside: str = ""  # read aloud, not shown


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of a table; `name`: the figure it shows, as comparison.json has it."""

    head: str
    cells: tuple[TableCell, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `groups`: what stands above how many columns."""

    id: str
    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    groups: tuple[tuple[str, int], ...] = ()


def figures_table(one: Comparison, texts: ReportTexts, *, table_id: str) -> Table:
    """Every figure, a column for each way, the bound, and ours as a share of it."""
    ways = [asdict(one.run(way).figures) for way in Way]
    bound, shares = asdict(one.bound), one.shares_of_bound
    rows = []
    for name in FIGURES:
        formatted = texts.figure(name)
        limit = None if name == "contacts" else bound.get(name)
        values = [*(way[name] for way in ways), limit]
        cells = [TableCell(formatted(value), value) for value in values]
        cells.append(TableCell(texts.share(shares.get(name)), shares.get(name)))
        rows.append(TableRow(texts.say(f"figure.{name}"), tuple(cells), name))
    columns = (*(texts.say(f"way.{way}") for way in Way), texts.say("way.bound"), texts.say("of_bound"))
    caption = texts.say("figures.caption", scenario=one.scenario)
    return Table(table_id, caption, texts.say("figure"), columns, tuple(rows))


def what_if_table(one: Comparison, what_if: WhatIfResult, texts: ReportTexts, *, table_id: str) -> Table:
    """Ours as the days are and as they would be, and the difference."""
    before, after = asdict(one.run(Way.OURS).figures), asdict(what_if.ours.figures)
    rows = []
    for name in FIGURES:
        old, new = before[name], after[name]
        difference = None if old is None or new is None else new - old
        formatted, signed = texts.figure(name), texts.figure(name, sign=True)
        cells = (
            TableCell(formatted(old), old),
            TableCell(formatted(new), new),
            TableCell(signed(difference), difference),
        )
        rows.append(TableRow(texts.say(f"figure.{name}"), cells, name))
    columns = tuple(texts.say(f"what_if.{name}") for name in ("before", "after", "difference"))
    caption = texts.say("what_if.caption", changes="; ".join(what_if.changes))
    return Table(table_id, caption, texts.say("figure"), columns, tuple(rows))


def overview_table(found: Sequence[Comparison], texts: ReportTexts) -> Table:
    """The share reached the same day, a scenario a line."""
    rows = []
    for one in found:
        values = [*(one.run(way).figures.same_day for way in Way), one.bound.same_day]
        values.append(one.shares_of_bound.get("same_day"))
        rows.append(TableRow(one.scenario, tuple(TableCell(texts.share(value), value) for value in values)))
    columns = (*(texts.say(f"way.{way}") for way in Way), texts.say("way.bound"), texts.say("of_bound"))
    return Table("overview", texts.say("overview.caption"), texts.say("scenario"), columns, tuple(rows))


def hours_table(
    table_id: str,
    caption: str,
    texts: ReportTexts,
    hours: Sequence[int],
    groups: Mapping[str, Mapping[str, Iterable[TableCell]]],
) -> Table:
    """A line an hour; `groups`: name → column → a cell an hour."""
    columns = [list(cells) for group in groups.values() for cells in group.values()]
    names = tuple(name for group in groups.values() for name in group)
    return Table(
        table_id,
        caption,
        texts.say("hour"),
        names,
        tuple(
            TableRow(f"{hour:02}–{hour + 1:02}", cells)
            for hour, cells in zip(hours, zip(*columns, strict=True), strict=True)
        ),
        tuple((name, len(group)) for name, group in groups.items()),
    )


def counted(texts: ReportTexts, numbers: Iterable[float]) -> list[TableCell]:
    """Cells of whole numbers."""
    return [TableCell(texts.count(number), number) for number in numbers]


def staff_hours(texts: ReportTexts, minutes: Iterable[float]) -> list[TableCell]:
    """Cells of staff hours; the value is minutes."""
    return [TableCell(texts.hours(number), round(number, 2)) for number in minutes]
