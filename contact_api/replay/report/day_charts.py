"""The charts over the hours of the day: each is some drawings, a legend, and a table of the same."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from contact_api.replay.report.chart import Axes, Bar, ChartLine, Panel
from contact_api.replay.report.hourly import HourlySeries, TitledRun, hours_of
from contact_api.replay.report.tables import Table, TableCell, counted, hours_table, staff_hours
from contact_api.replay.report.texts import ReportTexts

WIDE, MIDDLE, NARROW = 0.86, 0.6, 0.26  # of an hour
HOUR = 60  # minutes
LINES = ("line_1", "line_2", "line_3")  # a kind of line for each way
Marks = tuple[list[Bar], list[ChartLine]]
Kinds = Mapping[str, Callable[[HourlySeries], Sequence[float]]]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a kind of bar or line means."""

    kind: str
    meaning: str
    line: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Drawings that belong together; the table says the same in numbers."""

    id: str
    title: str
    lead: str
    panels: tuple[Panel, ...]
    legend: tuple[LegendEntry, ...]
    table: Table


class DayCharts:
    """Charts of some runs of the same days, on the same scales."""

    def __init__(self, runs: Sequence[TitledRun], texts: ReportTexts, *, prefix: str) -> None:
        self._texts = texts
        self._prefix = prefix
        self._hours = hours_of(runs)
        self._by_hour = [HourlySeries(one, self._hours) for one in runs]

    def reached(self) -> Chart:
        """Of those who sought contact in an hour: who was reached the same day, whose promise was kept."""
        axes = Axes(self._hours, max(max(one.sought()) for one in self._by_hour))
        kinds: Kinds = {
            "sought": HourlySeries.sought,
            "served": HourlySeries.served,
            "kept": HourlySeries.kept,
        }
        widths = dict(zip(kinds, (WIDE, MIDDLE, NARROW), strict=True))

        def draw(one: HourlySeries) -> Marks:
            return [
                bar for kind, of in kinds.items() for bar in axes.bars(kind, of(one), share=widths[kind])
            ], []

        return self._chart("reached", axes, draw, kinds, counted)

    def load(self) -> Chart:
        """Work that came in, staff on shift, and their time in calls, in staff hours."""
        kinds: Kinds = {
            "on_shift": HourlySeries.on_shift,
            "in_calls": HourlySeries.in_calls,
            "work": HourlySeries.work,
        }
        axes = Axes(
            self._hours, max(max(of(one)) for one in self._by_hour for of in kinds.values()), unit=HOUR
        )

        def draw(one: HourlySeries) -> Marks:
            bars = axes.bars("on_shift", one.on_shift(), share=WIDE)
            return [*bars, *axes.bars("in_calls", one.in_calls(), share=MIDDLE)], [
                axes.line("work", one.work())
            ]

        return self._chart("load", axes, draw, kinds, staff_hours)

    def promises(self) -> Chart | None:
        """Kept, moved, broken, none; of those ways only that promise anything. None: no way does."""
        promising = [one for one in self._by_hour if sum(one.sought()) > sum(one.unpromised())]
        if not promising:
            return None
        axes = Axes(self._hours, max(max(one.sought()) for one in promising))
        kinds: Kinds = {
            "kept": HourlySeries.kept,
            "moved": HourlySeries.moved,
            "broken": HourlySeries.broken,
            "none": HourlySeries.unpromised,
        }

        def draw(one: HourlySeries) -> Marks:
            return axes.stacked([(kind, of(one)) for kind, of in kinds.items()], share=WIDE), []

        return self._chart("promises", axes, draw, kinds, counted, of=promising)

    def cumulative(self) -> Chart:
        """How many had been reached by each hour, every way in one drawing."""
        texts, sought = self._texts, self._by_hour[0].sought()
        axes = Axes(self._hours, sum(sought))
        reached = {one.title: one.reached() for one in self._by_hour}
        totals = "; ".join(f"{title}: {texts.count(sum(numbers))}" for title, numbers in reached.items())
        panel = Panel(
            id=f"{self._prefix}-cumulative-1",
            title=texts.say("cumulative.panel"),
            description=texts.say("cumulative.description", sought=texts.count(sum(sought)), reached=totals),
            unit=texts.say("cumulative.unit"),
            levels=axes.level_labels(texts.count),
            hours=axes.hour_labels(),
            lines=(
                axes.cumulative("all", sought),
                *(axes.cumulative(kind, one) for kind, one in zip(LINES, reached.values(), strict=False)),
            ),
        )
        legend = [LegendEntry("all", texts.say("legend.sought"), line=True)]
        legend += [LegendEntry(kind, title, line=True) for kind, title in zip(LINES, reached, strict=False)]
        columns = {texts.say("legend.sought"): counted(texts, sought)}
        columns |= {title: counted(texts, numbers) for title, numbers in reached.items()}
        return self._with_table("cumulative", [panel], legend, {"": columns})

    def _chart(
        self,
        name: str,
        axes: Axes,
        draw: Callable[[HourlySeries], Marks],
        kinds: Kinds,
        cells: Callable[[ReportTexts, Iterable[float]], list[TableCell]],
        of: Sequence[HourlySeries] | None = None,
    ) -> Chart:
        """A drawing of each run, and a group of columns of each in the table."""
        texts, unit = self._texts, self._texts.say(f"{name}.unit")
        legend = [LegendEntry(kind, texts.say(f"legend.{kind}"), line=kind == "work") for kind in kinds]
        panels, groups = [], {}
        for number, one in enumerate(self._by_hour if of is None else of, 1):
            columns = {
                entry.meaning: numbers(one) for entry, numbers in zip(legend, kinds.values(), strict=True)
            }
            totals = (f"{meaning}: {cells(texts, [sum(row)])[0].text}" for meaning, row in columns.items())
            description = f"{unit}. {'; '.join(totals)}."
            panels.append(self._panel(f"{name}-{number}", one.title, description, unit, axes, draw(one)))
            groups[one.title] = {meaning: cells(texts, row) for meaning, row in columns.items()}
        return self._with_table(name, panels, legend, groups)

    def _panel(
        self, panel_id: str, title: str, description: str, unit: str, axes: Axes, marks: Marks
    ) -> Panel:
        bars, lines = marks
        return Panel(
            id=f"{self._prefix}-{panel_id}",
            title=title,
            description=description,
            unit=unit,
            levels=axes.level_labels(self._texts.count),
            hours=axes.hour_labels(),
            bars=tuple(bars),
            lines=tuple(lines),
        )

    def _with_table(
        self,
        name: str,
        panels: Sequence[Panel],
        legend: Sequence[LegendEntry],
        groups: Mapping[str, Mapping[str, Iterable[TableCell]]],
    ) -> Chart:
        texts = self._texts
        title = texts.say(f"{name}.title")
        table = hours_table(f"{self._prefix}-{name}-table", title, texts, self._hours, groups)
        return Chart(
            f"{self._prefix}-{name}", title, texts.say(f"{name}.lead"), tuple(panels), tuple(legend), table
        )
