"""What nobody booked of today is, from an hour on, for call-backs too: it is shared time then."""

from collections.abc import Collection, Sequence
from datetime import datetime

from contact_api.domain.capacity.staff_time import StaffTime, changes_to, released
from contact_api.domain.core.calendar import day_span, local_moment
from contact_api.domain.core.values import UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.usecases.staff_time.change_shifts import Staffing, lay_capacity


def release_time(tx: Staffing, *, units: Collection[UnitId], now: datetime) -> Sequence[UnitId]:
    """Share what is bookable of today with call-backs, from the region's hour on; the units where that changes it.

    Again changes nothing. What is booked stays booked, and what nobody is promised can still be booked.
    """
    region = tx.region()
    today = day_span(region.today(now), region.zone)
    there = tx.staff_time(today, units=units)
    planned = [one for one in there if not one.is_absence]
    changes = changes_to(planned, as_released(planned, region, now=now), days=today)
    if not changes:
        return []
    tx.drop_staff_time(changes.gone)
    tx.add_staff_time(changes.added)
    touched = sorted({one.unit_id for one in changes.added})
    last = day_span(region.today(max(one.ends_at for one in changes.added)), region.zone)
    lay_capacity(tx, Window(today.start, last.end), units=touched, now=now)
    return touched


def as_released(times: Sequence[StaffTime], region: Region, *, now: datetime) -> Sequence[StaffTime]:
    """This time as it stands at that moment: before the hour of the day as it was planned."""
    today = region.today(now)
    at = local_moment(today, region.time_types.release_at, region.zone)
    return released(times, at=at, day=day_span(today, region.zone)) if now >= at else times
