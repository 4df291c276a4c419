"""What of staff time is free to be booked, and which times of a type fit into it.

Free is what was planned as bookable or shared, less absences and what is booked or held. A time fits when all that it
takes of a person is free, what call-backs are promised of shared time still fits beside it, and the unit is open while
the citizen is there. Starts lie on the clock, so that no offer
depends on the bookings before it; list, hold and booking go by this one rule.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from contact_api.domain.booking.booking import Slot
from contact_api.domain.booking.time_types import Notice, TimeType
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.calendar import local_day, midnight
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.values import Language, StaffId, UnitId, Window

NOTHING = timedelta()


@dataclass(frozen=True, slots=True, order=True)
class FreeTime:
    """A stretch of a person's time at a unit that can be booked; stretches of a person neither touch nor overlap."""

    staff_id: StaffId
    unit_id: UnitId
    start: datetime
    end: datetime
    shared: tuple[Window, ...] = ()  # what of it call-backs are promised of too, in order


RoomBeside = Callable[[FreeTime, Window], bool]


@dataclass(frozen=True, slots=True)
class Wish:
    """What times somebody looks for, beside the type."""

    interpreter: bool = False
    language: Language | None = None  # that the staff member speaks; None: any
    professions: frozenset[str] = frozenset()  # any of the type's when empty
    staff_id: StaffId | None = None  # with this person only
    hour_from: int = 0  # local; starts before it are not wanted
    hour_to: int = 24  # local, exclusive


def notice_span(time_type: TimeType, *, now: datetime, zone: tzinfo) -> Window | None:
    """Within which a start of this type may be booked now; None when the rules leave none.

    The last day that notice allows is offered in full; local days, not stretches of 24 hours.
    """
    today = local_day(now, zone)
    first = earliest(time_type.least_notice, now=now, zone=zone)
    last = midnight(today + timedelta(days=time_type.most_notice_days + 1), zone)
    return Window(first, last) if first < last else None


def earliest(notice: Notice | None, *, now: datetime, zone: tzinfo) -> datetime:
    """The first start that such a notice still allows; without one what has not begun."""
    if notice is None:
        return now
    soonest = now + (notice.minutes or 0) * MINUTE
    if notice.days:
        soonest = max(soonest, midnight(local_day(now, zone) + timedelta(days=notice.days), zone))
    return soonest


def in_time(notice: Notice | None, start: datetime, *, now: datetime, zone: tzinfo) -> bool:
    """Whether that long before the start is still to come."""
    return earliest(notice, now=now, zone=zone) <= start and now < start


def slots(
    time_type: TimeType,
    free: Iterable[FreeTime],
    *,
    span: Window,
    wish: Wish,
    staff: Mapping[StaffId, StaffMember],
    open_at: Callable[[UnitId, date], Sequence[Window]],
    has_room: RoomBeside | None = None,
    zone: tzinfo,
) -> Iterator[Slot]:
    """Every time of this type that starts in the span, person by person; in no order between persons.

    `has_room`: whether what is taken of a stretch leaves what call-backs are promised of it; None: nothing is.
    """
    takes = _Takes.of(time_type, wish)
    opening: dict[tuple[UnitId, date], Sequence[Window]] = {}
    for one in free:
        if not _suits(staff.get(one.staff_id), time_type, wish):
            continue
        for start in _starts(one, takes, span, zone):
            if not wish.hour_from <= start.astimezone(zone).hour < wish.hour_to:
                continue
            day = local_day(start, zone)
            if (one.unit_id, day) not in opening:
                opening[one.unit_id, day] = open_at(one.unit_id, day)
            if not any(w.start <= start and start + takes.length <= w.end for w in opening[one.unit_id, day]):
                continue
            busy = Window(start - takes.before, start + takes.length + takes.after)
            if has_room and one.shared and not has_room(one, busy):
                continue
            window = Window(start, start + takes.length)
            yield Slot(time_type.id, one.unit_id, one.staff_id, window, busy)


def best_first(
    found: Iterable[Slot], free: Iterable[FreeTime], *, named: StaffId | None = None
) -> list[Slot]:
    """Times of one start in the order in which persons get them: the named contact, then who has the least room

    around it, so that long stretches stay whole.
    """
    stretches: dict[StaffId, list[FreeTime]] = defaultdict(list)
    for one in free:
        stretches[one.staff_id].append(one)

    def room(slot: Slot) -> timedelta:
        around = (
            one.end - one.start
            for one in stretches[slot.staff_id]
            if one.start <= slot.busy.start and slot.busy.end <= one.end
        )
        return next(around, NOTHING)

    return sorted(found, key=lambda slot: (slot.staff_id != named, room(slot), slot.staff_id))


@dataclass(frozen=True, slots=True)
class _Takes:
    """What a time of a type takes."""

    length: timedelta
    before: timedelta
    after: timedelta
    grid: timedelta

    @classmethod
    def of(cls, time_type: TimeType, wish: Wish) -> "_Takes":
        return cls(
            time_type.length(interpreter=wish.interpreter),
            time_type.before or NOTHING,
            time_type.after or NOTHING,
            time_type.grid,
        )


def _suits(member: StaffMember | None, time_type: TimeType, wish: Wish) -> bool:
    if member is None or (wish.staff_id is not None and member.id != wish.staff_id):
        return False
    if wish.language is not None and wish.language not in member.languages:
        return False
    wanted = wish.professions or time_type.professions
    return any(one in wanted and one in time_type.professions for one in member.professions)


def _starts(free: FreeTime, takes: _Takes, span: Window, zone: tzinfo) -> Iterator[datetime]:
    """Where on the clock it can begin in a stretch, so that what it takes before and after is free too."""
    start = _on_clock(max(free.start + takes.before, span.start), takes.grid, zone)
    last = min(free.end - takes.after - takes.length, span.end - timedelta(microseconds=1))
    while start <= last:
        yield start
        start += takes.grid


def _on_clock(moment: datetime, grid: timedelta, zone: tzinfo) -> datetime:
    """The first moment from then on that is a whole step past a local full hour."""
    local = moment.astimezone(zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    over = past % grid
    return moment + (grid - over) if over else moment
