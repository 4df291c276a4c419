"""A booked time: somebody's time of a type with a staff member, from the hold to what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from contact_api.domain.booking.time_types import BookingForm, TimeType, TimeTypeId
from contact_api.domain.core.errors import BookingIsOver, TimeNotOffered
from contact_api.domain.core.values import ContactId, StaffId, UnitId, Window

BookingId = NewType("BookingId", str)


class BookingState(StrEnum):
    """The life of a booking; a hold that ended leaves nothing behind."""

    HELD = "held"  # for a few minutes, while somebody decides
    BOOKED = "booked"
    ATTENDED = "attended"
    NO_SHOW = "no_show"  # the citizen did not come
    CANCELLED = "cancelled"

    @property
    def takes_time(self) -> bool:
        """Whether nobody else can have the time."""
        return self is not BookingState.CANCELLED


class EndedBy(StrEnum):
    """Whose wish a cancellation was: it is nobody's no-show, and the two are counted apart."""

    CITIZEN = "citizen"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of a type that somebody could have: with whom, and what it takes of their time."""

    time_type_id: TimeTypeId
    unit_id: UnitId
    staff_id: StaffId
    window: Window
    busy: Window  # with the staff member's own minutes before and after it


@dataclass(frozen=True, slots=True)
class Booking:
    """One booked time as it stands. Moving it changes its time and keeps its id; `sequence` counts the changes."""

    id: BookingId
    contact_id: ContactId
    slot: Slot
    form: BookingForm
    state: BookingState
    made_at: datetime
    made_by: str  # who wrote it down: a citizen, a staff member
    held_until: datetime | None = None
    interpreter: bool = False
    sequence: int = 0
    times_moved: int = 0
    ended_at: datetime | None = None
    ended_by: EndedBy | None = None
    minutes_late: int | None = None
    told_of_loss_at: datetime | None = None  # that nobody is there for it any more
    group_id: str | None = None  # of those who come together

    @property
    def starts_at(self) -> datetime:
        """When the citizen is to be there."""
        return self.slot.window.start

    def is_held(self, now: datetime) -> bool:
        """Whether it is a hold that has not ended."""
        return self.state is BookingState.HELD and self.held_until is not None and now < self.held_until


def held(
    booking_id: BookingId,
    contact_id: ContactId,
    slot: Slot,
    time_type: TimeType,
    *,
    until: datetime,
    by: str,
    interpreter: bool = False,
    now: datetime,
) -> Booking:
    """A time kept for somebody while they decide."""
    return Booking(
        booking_id,
        contact_id,
        slot,
        time_type.form,
        BookingState.HELD,
        made_at=now,
        made_by=by,
        held_until=until,
        interpreter=interpreter,
    )


def confirmed(booking: Booking, *, by: str, now: datetime) -> Booking:
    """A hold becomes the booking of a contact. Errors: TimeNotOffered when the hold has ended, or the time begun."""
    if not booking.is_held(now):
        raise TimeNotOffered("the time is held for you no longer; ask for the times again")
    if booking.starts_at < now:
        raise TimeNotOffered("the time has begun; ask for the times again")
    return replace(booking, state=BookingState.BOOKED, made_at=now, made_by=by, held_until=None)


def moved(booking: Booking, slot: Slot, *, now: datetime) -> Booking:
    """The same booking at another time. Errors: BookingIsOver."""
    return replace(
        _ahead(booking, now),
        slot=slot,
        sequence=booking.sequence + 1,
        times_moved=booking.times_moved + 1,
        told_of_loss_at=None,
    )


def reassigned(booking: Booking, slot: Slot, *, now: datetime) -> Booking:
    """The same booking at the same time, with somebody else. Errors: BookingIsOver."""
    return replace(_ahead(booking, now), slot=slot, told_of_loss_at=None)


def stands(booking: Booking, *, now: datetime) -> Booking:
    """A booking that was told to be lost holds after all. Errors: BookingIsOver."""
    return replace(_ahead(booking, now), told_of_loss_at=None)


def told_lost(booking: Booking, *, now: datetime) -> Booking:
    """Its citizen knows that nobody is there for it. Errors: BookingIsOver."""
    return replace(_ahead(booking, now), told_of_loss_at=now)


def cancelled(booking: Booking, *, by: EndedBy, now: datetime) -> Booking:
    """Its time is somebody else's to have. Errors: BookingIsOver."""
    return replace(
        _ahead(booking, now),
        state=BookingState.CANCELLED,
        sequence=booking.sequence + 1,
        ended_at=now,
        ended_by=by,
    )


def seen(booking: Booking, *, came: bool, minutes_late: int | None = None, now: datetime) -> Booking:
    """Whether the citizen came; noted again, the last word stands. Errors: BookingIsOver, or it has not begun."""
    if booking.state not in (BookingState.BOOKED, BookingState.ATTENDED, BookingState.NO_SHOW):
        raise BookingIsOver
    if now < booking.starts_at:
        raise BookingIsOver("the time has not begun; who came is noted from its start on")
    state = BookingState.ATTENDED if came else BookingState.NO_SHOW
    return replace(booking, state=state, ended_at=now, minutes_late=minutes_late if came else None)


def unseen(booking: Booking) -> Booking:
    """Take back what was noted. Errors: BookingIsOver when nothing was."""
    if booking.state not in (BookingState.ATTENDED, BookingState.NO_SHOW):
        raise BookingIsOver("nothing is noted of who came")
    return replace(booking, state=BookingState.BOOKED, ended_at=None, minutes_late=None)


def _ahead(booking: Booking, now: datetime) -> Booking:
    if booking.state is not BookingState.BOOKED or booking.starts_at <= now:
        raise BookingIsOver
    return booking


def as_many_as_shown(bookings: Sequence[Booking], most: int) -> list[Booking]:
    """As many as an answer holds, in their order: those that stand before the cancelled, of these the newest."""
    if len(bookings) <= most:
        return list(bookings)
    by_weight = sorted(
        bookings, key=lambda one: (one.state is BookingState.CANCELLED, -one.made_at.timestamp())
    )
    kept = {one.id for one in by_weight[:most]}
    return [one for one in bookings if one.id in kept]
