"""Which of the windows that could be promised is best: the order of offers, and when a window comes too late."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from contact_api.domain.capacity.capacity import Cell, Pool
from contact_api.domain.core.contact import Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import PoolId, Window

WindowRank = tuple[bool, bool, datetime, bool, int, int, PoolId]  # the least is the best
PARTS = ("late", "other_unit", "start", "tie_other_unit", "tie_spare", "tie_other_uses", "tie_name")
QUARTER = timedelta(minutes=15)  # how finely spare time is compared


def rank_of(
    need: Need,
    window: Window,
    pool: Pool,
    *,
    spare: int,
    late_after: datetime,
) -> WindowRank:
    """The rank of a window that a pool could back among all that the citizen could be offered.

    Order: what comes soon enough before what is late, the own unit before others (not for the urgent when it is
    late), then the earliest. Ties fall to the own unit, of others to the one with the most time to spare, to the pool
    with the fewest other uses, then by name. `spare`: of that unit, as `spare_of` counts it; `late_after`: of the need.
    """
    at_other_unit = pool.unit_id != need.unit_id
    late = window.start > late_after
    own_first = at_other_unit and not (late and need.urgency.is_urgent)
    return (
        late,
        own_first,
        window.start,
        at_other_unit,
        -spare if at_other_unit else 0,
        pool.id.count("+"),
        pool.id,
    )


def spare_of(cells: Iterable[Cell], *, now: datetime) -> int:
    """How much time a unit has to spare today beside what is reserved and what its own people will want.

    Units:  quarters of an hour of staff time; below zero when its own people will want more than there is.
    """
    minutes = 0.0
    for cell in cells:
        if cell.end > now:
            own = cell.protected.own if cell.protected else 0
            minutes += cell.to_come(now) - cell.reserved_minutes - own
    return round(timedelta(minutes=minutes) / QUARTER)


def is_late(
    need: Need, window: Window, *, planning: Planning, now: datetime, day_ends_at: datetime | None = None
) -> bool:
    """Whether a window comes so late, from when the citizen can talk on, that other units they accept are asked."""
    return window.start > late_after(need, planning=planning, now=now, day_ends_at=day_ends_at)


def late_after(
    need: Need, *, planning: Planning, now: datetime, day_ends_at: datetime | None = None
) -> datetime:
    """The last moment at which a window may open for this need and not be late.

    For who can wait it is also late when it leaves too little of their day for the attempts that may follow.
    """
    is_urgent = need.urgency.is_urgent
    patience = planning.urgent_within / 2 if is_urgent else planning.own_unit_patience
    soon_enough = max(now, need.available_from or now) + patience
    ends = [moment for moment in (need.available_to, day_ends_at) if moment]
    if is_urgent or not ends:
        return soon_enough
    return min(soon_enough, min(ends) - planning.retry_reserve)
