"""Where centres lie on the drawn map: north is up, and none covers another."""

from collections.abc import Mapping, Sequence
from math import cos, hypot, radians

from contact_api.domain.core.values import UnitId
from contact_api.replay.comparison.comparison import CentreLocation

WIDTH = 360
MARGIN = 24
TALLEST, LOWEST = 420, 180
ROUNDS = 200
APART = 1.5  # between two circles

Point = tuple[float, float]


def lay_out_centres(
    centres: Sequence[CentreLocation], radius: Mapping[UnitId, float]
) -> tuple[dict[UnitId, Point], int]:
    """Where each centre is drawn, and how tall the drawing is; neighbours are pushed apart until they fit."""
    if not centres:
        return {}, LOWEST
    at, height = _to_scale(centres)
    sizes = [radius[centre.centre_id] for centre in centres]
    for _ in range(ROUNDS):
        if not _push_apart(at, sizes):
            break
        _keep_inside(at, sizes, height)
    return {
        centre.centre_id: (round(x, 1), round(y, 1)) for centre, (x, y) in zip(centres, at, strict=True)
    }, height


def _to_scale(centres: Sequence[CentreLocation]) -> tuple[list[list[float]], int]:
    """As on a map whose middle is true; a drawing as high as it must be."""
    middle = cos(radians(sum(centre.lat for centre in centres) / len(centres)))
    east, south = [centre.lon * middle for centre in centres], [-centre.lat for centre in centres]
    wide, tall = max(east) - min(east), max(south) - min(south)
    extents = [(WIDTH, wide), (TALLEST, tall)]
    scale = min(((available - 2 * MARGIN) / extent for available, extent in extents if extent), default=0.0)
    height = max(LOWEST, round(tall * scale) + 2 * MARGIN)
    at = [
        [
            WIDTH / 2 + (x - (max(east) + min(east)) / 2) * scale,
            height / 2 + (y - (max(south) + min(south)) / 2) * scale,
        ]
        for x, y in zip(east, south, strict=True)
    ]
    return at, height


def _push_apart(at: list[list[float]], sizes: Sequence[float]) -> bool:
    """Move every two that overlap a little apart; False: none do."""
    moved = False
    for one in range(len(at)):
        for other in range(one):
            right, down = at[one][0] - at[other][0], at[one][1] - at[other][1]
            distance = hypot(right, down)
            missing = sizes[one] + sizes[other] + APART - distance
            if missing <= 0.1:  # noqa: PLR2004 - of a unit of the drawing
                continue
            if not distance:  # the same place: each moves in a direction of its own
                right, down, distance = 1.0, (one - other) / len(at), 1.0
            for axis, direction in enumerate((right, down)):
                push = direction / distance * missing / 2
                at[one][axis] += push
                at[other][axis] -= push
            moved = True
    return moved


def _keep_inside(at: list[list[float]], sizes: Sequence[float], height: int) -> None:
    for point, size in zip(at, sizes, strict=True):
        point[0] = min(max(point[0], size + 1), WIDTH - size - 1)
        point[1] = min(max(point[1], size + 1), height - size - 1)
