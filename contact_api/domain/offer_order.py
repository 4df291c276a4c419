"""Which of the windows with room is the best for her: the order of offers, and when a window comes too late."""

from datetime import datetime

from contact_api.domain.capacity import Pool
from contact_api.domain.contact import Need
from contact_api.domain.planning import Planning
from contact_api.domain.values import PoolId, Window

Place = tuple[bool, bool, datetime, bool, int, PoolId]  # the least is the best
PARTS = ("late", "other_unit", "start", "tie_other_unit", "tie_other_uses", "tie_name")  # of a place


def place_of(
    need: Need,
    window: Window,
    pool: Pool,
    *,
    planning: Planning,
    now: datetime,
    day_ends_at: datetime | None,
) -> Place:
    """The place of a window that a pool could back among all that she could be offered.

    Order: what comes soon enough before what is late, her own unit before others (not for the urgent when it is
    late), then the earliest. Ties fall to the own unit, to the pool with the fewest other uses, then by name.
    """
    abroad = pool.unit_id != need.unit_id
    late = is_late(need, window, planning=planning, now=now, day_ends_at=day_ends_at)
    own_first = abroad and not (late and need.urgency.is_urgent)
    return (late, own_first, window.start, abroad, pool.id.count("+"), pool.id)


def is_late(
    need: Need, window: Window, *, planning: Planning, now: datetime, day_ends_at: datetime | None = None
) -> bool:
    """Whether a window comes so late, from when she can talk on, that other units she accepts are asked.

    For who can wait it is also late when it leaves too little of her day for the attempts that may follow.
    """
    patience = planning.urgent_within / 2 if need.urgency.is_urgent else planning.own_unit_patience
    if window.start - max(now, need.available_from or now) > patience:
        return True
    ends = [moment for moment in (need.available_to, day_ends_at) if moment]
    if need.urgency.is_urgent or not ends:
        return False
    return window.start > min(ends) - planning.room_for_retries
