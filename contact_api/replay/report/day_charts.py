"""The charts over the hours of the day: each is some drawings, what their signs mean, and a table of the same."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from contact_api.replay.report.chart import Bar, ChartLine, Frame, Panel
from contact_api.replay.report.hourly import ByHour, Shown, hours_of
from contact_api.replay.report.tables import Cell, Table, counted, hours_table, staff_hours
from contact_api.replay.report.texts import Words

WIDE, MIDDLE, NARROW = 0.86, 0.6, 0.26  # of an hour
HOUR = 60  # minutes
LINES = ("line_1", "line_2", "line_3")  # a kind of line for each way
Drawn = tuple[list[Bar], list[ChartLine]]
Kinds = Mapping[str, Callable[[ByHour], Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Sign:
    """What a kind of bar or line means."""

    kind: str
    means: str
    line: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Drawings that belong together; the table says the same in numbers."""

    id: str
    title: str
    lead: str
    panels: tuple[Panel, ...]
    signs: tuple[Sign, ...]
    table: Table


class DayCharts:
    """Charts of some runs of the same days, on the same scales."""

    def __init__(self, shown: Sequence[Shown], words: Words, *, prefix: str) -> None:
        self._shown = shown
        self._words = words
        self._prefix = prefix
        self._hours = hours_of(shown)
        self._by_hour = [ByHour(one, self._hours) for one in shown]

    def reached(self) -> Chart:
        """Of those who sought contact in an hour: who was reached the same day, whose promise was kept."""
        frame = Frame(self._hours, max(max(one.sought()) for one in self._by_hour))
        kinds: Kinds = {"sought": ByHour.sought, "served": ByHour.served, "kept": ByHour.kept}
        widths = dict(zip(kinds, (WIDE, MIDDLE, NARROW), strict=True))

        def drawn(one: ByHour) -> Drawn:
            return [
                bar for kind, of in kinds.items() for bar in frame.bars(kind, of(one), share=widths[kind])
            ], []

        return self._chart("reached", frame, drawn, kinds, counted)

    def load(self) -> Chart:
        """Work asked for, staff on shift, and what they worked, in staff hours."""
        kinds: Kinds = {"on_shift": ByHour.on_shift, "worked": ByHour.worked, "asked": ByHour.asked}
        frame = Frame(
            self._hours, max(max(of(one)) for one in self._by_hour for of in kinds.values()), unit=HOUR
        )

        def drawn(one: ByHour) -> Drawn:
            bars = frame.bars("on_shift", one.on_shift(), share=WIDE)
            return [*bars, *frame.bars("worked", one.worked(), share=MIDDLE)], [
                frame.line("asked", one.asked())
            ]

        return self._chart("load", frame, drawn, kinds, staff_hours)

    def promises(self) -> Chart | None:
        """Kept, moved, broken, none; of those ways only that promise anything. None: no way does."""
        promising = [one for one in self._by_hour if sum(one.sought()) > sum(one.unpromised())]
        if not promising:
            return None
        frame = Frame(self._hours, max(max(one.sought()) for one in promising))
        kinds: Kinds = {
            "kept": ByHour.kept,
            "moved": ByHour.moved,
            "broken": ByHour.broken,
            "none": ByHour.unpromised,
        }

        def drawn(one: ByHour) -> Drawn:
            return frame.stacked([(kind, of(one)) for kind, of in kinds.items()], share=WIDE), []

        return self._chart("promises", frame, drawn, kinds, counted, of=promising)

    def adding_up(self) -> Chart:
        """How many had been reached by each hour, every way in one drawing."""
        words, sought = self._words, self._by_hour[0].sought()
        frame = Frame(self._hours, sum(sought))
        reached = {one.title: one.reached() for one in self._by_hour}
        totals = "; ".join(f"{title}: {words.count(sum(numbers))}" for title, numbers in reached.items())
        panel = Panel(
            id=f"{self._prefix}-adding_up-1",
            title=words.say("adding_up.panel"),
            says=words.say("adding_up.says", sought=words.count(sum(sought)), reached=totals),
            unit=words.say("adding_up.unit"),
            levels=frame.levels(words.count),
            hours=frame.marks(),
            lines=(
                frame.adding_up("all", sought),
                *(frame.adding_up(kind, one) for kind, one in zip(LINES, reached.values(), strict=False)),
            ),
        )
        signs = [Sign("all", words.say("sign.sought"), line=True)]
        signs += [Sign(kind, title, line=True) for kind, title in zip(LINES, reached, strict=False)]
        columns = {words.say("sign.sought"): counted(words, sought)}
        columns |= {title: counted(words, numbers) for title, numbers in reached.items()}
        return self._with_table("adding_up", [panel], signs, {"": columns})

    def _chart(
        self,
        name: str,
        frame: Frame,
        drawn: Callable[[ByHour], Drawn],
        kinds: Kinds,
        cells: Callable[[Words, Iterable[float]], list[Cell]],
        of: Sequence[ByHour] | None = None,
    ) -> Chart:
        """A drawing of each run, and a group of columns of each in the table."""
        words, runs = self._words, self._by_hour if of is None else of
        panels, groups, unit = [], {}, words.say(f"{name}.unit")
        signs = [Sign(kind, words.say(f"sign.{kind}"), line=kind == "asked") for kind in kinds]
        for number, one in enumerate(runs, 1):
            bars, lines = drawn(one)
            totals = [cells(words, [sum(numbers(one))])[0].text for numbers in kinds.values()]
            parts = [f"{sign.means}: {total}" for sign, total in zip(signs, totals, strict=True)]
            panel = Panel(
                id=f"{self._prefix}-{name}-{number}",
                title=one.title,
                says=f"{unit}. {'; '.join(parts)}.",
                unit=unit,
                levels=frame.levels(words.count),
                hours=frame.marks(),
                bars=tuple(bars),
                lines=tuple(lines),
            )
            panels.append(panel)
            columns = {sign.means: numbers(one) for sign, numbers in zip(signs, kinds.values(), strict=True)}
            groups[one.title] = {means: cells(words, numbers) for means, numbers in columns.items()}
        return self._with_table(name, panels, signs, groups)

    def _with_table(
        self,
        name: str,
        panels: Sequence[Panel],
        signs: Sequence[Sign],
        groups: Mapping[str, Mapping[str, Iterable[Cell]]],
    ) -> Chart:
        words = self._words
        title = words.say(f"{name}.title")
        table = hours_table(f"{self._prefix}-{name}-table", title, words, self._hours, groups)
        return Chart(
            f"{self._prefix}-{name}", title, words.say(f"{name}.lead"), tuple(panels), tuple(signs), table
        )
