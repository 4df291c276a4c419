"""Which times can be booked: one rule for the list, the hold and the booking, for citizens and staff alike."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Protocol

from contact_api.domain.booking.booking import Booking, Slot
from contact_api.domain.booking.free_time import FreeTime, RoomBeside, Wish, notice_span, slots
from contact_api.domain.booking.time_types import TimeType, TimeTypeId
from contact_api.domain.booking.who_may_book import Booker, may_have
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.usecases.booking.shared_time import SharingTime, promised_time

AT_ONCE = timedelta(hours=1)  # of a search, so long a span is made up at once


class Finding(SharingTime, Protocol):
    """What finding times needs."""


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A start at which a time of the type can be had, and with how many of the staff."""

    time_type: TimeType
    unit_id: UnitId
    window: Window
    slots: Sequence[Slot]


@dataclass(frozen=True, slots=True)
class Asked:
    """What times are asked for. `by_staff`: also those whose notice is too short, or that only staff book.

    `units` in the order in which they come at one time. `booker`: only what they may have; None: whatever there is.
    """

    types: Sequence[TimeType]
    units: Collection[UnitId]
    span: Window
    wish: Wish
    by_staff: bool = False
    booker: Booker | None = None


def find_times(asked: Asked, tx: Finding, *, most: int, now: datetime) -> list[FoundTime]:
    """The first `most` times that can be booked, the earliest first; at one time the units in their order."""
    return list(islice(_found(asked, tx, now=now), most))


def free_slots(
    time_type: TimeType,
    unit_id: UnitId,
    start: datetime,
    wish: Wish,
    tx: Finding,
    *,
    by_staff: bool,
    moving: Booking | None = None,
    now: datetime,
) -> tuple[list[Slot], list[FreeTime]]:
    """The persons who could give this time now, and what is free around it; none when it is not offered.

    `moving`: as if this booking were not.
    """
    region = tx.region()
    settled = time_type.at(unit_id)
    span = Window(start, start + timedelta(microseconds=1))
    allowed = _allowed(settled, by_staff=by_staff, region=region, now=now) if settled else None
    if settled is None or allowed is None or start not in allowed:
        return [], []
    around = _with_margins(span, settled, wish)
    free = tx.free_time([unit_id], around, now=now, without=moving.id if moving else None)
    promised = promised_time(free, tx, moving=moving, now=now)
    found = slots(
        settled,
        free,
        span=span,
        wish=wish,
        staff=region.staff,
        open_at=_opening(region),
        has_room=promised.has_room if promised else None,
        zone=region.zone,
    )
    return list(found), free


def fitting_types(contact: Contact, region: Region) -> list[TimeType]:
    """The types that are for what the contact is about; none while it is urgent: then somebody calls."""
    if contact.need.urgency.is_urgent:
        return []
    reason = contact.circumstances.reason
    return [one for one in region.time_types.types if not one.withdrawn and one.fits_reason(reason)]


def _found(asked: Asked, tx: Finding, *, now: datetime) -> Iterator[FoundTime]:
    """Day by day, so that a search that needs few times reads few days."""
    region = tx.region()
    start = max(asked.span.start, now)
    step = timedelta(days=2)
    while start < asked.span.end:
        end = min(start + step, asked.span.end)
        yield from _in_span(asked, Window(start, end), tx, region, now=now)
        start, step = end, step * 2


def _in_span(
    asked: Asked, span: Window, tx: Finding, region: Region, *, now: datetime
) -> Iterator[FoundTime]:
    """Some hours at a time, from where something is free on: who looks for a few times makes up no hundreds."""
    if not asked.types or not asked.units:
        return
    margins = [_with_margins(span, one, asked.wish) for one in asked.types]
    widest = Window(min(one.start for one in margins), max(one.end for one in margins))
    left = tx.free_time(asked.units, widest, now=now)
    promised = promised_time(left, tx, now=now)
    has_room = promised.has_room if promised else None
    start = span.start
    while left := [one for one in left if one.end > start]:
        start = max(start, min(one.start for one in left))
        end = min(start + AT_ONCE, span.end)
        if end <= start:
            return
        free = [one for one in left if one.start < end]
        yield from _from_free(asked, Window(start, end), free, region, has_room=has_room, now=now)
        start = end


def _from_free(
    asked: Asked,
    span: Window,
    free: Sequence[FreeTime],
    region: Region,
    *,
    has_room: RoomBeside | None,
    now: datetime,
) -> list[FoundTime]:
    of_unit: dict[UnitId, list[FreeTime]] = defaultdict(list)
    for one in free:
        of_unit[one.unit_id].append(one)
    found: dict[tuple[datetime, UnitId, TimeTypeId], list[Slot]] = defaultdict(list)
    for time_type in asked.types:
        for unit_id, theirs in of_unit.items():
            for slot in _of_type_at(
                time_type, unit_id, theirs, span, asked, region, has_room=has_room, now=now
            ):
                found[slot.window.start, unit_id, time_type.id].append(slot)
    order = {unit: place for place, unit in enumerate(asked.units)}
    by_start = sorted(found, key=lambda at: (at[0], order[at[1]], at[2]))
    types = {one.id: one for one in asked.types}
    return [FoundTime(types[at[2]], at[1], found[at][0].window, found[at]) for at in by_start]


def _of_type_at(
    time_type: TimeType,
    unit_id: UnitId,
    free: Sequence[FreeTime],
    span: Window,
    asked: Asked,
    region: Region,
    *,
    has_room: RoomBeside | None,
    now: datetime,
) -> Iterator[Slot]:
    settled = time_type.at(unit_id)
    allowed = _allowed(settled, by_staff=asked.by_staff, region=region, now=now) if settled else None
    within = _both(span, allowed)
    if settled is None or within is None:
        return
    for slot in slots(
        settled,
        free,
        span=within,
        wish=asked.wish,
        staff=region.staff,
        open_at=_opening(region),
        has_room=has_room,
        zone=region.zone,
    ):
        if asked.booker is None or may_have(settled, slot, asked.booker, zone=region.zone):
            yield slot


def _allowed(time_type: TimeType, *, by_staff: bool, region: Region, now: datetime) -> Window | None:
    """Staff are bound by no notice: whoever stands at the desk may have what is free in a minute."""
    if by_staff:
        return Window(now, now + timedelta(days=time_type.most_notice_days + 1))
    return notice_span(time_type, now=now, zone=region.zone)


def _with_margins(span: Window, time_type: TimeType, wish: Wish) -> Window:
    """As far around the span as a time that starts in it can reach."""
    nothing = timedelta()
    after = time_type.length(interpreter=wish.interpreter) + (time_type.after or nothing)
    return Window(span.start - (time_type.before or nothing), span.end + after)


def _opening(region: Region) -> Callable[[UnitId, date], Sequence[Window]]:
    """When units are open; without opening hours (a replayed day has only staff time) always."""
    return region.open_windows if region.hours else lambda _, day: [day_span(day, region.zone)]


def _both(one: Window, other: Window | None) -> Window | None:
    if other is None:
        return None
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Window(start, end) if start < end else None
