"""Time of a person is entered, changed or ended by hand; what was before stays as it was, and nothing overlaps.

Each act says what it breaks (`what_breaks`). What is over is history: a change of an interval that has begun concerns
what is left of it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from contact_api.domain.capacity.staff_time import (
    StaffTime,
    StaffTimeChanges,
    StaffTimeId,
    StaffTimeSource,
    excludes,
    read_staff_time_id,
    without,
)
from contact_api.domain.core.errors import ShiftFault, StaffTimeNotFound
from contact_api.domain.core.values import StaffId, Window
from contact_api.usecases.staff_time.change_shifts import FURTHEST_AHEAD, must_be_meant, sick_absence
from contact_api.usecases.staff_time.what_breaks import Changing, StaffTimeChanged, carry_out


def find_staff_time(staff_time_id: StaffTimeId, tx: Changing) -> StaffTime:
    """The interval of this id as it stands. Errors: StaffTimeNotFound, also when it was changed since."""
    named = read_staff_time_id(staff_time_id)
    there = tx.staff_time_of([named[0]], named[1]) if named else []
    found = next((one for one in there if one.id == staff_time_id), None)
    if found is None or found.staff_id not in tx.region().staff:
        raise StaffTimeNotFound
    return found


def add_staff_time(time: StaffTime, tx: Changing, *, now: datetime) -> StaffTimeChanged:
    """Enter an interval of any kind; of an absence what no other absence covers.

    Errors: StaffNotFound, also at a unit where they do not work; ShiftFault.
    """
    tx.region().member_at(time.staff_id, time.unit_id)
    must_be_meant(time, now=now)
    changes = StaffTimeChanges(added=_beside_others([time], (), tx))
    return carry_out(changes, tx, now=now)


def change_staff_time(
    there: StaffTime, wanted: StaffTime, tx: Changing, *, now: datetime
) -> StaffTimeChanged:
    """Give an interval other times or another kind; of one that has begun only what is to come is changed.

    Errors: StaffNotFound, also at a unit where they do not work; ShiftFault.
    """
    tx.region().member_at(wanted.staff_id, wanted.unit_id)
    _must_not_be_over(there, now=now)
    must_be_meant(wanted, now=now)
    if wanted.says_the_same(there):
        return StaffTimeChanged(StaffTimeChanges())
    begins = _whole_minute(now)
    if there.starts_at >= begins:
        pieces = [wanted]
    elif (wanted.kind, wanted.unit_id) == (there.kind, there.unit_id):
        pieces = [replace(wanted, starts_at=there.starts_at)]
    else:
        pieces = [*_before(there, begins), replace(wanted, starts_at=max(wanted.starts_at, begins))]
    pieces = [one for one in pieces if one.starts_at < one.ends_at]
    changes = StaffTimeChanges(gone=[there], added=_beside_others(pieces, [there], tx))
    return carry_out(changes, tx, now=now)


def end_staff_time(there: StaffTime, tx: Changing, *, now: datetime) -> StaffTimeChanged:
    """Take an interval out, or end it now if it has begun. Errors: ShiftFault when it is over."""
    _must_not_be_over(there, now=now)
    changes = StaffTimeChanges(gone=[there], added=_before(there, _whole_minute(now)))
    return carry_out(changes, tx, now=now)


def report_sick(
    staff_id: StaffId, tx: Changing, *, author: str, at: datetime, now: datetime
) -> tuple[int, StaffTimeChanged]:
    """A sick call, as `call_in_sick`: how many shifts it cut, and what it breaks. Errors: StaffNotFound, ShiftFault."""
    if not now - timedelta(days=1) <= at <= now + FURTHEST_AHEAD:
        raise ShiftFault("a sick call is for today or a day to come, at most a year ahead")
    cut, added = sick_absence(staff_id, tx, author=author, at=at)
    return len(cut), carry_out(StaffTimeChanges(added=added), tx, now=now)


def take_back_sick_call(staff_id: StaffId, tx: Changing, *, at: datetime, now: datetime) -> StaffTimeChanged:
    """They are back from `at` on: what sick calls took from then on is theirs again. What is over stays as it was.

    Errors: StaffNotFound; ShiftFault when there is no sick call then.
    """
    tx.region().member(staff_id)
    at = _whole_minute(max(at, now))
    found = [
        one
        for one in tx.staff_time_of([staff_id], Window(at, at + FURTHEST_AHEAD))
        if one.is_absence and one.source is StaffTimeSource.SICK_CALL
    ]
    if not found:
        raise ShiftFault("there is no sick call from then on; an absence that was entered is ended as itself")
    changes = StaffTimeChanges(gone=found, added=[piece for one in found for piece in _before(one, at)])
    return carry_out(changes, tx, now=now)


def _beside_others(pieces: Iterable[StaffTime], gone: Iterable[StaffTime], tx: Changing) -> list[StaffTime]:
    """The pieces as they can enter: an absence less other absences. Errors: ShiftFault where time is planned twice."""
    left_out, added = {one.id for one in gone}, []
    for piece in pieces:
        there = tx.staff_time_of([piece.staff_id], Window(piece.starts_at, piece.ends_at))
        in_the_way = [one for one in there if excludes(one, piece) and one.id not in left_out]
        if in_the_way and not piece.is_absence:
            raise ShiftFault(
                "the staff member already works in that time; change or end what is planned there first"
            )
        added += without(piece, in_the_way)
    return added


def _before(time: StaffTime, moment: datetime) -> list[StaffTime]:
    """What of it lies before then."""
    if time.starts_at >= moment:
        return []
    return [replace(time, ends_at=min(time.ends_at, moment))]


def _must_not_be_over(time: StaffTime, *, now: datetime) -> None:
    if time.ends_at <= now:
        raise ShiftFault("it is over already, and stays as it was")


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
