"""Open times are counted hour by hour, one kind at a time, and held against what units have agreed to have."""

from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.booking.free_time import Wish
from contact_api.domain.booking.supply import FURTHEST, OpenTimes, agreed, below, open_times
from contact_api.domain.booking.time_types import TimeType
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.values import Window
from contact_api.ports import Alerts, SupplyCounts
from contact_api.usecases.booking.find_times import Asked, Finding, find_times
from contact_api.usecases.messages.shortage_alerts import SUPPLY_BELOW
from contact_api.usecases.messages.unit_alerts import keep_unit_alerts

COUNT_EVERY = timedelta(hours=1)
MOST_STARTS = 1_000_000  # more than a region can offer of one kind in a month


class Counting(Finding, SupplyCounts, Protocol):
    """What counting open times needs."""


class Watching(Counting, Alerts, Protocol):
    """What holding the counts against what is agreed needs."""


def count_next(tx: Counting, *, now: datetime) -> list[OpenTimes]:
    """Count the kind of time whose count of today is the oldest, if it is an hour old; what was counted."""
    region = tx.region()
    counted = tx.counted_kinds(region.today(now))
    waiting = [
        one
        for one in region.time_types.types
        if not one.withdrawn and (one.id not in counted or counted[one.id] + COUNT_EVERY <= now)
    ]
    if not waiting:
        return []
    kind = min(waiting, key=lambda one: (one.id in counted, counted.get(one.id, now)))
    found = count(kind, tx, now=now)
    tx.save_open_times(found)
    return found


def count(kind: TimeType, tx: Counting, *, now: datetime) -> list[OpenTimes]:
    """The open times of one kind at every unit, by the same rule as citizens find them."""
    region = tx.region()
    last = midnight(region.today(now) + FURTHEST + timedelta(days=1), region.zone)
    units = [one.unit_id for one in kind.offered_at]
    found = find_times(Asked([kind], units, Window(now, last), Wish()), tx, most=MOST_STARTS, now=now)
    slots = (slot for one in found for slot in one.slots)
    return open_times(kind, slots, zone=region.zone, now=now)


def watch_supply(tx: Watching, *, now: datetime) -> tuple[int, int]:
    """Alert each unit that has fewer open times than agreed, once while it is so; how many were raised and closed.

    Not before every kind is counted that day: what is not counted yet is neither short nor enough.
    """
    region = tx.region()
    today = region.today(now)
    kinds = {one.id for one in region.time_types.types if not one.withdrawn}
    if not kinds <= tx.counted_kinds(today).keys():
        return 0, 0
    short = {
        one.unit_id for one in tx.open_times(today, today) if below(one, agreed(region.time_types.by_id, one))
    }
    return keep_unit_alerts(SUPPLY_BELOW, short, tx, now=now)
