"""Staff time as a ledger: dated intervals of a person at a unit, each of a kind, with who entered it and how.

What was planned of a person never overlaps, whatever its kind, and neither do their absences. An absence takes minutes
of what was planned and leaves the plan as it is: what is left of a kind is its capacity.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NewType

from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.core.values import StaffId, UnitId, Window

StaffTimeId = NewType("StaffTimeId", str)  # of an interval as it was read; a changed one has another
StaffTimeKey = tuple[StaffId, "StaffTimeKind", datetime]


class StaffTimeKind(StrEnum):
    """What an interval of staff time is for; `FOR_CONTACTS` says which give capacity for contacts."""

    CALLBACK = "callback"
    BOOKABLE = "bookable"  # times that citizens and staff book
    SHARED = "shared"  # call-backs or bookings, whichever comes first
    CHAT = "chat"
    VISIT = "visit"  # care that was planned elsewhere
    ADMINISTRATION = "administration"
    MEETING = "meeting"
    BREAK = "break"
    ABSENCE = "absence"  # takes minutes of what was planned


EPOCH, TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
STAFF_TIME_ID = re.compile(
    r"(?P<staff>[A-Za-z0-9_.:-]{1,64})\.[a-z_]{1,20}\.(?P<starts>[0-9]{1,16})\.(?P<ends>[0-9]{1,16})"
)
FOR_CONTACTS = frozenset({StaffTimeKind.CALLBACK, StaffTimeKind.SHARED})


class StaffTimeSource(StrEnum):
    """How an interval came into the ledger."""

    ROSTER = "roster"  # loaded from a file, which is the truth for its units and days
    ENTERED = "entered"
    SICK_CALL = "sick_call"


@dataclass(frozen=True, slots=True)
class StaffTime:
    """One interval of a person's time at a unit, half-open."""

    staff_id: StaffId
    unit_id: UnitId
    kind: StaffTimeKind
    starts_at: datetime
    ends_at: datetime
    source: StaffTimeSource = StaffTimeSource.ENTERED
    author: str = "system"

    @property
    def key(self) -> StaffTimeKey:
        """What it is found by: no two of a kind begin at once."""
        return (self.staff_id, self.kind, self.starts_at)

    @property
    def id(self) -> StaffTimeId:
        """What it is called outside, as it stands: where it begins and ends is part of it."""
        return StaffTimeId(f"{self.staff_id}.{self.kind}.{_ticks(self.starts_at)}.{_ticks(self.ends_at)}")

    @property
    def is_absence(self) -> bool:
        """Whether it takes time instead of planning it."""
        return self.kind is StaffTimeKind.ABSENCE

    @property
    def is_for_contacts(self) -> bool:
        """Whether call-backs are promised of it."""
        return self.kind in FOR_CONTACTS

    def says_the_same(self, other: "StaffTime") -> bool:
        """Whether both say the same of the same time, whoever entered it."""
        return (self.key, self.ends_at, self.unit_id) == (other.key, other.ends_at, other.unit_id)

    def overlaps(self, other: "StaffTime") -> bool:
        """Whether some minute is in both; half-open."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def read_staff_time_id(text: str) -> tuple[StaffId, Window] | None:
    """Whose time and when, of an id; None when it cannot be one."""
    found = STAFF_TIME_ID.fullmatch(text)
    if found is None:
        return None
    starts_at, ends_at = (EPOCH + int(found[name]) * TICK for name in ("starts", "ends"))
    return (StaffId(found["staff"]), Window(starts_at, ends_at)) if starts_at < ends_at else None


def _ticks(moment: datetime) -> int:
    return (moment - EPOCH) // TICK


def excludes(one: StaffTime, other: StaffTime) -> bool:
    """Whether the two cannot both stand: one person, at the same time, both planned or both absences."""
    return one.staff_id == other.staff_id and one.is_absence is other.is_absence and one.overlaps(other)


def without(time: StaffTime, taken: Iterable[StaffTime]) -> list[StaffTime]:
    """What is left of an interval when this time is taken out of it, in order."""
    left: list[StaffTime] = []
    start = time.starts_at
    for one in sorted(taken, key=lambda one: one.starts_at):
        if not one.overlaps(time):
            continue
        if start < one.starts_at:
            left.append(replace(time, starts_at=start, ends_at=one.starts_at))
        start = max(start, one.ends_at)
    if start < time.ends_at:
        left.append(replace(time, starts_at=start))
    return left


def callback_shifts(times: Iterable[StaffTime]) -> list[Shift]:
    """When staff make contacts: what was planned for it less their absences, the earliest first.

    An absence takes minutes wherever the person was to work.
    """
    planned: list[StaffTime] = []
    absences: dict[StaffId, list[StaffTime]] = defaultdict(list)
    for time in times:
        if time.is_for_contacts:
            planned.append(time)
        elif time.is_absence:
            absences[time.staff_id].append(time)
    left = (piece for time in planned for piece in without(time, absences.get(time.staff_id, ())))
    shifts = (Shift(piece.staff_id, piece.starts_at, piece.ends_at, unit_id=piece.unit_id) for piece in left)
    return sorted(shifts, key=lambda shift: (shift.starts_at, shift.staff_id))


def booked_of(shifts: Iterable[Shift], busy: Iterable[tuple[StaffId, Window]]) -> list[Shift]:
    """What of these shifts lies in somebody's booked or held times."""
    spans: dict[StaffId, list[Window]] = defaultdict(list)
    for staff_id, span in busy:
        spans[staff_id].append(span)
    return [
        replace(shift, starts_at=max(shift.starts_at, span.start), ends_at=min(shift.ends_at, span.end))
        for shift in shifts
        for span in spans.get(shift.staff_id, ())
        if span.start < shift.ends_at and shift.starts_at < span.end
    ]


