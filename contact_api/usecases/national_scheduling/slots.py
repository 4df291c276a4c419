"""Which times another booking page is told of, and which of them a message means."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_api.domain.booking.free_time import Wish
from contact_api.domain.booking.time_types import BookableBy, TimeType, TimeTypeId
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.usecases.booking.find_times import Asked, Finding, FoundTime, find_times

A_MOMENT = timedelta(microseconds=1)
MOST_FOUND = 20_000
OPEN_TO = (BookableBy.ALL, BookableBy.LISTED)  # who needs a referral books with staff


@dataclass(frozen=True, slots=True)
class SlotAsked:
    """A time as a message names it; without a type, whichever kind of time there is from start to end."""

    unit_id: UnitId
    start: datetime
    end: datetime | None = None
    time_type_id: TimeTypeId | None = None
    time_type_name: str | None = None
    staff_id: StaffId | None = None


def open_types(
    region: Region,
    unit_id: UnitId,
    *,
    time_type_id: str | None = None,
    name: str | None = None,
) -> list[TimeType]:
    """The kinds of times that citizens book at this unit without a referral, narrowed by id or name."""
    return [
        one
        for one in region.time_types.types
        if one.bookable_by in OPEN_TO
        and one.at(unit_id) is not None
        and time_type_id in (None, one.id)
        and name in (None, one.name.sv, one.name.en)
    ]


def times_between(
    types: Sequence[TimeType],
    unit_id: UnitId,
    span: Window,
    tx: Finding,
    *,
    staff: Collection[StaffId] | None = None,
    interpreter: bool = False,
    now: datetime,
) -> list[FoundTime]:
    """The times of these kinds at the unit, the earliest first; `staff`: only with some of these."""
    wish = Wish(interpreter=interpreter)
    found = find_times(Asked(types, [unit_id], span, wish), tx, most=MOST_FOUND, now=now)
    if staff is None:
        return found
    return [one for one in found if any(slot.staff_id in staff for slot in one.slots)]


def meant(asked: SlotAsked, tx: Finding, *, now: datetime) -> FoundTime | None:
    """The time that is meant, if it can be had now."""
    types = open_types(tx.region(), asked.unit_id, time_type_id=asked.time_type_id, name=asked.time_type_name)
    staff = None if asked.staff_id is None else {asked.staff_id}
    span = Window(asked.start, asked.start + A_MOMENT)
    found = times_between(types, asked.unit_id, span, tx, staff=staff, now=now)
    return next((one for one in found if asked.end in (None, one.window.end)), None)
