"""Who helped whose citizens: a map for each way to run the day, all on the same scales."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from contact_api.domain.core.values import UnitId
from contact_api.replay.comparison.comparison import CentreFlow, CentreLocation, Comparison, Run
from contact_api.replay.report.map_layout import WIDTH, Point, lay_out_centres
from contact_api.replay.report.texts import ReportTexts

LARGEST, SMALLEST = 13.0, 2.5  # radius of a circle
WIDEST, THINNEST = 7.0, 0.4  # of a line, where it begins
TIP = 0.15  # how much of its width a line has where it ends
BEND = 0.12  # of its length
LETTER_WIDTH, LETTER_HEIGHT = 5.4, 10.0  # of a name


@dataclass(frozen=True, slots=True)
class Circle:
    """A centre: its citizens who were called, and in the middle those whom its own staff called."""

    x: float
    y: float
    radius: float
    own: float


@dataclass(frozen=True, slots=True)
class FlowLabel:
    """A name beside a circle."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class FlowMap:
    """One drawing. A line is widest where citizens are listed and ends in a point at the centre that called them."""

    id: str
    title: str
    description: str
    height: int
    lines: tuple[str, ...]
    circles: tuple[Circle, ...]
    names: tuple[FlowLabel, ...]
    width: int = WIDTH


def flow_maps(one: Comparison, texts: ReportTexts, *, prefix: str) -> tuple[FlowMap, ...]:
    """A map of each way."""
    listed = [_listed(run.flows) for run in one.runs]
    most = max((count for counts in listed for count in counts.values()), default=1)
    widest = max((flow.contacts for run in one.runs for flow in run.flows if is_away(flow)), default=1)
    radius = {
        centre.centre_id: max(SMALLEST, LARGEST * sqrt(max(n[centre.centre_id] for n in listed) / most))
        for centre in one.centres
    }
    at, height = lay_out_centres(one.centres, radius)
    names = _names(one.centres, at, radius, height)
    return tuple(
        FlowMap(
            id=f"{prefix}-map-{run.way}",
            title=texts.say(f"way.{run.way}"),
            description=_description(run, texts),
            height=height,
            lines=_lines(run.flows, at, widest),
            circles=_circles(run.flows, at, radius),
            names=names,
        )
        for run in one.runs
    )


def is_away(flow: CentreFlow) -> bool:
    """Whether another centre called them."""
    return flow.listed_at != flow.handled_by


def _description(run: Run, texts: ReportTexts) -> str:
    away = sum(flow.contacts for flow in run.flows if is_away(flow))
    own = sum(flow.contacts for flow in run.flows) - away
    return texts.say("map.description", own=texts.count(own), away=texts.count(away))


def _listed(flows: Iterable[CentreFlow]) -> Counter[UnitId]:
    found: Counter[UnitId] = Counter()
    for flow in flows:
        found[flow.listed_at] += flow.contacts
    return found


def _lines(flows: Iterable[CentreFlow], at: Mapping[UnitId, Point], widest: int) -> tuple[str, ...]:
    away = sorted((flow for flow in flows if is_away(flow)), key=lambda flow: -flow.contacts)
    return tuple(
        _line(at[flow.listed_at], at[flow.handled_by], max(THINNEST, WIDEST * flow.contacts / widest))
        for flow in away
    )


def _line(start: Point, end: Point, width: float) -> str:
    """A bent wedge, as an SVG path."""
    right, down = end[0] - start[0], end[1] - start[1]
    length = hypot(right, down) or 1.0
    side = (-down / length, right / length)
    middle = [(a + b) / 2 + s * length * BEND for a, b, s in zip(start, end, side, strict=True)]

    def beside(point: Sequence[float], of_width: float) -> str:
        return ",".join(f"{round(p + s * of_width * width, 1):g}" for p, s in zip(point, side, strict=True))

    there = f"M{beside(start, 0.5)}Q{beside(middle, 0.4)} {beside(end, TIP / 2)}"
    return f"{there}L{beside(end, -TIP / 2)}Q{beside(middle, -0.4)} {beside(start, -0.5)}Z"


def _circles(
    flows: Iterable[CentreFlow], at: Mapping[UnitId, Point], radius: Mapping[UnitId, float]
) -> tuple[Circle, ...]:
    flows = list(flows)
    listed, own = _listed(flows), _listed(flow for flow in flows if not is_away(flow))
    return tuple(
        Circle(x, y, round(radius[unit], 1), round(radius[unit] * sqrt(own[unit] / max(1, listed[unit])), 1))
        for unit, (x, y) in at.items()
    )


def _names(
    centres: Sequence[CentreLocation], at: Mapping[UnitId, Point], radius: Mapping[UnitId, float], height: int
) -> tuple[FlowLabel, ...]:
    """The names there is space for, of the large centres first; the rest stand in the table."""
    taken = [
        (x - radius[unit], y - radius[unit], x + radius[unit], y + radius[unit])
        for unit, (x, y) in at.items()
    ]
    found = []
    for centre in sorted(centres, key=lambda centre: (-radius[centre.centre_id], centre.name)):
        (x, y), size, long = at[centre.centre_id], radius[centre.centre_id], LETTER_WIDTH * len(centre.name)
        for left, base in (
            (x - long / 2, y - size - 2),
            (x + size + 2, y + LETTER_HEIGHT / 3),
            (x - size - 2 - long, y + LETTER_HEIGHT / 3),
            (x - long / 2, y + size + LETTER_HEIGHT),
        ):
            box = (left, base - LETTER_HEIGHT + 2, left + long, base + 2)
            inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                found.append(FlowLabel(round(left, 1), round(base, 1), centre.name))
                break
    return tuple(found)


Box = tuple[float, float, float, float]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
