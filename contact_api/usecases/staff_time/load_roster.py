"""A roster is loaded: what it says of its units and days is the truth, and what that breaks is known at once."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeChanges, changes_to
from contact_api.domain.core.calendar import day_span, midnight
from contact_api.domain.core.values import UnitId, Window
from contact_api.usecases.staff_time.release_time import as_released
from contact_api.usecases.staff_time.what_breaks import Changing, StaffTimeChanged, carry_out


def load_roster(
    wanted: Sequence[StaffTime],
    tx: Changing,
    *,
    units: Collection[UnitId],
    first: date,
    last: date,
    now: datetime,
) -> StaffTimeChanged:
    """Make what is planned at these units, from `first` to `last`, what a roster says; again changes nothing.

    Days that are over are left as they were. What these people have planned at other units stays, and takes its
    minutes of what the roster says, so that none counts twice. Absences stay, and take their minutes of what is planned
    anew. Promises that lose theirs are planned anew by the next plan of their day, as after a sick call.
    """
    region = tx.region()
    start = max(midnight(first, region.zone), day_span(region.today(now), region.zone).start)
    end = midnight(last + timedelta(days=1), region.zone)
    if end <= start:
        return StaffTimeChanged(StaffTimeChanges())
    span = Window(start, end)
    in_days = as_released([one for one in wanted if one.starts_at in span], region, now=now)
    reaches = Window(start, max([end, *(one.ends_at for one in in_days)]))
    there = tx.staff_time(reaches, units=units)
    people = sorted({one.staff_id for one in in_days})
    elsewhere = [one for one in tx.staff_time_of(people, reaches) if one.unit_id not in units]
    return carry_out(changes_to(there, in_days, days=span, elsewhere=elsewhere), tx, now=now)
