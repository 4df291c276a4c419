"""The parts of a chart over the hours of a day, in the units of its own drawing: what the templates draw."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

WIDTH, HEIGHT = 360, 210
LEFT, RIGHT, TOP, BOTTOM = 38, 6, 24, 24
MAX_HOUR_LABELS = 13  # of hours, beside one another
MAX_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; `kind` says how it looks."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line through points; `kind` says how it looks."""

    kind: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{x},{y}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """A label at an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing: what it shows, and the same in words."""

    id: str
    title: str
    description: str
    unit: str
    levels: tuple[AxisLabel, ...]
    hours: tuple[AxisLabel, ...]
    bars: tuple[Bar, ...] = ()
    lines: tuple[ChartLine, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT


class Axes:
    """Where things are in a drawing of some hours, up to some number; the vertical axis counts in `unit`."""

    def __init__(self, hours: Sequence[int], most: float, *, unit: float = 1) -> None:
        self._hours = hours
        self._step = (WIDTH - LEFT - RIGHT) / max(1, len(hours))
        self._unit = unit
        self._level_step = _level_step(most / unit) * unit
        self._top = max(self._level_step, -(-most // self._level_step) * self._level_step)

    def y(self, number: float) -> float:
        """How far down a number is drawn."""
        return round(HEIGHT - BOTTOM - number / self._top * (HEIGHT - TOP - BOTTOM), 1)

    def bars(
        self, kind: str, numbers: Iterable[float], *, share: float, above: Iterable[float] = ()
    ) -> list[Bar]:
        """A bar an hour; `share`: of the hour's width; `above`: what each bar stands on."""
        width = self._step * share
        floors = [*above] or [0.0] * len(self._hours)
        found = []
        for index, (number, floor) in enumerate(zip(numbers, floors, strict=True)):
            y = self.y(floor + number)
            height = round(self.y(floor) - y, 1)
            if height > 0:
                x = LEFT + self._step * (index + 0.5) - width / 2
                found.append(Bar(kind, round(x, 1), y, round(width, 1), height))
        return found

    def stacked(self, layers: Sequence[tuple[str, Sequence[float]]], *, share: float) -> list[Bar]:
        """A bar for each layer, each on top of those before."""
        floors = [0.0] * len(self._hours)
        found = []
        for kind, numbers in layers:
            found += self.bars(kind, numbers, share=share, above=floors)
            floors = [floor + number for floor, number in zip(floors, numbers, strict=True)]
        return found

    def line(self, kind: str, numbers: Iterable[float]) -> ChartLine:
        """A line through the middle of every hour."""
        middles = (LEFT + self._step * (index + 0.5) for index in range(len(self._hours)))
        return ChartLine(kind, tuple((round(x, 1), self.y(n)) for x, n in zip(middles, numbers, strict=True)))

    def cumulative(self, kind: str, numbers: Sequence[float]) -> ChartLine:
        """A line from nothing at the start of the first hour to the sum at the end of the last."""
        sums = [0.0, *accumulate(numbers)]
        points = ((round(LEFT + self._step * index, 1), self.y(n)) for index, n in enumerate(sums))
        return ChartLine(kind, tuple(points))

    def level_labels(self, label: Callable[[float], str]) -> tuple[AxisLabel, ...]:
        """The labels at the side."""
        levels = [step * self._level_step for step in range(round(self._top / self._level_step) + 1)]
        return tuple(AxisLabel(self.y(level), label(level / self._unit)) for level in levels)

    def hour_labels(self) -> tuple[AxisLabel, ...]:
        """The labels below, as many as there is space for."""
        every = -(-len(self._hours) // MAX_HOUR_LABELS)
        return tuple(
            AxisLabel(round(LEFT + self._step * (index + 0.5), 1), f"{hour:02}")
            for index, hour in enumerate(self._hours)
            if index % every == 0
        )


def _level_step(most: float) -> float:
    """A round number that goes into `most` a few times."""
    step = 1.0
    while most > step * MAX_LEVELS * 10:
        step *= 10
    return next((step * by for by in (1, 2, 5) if most <= step * by * MAX_LEVELS), step * 10)
