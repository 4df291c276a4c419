"""Times that can be booked and bookings, as they are told, in the reader's language and by local time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from contact_api.domain.booking.booking import Booking, BookingId, BookingState
from contact_api.domain.booking.notices import can_change
from contact_api.domain.booking.standing import standing_of, told_of
from contact_api.domain.booking.time_types import BookableBy, Notice, TimeType
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.values import UnitId
from contact_api.domain.region.region import Region
from contact_api.http.schemas.bookings import (
    BookableTime,
    BookableTimes,
    BookingOut,
    PublicTime,
    PublicTimes,
    TimeTypeOut,
)
from contact_api.http.schemas.desk_bookings import DeskBooking
from contact_api.http.views.unit_views import unit_view
from contact_api.texts import say, say_day
from contact_api.usecases.booking.find_times import FoundTime


def time_type_view(time_type: TimeType, language: str, *, interpreter: bool = False) -> TimeTypeOut:
    """A type as its citizens are told of it."""
    preparation = time_type.preparation
    return TimeTypeOut(
        id=time_type.id,
        name=time_type.name.in_language(language),
        form=time_type.form,
        duration_minutes=time_type.length(interpreter=interpreter) // MINUTE,
        bookable_by=time_type.bookable_by,
        professions=list(time_type.professions),
        preparation=preparation.in_language(language) if preparation else None,
    )


def public_time_types(region: Region, language: str) -> list[TimeTypeOut]:
    """What citizens can book somewhere; what only staff book is not told of."""
    return [
        time_type_view(one, language)
        for one in region.time_types.types
        if not one.withdrawn and one.bookable_by is not BookableBy.CARE_STAFF
    ]


def times_view(
    found: Iterable[FoundTime],
    types: Iterable[TimeType],
    region: Region,
    language: str,
    *,
    far: Mapping[UnitId, float],
    now: datetime,
) -> BookableTimes:
    """Times that can be booked, in the order they were found; `far`: how far away the units are."""
    return BookableTimes(
        time_types=[time_type_view(one, language) for one in types],
        times=[
            BookableTime(**_time(one, region, language, far=far, now=now), persons=len(one.slots))
            for one in found
        ],
    )


def public_times_view(
    found: Sequence[FoundTime],
    region: Region,
    language: str,
    *,
    far: Mapping[UnitId, float],
    now: datetime,
) -> PublicTimes:
    """The same for anybody: only the kinds of which there are times, and not with how many of the staff."""
    types = {one.time_type.id: one.time_type for one in found}
    return PublicTimes(
        time_types=[time_type_view(one, language) for one in types.values()],
        times=[PublicTime(**_time(one, region, language, far=far, now=now)) for one in found],
    )


def _time(
    found: FoundTime, region: Region, language: str, *, far: Mapping[UnitId, float], now: datetime
) -> dict[str, Any]:
    return {
        "time_type_id": found.time_type.id,
        "unit": unit_view(found.unit_id, region),
        "starts_at": found.window.start,
        "ends_at": found.window.end,
        "text": when(found.window.start, region, language, now=now),
        "kilometres": far.get(found.unit_id),
    }


def when(start: datetime, region: Region, language: str, *, now: datetime) -> str:
    """The day and the time of day, in words; of an hour that comes twice it says which."""
    local = start.astimezone(region.zone)
    day = say_day(local.date(), language, today=region.today(now))
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    key = f"booking.when.{'second' if local.fold else 'first'}" if twice else "booking.when"
    return say(key, language, day=day, time=f"{local:%H:%M}")


def booking_view(
    booking: Booking, region: Region, language: str, *, gone: Collection[BookingId] = (), now: datetime
) -> BookingOut:
    """A booking as its citizen is told of it; `gone`: those for which nobody is there any more."""
    return BookingOut(**_told(booking, region, language, gone=gone, now=now))


def desk_booking_view(
    booking: Booking, region: Region, language: str, *, gone: Collection[BookingId] = (), now: datetime
) -> DeskBooking:
    """A booking as staff see it."""
    member = region.staff.get(booking.slot.staff_id)
    return DeskBooking(
        **_told(booking, region, language, gone=gone, now=now),
        contact_id=booking.contact_id,
        staff_id=booking.slot.staff_id,
        staff_name=member.name if member and member.name else booking.slot.staff_id,
        interpreter=booking.interpreter,
        minutes_late=booking.minutes_late,
    )


def booked_sentence(
    bookings: Iterable[Booking],
    region: Region,
    language: str,
    *,
    gone: Collection[BookingId] = (),
    now: datetime,
) -> str | None:
    """Where a contact stands that was booked instead of called; nothing where nothing is booked."""
    booking = told_of(bookings)
    if booking is None:
        return None
    told = when(booking.starts_at, region, language, now=now)
    return say(f"state.booked.{standing_of(booking, gone=gone, now=now).value}", language, when=told)


def _told(
    booking: Booking, region: Region, language: str, *, gone: Collection[BookingId], now: datetime
) -> dict[str, Any]:
    time_type = region.time_types.by_id[booking.slot.time_type_id]
    return {
        "booking_id": booking.id,
        "time_type": time_type_view(time_type, language, interpreter=booking.interpreter),
        "unit": unit_view(booking.slot.unit_id, region),
        "starts_at": booking.starts_at,
        "ends_at": booking.slot.window.end,
        "text": when(booking.starts_at, region, language, now=now),
        "state": booking.state,
        "held_until": booking.held_until,
        "change_until": _change_until(booking, time_type, region, gone=gone, now=now),
        "times_moved": booking.times_moved,
        "cancelled_by": booking.ended_by,
        "staff_time_gone": booking.id in gone,
    }


def _change_until(
    booking: Booking, time_type: TimeType, region: Region, *, gone: Collection[BookingId], now: datetime
) -> datetime | None:
    is_gone = booking.id in gone or booking.told_of_loss_at is not None
    if is_gone and booking.state is BookingState.BOOKED and now < booking.starts_at:
        return booking.starts_at
    if not can_change(booking, time_type, zone=region.zone, now=now):
        return None
    if time_type.change_until is None:
        return booking.starts_at
    return _last_moment(time_type.change_until, booking.starts_at, region)


def _last_moment(notice: Notice, start: datetime, region: Region) -> datetime:
    last = start - (notice.minutes or 0) * MINUTE
    if notice.days:
        first_too_late = region.today(start) - timedelta(days=notice.days - 1)
        last = min(last, midnight(first_too_late, region.zone))
    return last
