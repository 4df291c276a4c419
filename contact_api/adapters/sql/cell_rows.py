"""Cells as rows and back."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from contact_api.domain.capacity.capacity import Cell, Pool, ProtectedMinutes
from contact_api.domain.core.values import PoolId, UnitId


@lru_cache(maxsize=4096)
def pool_named(pool_id: str) -> Pool:
    """The pool an id describes (see domain.capacity.pool_of)."""
    unit_id, professions, languages = pool_id.split("|")
    return Pool(PoolId(pool_id), UnitId(unit_id), tuple(professions.split("+")), tuple(languages.split("+")))


# Cells of a span by where they start: none is longer than a step of the grid (a constraint of the table), so that the
# index reads those of the span, and none of the years before it or the weeks after.
IN_SPAN = "cell.start_at > %(start)s - interval '30 minutes' AND cell.start_at < %(end)s AND cell.end_at > %(start)s"
CELL = (  # noqa: SIM905 - as a list these would be 12 lines
    "pool_id start_at end_at staff_minutes reserved_minutes pool_ends_at pool_since fill "
    "protected_today protected_urgent protected_for_own_patients protected_for_own_unit_only longest_promised"
).split()


def cell_of(row: Sequence[Any]) -> Cell:
    """A cell of the grid from the columns of CELL."""
    protected = ProtectedMinutes(*row[8:13]) if row[8] is not None else None
    start, end, staffed, reserved, ends_at, since, fill = row[1:8]
    return Cell(pool_named(row[0]), start, end, staffed, reserved, ends_at, since, protected, fill)
