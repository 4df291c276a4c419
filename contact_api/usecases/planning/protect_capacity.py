"""Look at how the day goes and keep room for who is still to come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.values import UnitId, Window
from contact_api.domain.forecast.daily_statistics import kind_of_day
from contact_api.domain.forecast.protected_capacity import expected_of
from contact_api.ports import Capacity, RegionInForce, StatisticsByDay


class Protecting(RegionInForce, Capacity, StatisticsByDay, Protocol):
    """What protecting capacity needs."""


def protect_capacity(tx: Protecting, *, now: datetime) -> Mapping[UnitId, timedelta]:
    """Write down what is kept of every cell of today, for every promise from now on. Safe to run twice.

    Returns what each unit's own people who are still to come today are expected to take.
    """
    region = tx.region()
    today = region.today(now)
    day = day_span(today, region.zone)
    sought = tx.sought_on(Window(day.start, now)) if now > day.start else ()
    expected = expected_of(
        tx.cells(list(region.units), day),
        sought,
        region.learned,
        kind=kind_of_day(today, red=region.is_red(today)),
        day=day,
        planning=region.planning,
        now=now,
    )
    tx.protect(expected.protected)
    return expected.coming