def unbooked_of(shifts: Iterable[Shift], busy: Iterable[tuple[StaffId, Window]]) -> list[Shift]:
    """What of these shifts is in nobody's booked or held time, the earliest first."""
    spans: dict[StaffId, list[Window]] = defaultdict(list)
    for staff_id, span in busy:
        spans[staff_id].append(span)
    left: list[Shift] = []
    for shift in shifts:
        start = shift.starts_at
        for span in sorted(spans.get(shift.staff_id, ()), key=lambda one: one.start):
            if span.start >= shift.ends_at:
                break
            if start < span.start:
                left.append(replace(shift, starts_at=start, ends_at=span.start))
            start = max(start, span.end)
        if start < shift.ends_at:
            left.append(replace(shift, starts_at=start))
    return sorted(left, key=lambda one: (one.starts_at, one.staff_id))


def released(times: Iterable[StaffTime], *, at: datetime, day: Window) -> list[StaffTime]:
    """The same time when what is bookable of that day is, from `at` on, for call-backs too.

    What is booked of it stays booked: only what nobody has can be promised. An interval is of the day it starts on.
    """
    found: list[StaffTime] = []
    for one in times:
        start = max(one.starts_at, at)
        if one.kind is not StaffTimeKind.BOOKABLE or one.starts_at not in day or start >= one.ends_at:
            found.append(one)
            continue
        if one.starts_at < start:
            found.append(replace(one, ends_at=start))
        found.append(replace(one, kind=StaffTimeKind.SHARED, starts_at=start))
    return found


def in_span(shifts: Iterable[Shift], span: Window) -> list[Shift]:
    """Those that touch the span."""
    return [one for one in shifts if one.starts_at < span.end and one.ends_at > span.start]


@dataclass(frozen=True, slots=True)
class StaffTimeChanges:
    """What leaves the ledger and what enters it.

    Units:  `left_out`: minutes that were to enter, and are planned otherwise already.
    """

    gone: Sequence[StaffTime] = ()
    added: Sequence[StaffTime] = ()
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.gone or self.added)


def changes_to(
    there: Iterable[StaffTime],
    wanted: Iterable[StaffTime],
    *,
    days: Window,
    elsewhere: Iterable[StaffTime] = (),
) -> StaffTimeChanges:
    """How what is planned of these days becomes what a file says of them. Absences are not the file's to say.

    An interval belongs to the day it starts on. What reaches into these days from the night before stays, and so does
    what follows them, and what these people do `elsewhere`: the file's own is cut there, so that no minute of a person
    is planned twice.
    """
    planned, wanted = [one for one in there if not one.is_absence], list(wanted)
    stays: dict[StaffId, list[StaffTime]] = defaultdict(list)
    for one in (*(one for one in planned if one.starts_at not in days), *elsewhere):
        if not one.is_absence:
            stays[one.staff_id].append(one)
    before = {one.key: one for one in planned if one.starts_at in days}
    after = {piece.key: piece for one in wanted for piece in without(one, stays.get(one.staff_id, ()))}
    same = {key for key in before.keys() & after.keys() if before[key].says_the_same(after[key])}
    return StaffTimeChanges(
        gone=[before[key] for key in sorted(before.keys() - same)],
        added=[after[key] for key in sorted(after.keys() - same)],
        left_out=minutes_of(wanted) - minutes_of(after.values()),
    )


def minutes_of(times: Iterable[StaffTime]) -> int:
    """How long they are together."""
    return int(sum((one.ends_at - one.starts_at).total_seconds() for one in times) // 60)


def minutes_within(shift: Shift, span: Window) -> int:
    """How much of a shift lies in the span."""
    return max(
        0, int((min(shift.ends_at, span.end) - max(shift.starts_at, span.start)).total_seconds() // 60)
    )
