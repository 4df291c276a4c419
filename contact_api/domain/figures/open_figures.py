"""Figures as anybody may see them: no small count is shown, or can be worked out from what is.

Source: vantetider.se (counts below 20 are not shown).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contact_api.domain.figures.counts import COUNTED, Counts
from contact_api.domain.figures.figures import ALL, Figures


@dataclass(frozen=True, slots=True)
class OpenFigures:
    """One line as anybody may see it: small counts, and those that would give one away, are None."""

    group: str
    counts: Mapping[str, int | None]
    wait_p50: int | None
    wait_p90: int | None
    suppressed: bool


def suppress(lines: Sequence[Figures], *, smallest: int) -> tuple[list[OpenFigures], OpenFigures]:
    """The lines and their total for open output: no count below `smallest` is shown or can be worked out.

    Column by column: small counts are hidden; then the smallest shown ones too, until two or more are hidden
    and together reach `smallest`, so that the total gives none away; failing that, the total is hidden too.
    The worst wait is one person's and is never open. Source: vantetider.se (counts below 20).
    """
    total = sum((line.counts for line in lines), Counts())
    shown: dict[str, list[int | None]] = {}
    totals: dict[str, int | None] = {}
    for column in COUNTED:
        values = [getattr(line.counts, column) for line in lines]
        shown[column], totals[column] = hidden(values, getattr(total, column), smallest)
    opened = [
        _opened(line, {column: shown[column][place] for column in COUNTED})
        for place, line in enumerate(lines)
    ]
    return opened, _opened(Figures(ALL, total), totals)


def hidden(values: Sequence[int], total: int, smallest: int) -> tuple[list[int | None], int | None]:
    """The values that make up a total, and the total, with None where a small one shows or could be worked out."""
    away = {place for place, value in enumerate(values) if value < smallest}
    rest = sorted((value, place) for place, value in enumerate(values) if place not in away)
    together = sum(values[place] for place in away)
    while away and rest and (len(away) == 1 or together < smallest):
        value, place = rest.pop(0)
        away.add(place)
        together += value
    gives_away = bool(away) and (len(away) == 1 or together < smallest)
    shown = [None if place in away else value for place, value in enumerate(values)]
    return shown, None if total < smallest or gives_away else total


def _opened(line: Figures, counts: Mapping[str, int | None]) -> OpenFigures:
    enough = counts["rung"] is not None
    return OpenFigures(
        group=line.group,
        counts=counts,
        wait_p50=line.wait_p50 if enough else None,
        wait_p90=line.wait_p90 if enough else None,
        suppressed=None in counts.values(),
    )
