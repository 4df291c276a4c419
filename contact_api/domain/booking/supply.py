"""How many times of a kind are open at a unit within 3, 7 and 30 days, beside what the unit has agreed to have."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from contact_api.domain.booking.booking import Slot
from contact_api.domain.booking.time_types import Supply, TimeType, TimeTypeId
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.values import StaffId, UnitId, Window

WITHIN_DAYS = (3, 7, 30)  # calendar days, today not counted: "within 3 days" ends with the third day after it
FURTHEST = timedelta(days=WITHIN_DAYS[-1])


@dataclass(frozen=True, slots=True)
class OpenTimes:
    """The open times of a kind at a unit, as they were counted last on a day."""

    day: date
    unit_id: UnitId
    time_type_id: TimeTypeId
    within_3_days: int
    within_7_days: int
    within_30_days: int
    counted_at: datetime

    def within(self, days: int) -> int:
        """Of one of the three spans."""
        counts: dict[int, int] = dict(
            zip(WITHIN_DAYS, (self.within_3_days, self.within_7_days, self.within_30_days), strict=True)
        )
        return counts[days]


def open_times(time_type: TimeType, slots: Iterable[Slot], *, zone: tzinfo, now: datetime) -> list[OpenTimes]:
    """Count what could be booked of one kind, one time after another, at every unit that offers it.

    A person's free hour is three times of twenty minutes, however finely starts are offered. Other kinds could take the
    same minutes: each is counted as if it were alone.
    """
    today = local_day(now, zone)
    found: dict[UnitId, list[date]] = defaultdict(list)
    for slot in _one_after_another(slots):
        found[slot.unit_id].append(local_day(slot.window.start, zone))
    lines = []
    for offered in time_type.offered_at:
        days = found[offered.unit_id]
        three, seven, thirty = (
            sum(day <= today + timedelta(days=within) for day in days) for within in WITHIN_DAYS
        )
        lines.append(OpenTimes(today, offered.unit_id, time_type.id, three, seven, thirty, now))
    return lines


def agreed(time_types: Mapping[TimeTypeId, TimeType], open_: OpenTimes) -> Supply | None:
    """What the unit has agreed to have open of that kind; None when nothing is agreed, or it is offered no more."""
    kind = time_types.get(open_.time_type_id)
    if kind is None or kind.withdrawn:
        return None
    return next((one.supply for one in kind.offered_at if one.unit_id == open_.unit_id), None)


def below(open_: OpenTimes, level: Supply | None) -> tuple[int, ...]:
    """Within how many days there are fewer open times than agreed: some of 3, 7 and 30."""
    if level is None:
        return ()
    levels = dict(
        zip(WITHIN_DAYS, (level.within_3_days, level.within_7_days, level.within_30_days), strict=True)
    )
    return tuple(days for days, least in levels.items() if least is not None and open_.within(days) < least)


def _one_after_another(slots: Iterable[Slot]) -> list[Slot]:
    """As many of these as one person after another could give, the earliest first."""
    busy: dict[StaffId, Window] = {}
    kept = []
    for slot in sorted(slots, key=lambda one: (one.window.start, one.staff_id)):
        before = busy.get(slot.staff_id)
        if before is None or before.end <= slot.busy.start:
            busy[slot.staff_id] = slot.busy
            kept.append(slot)
    return kept
