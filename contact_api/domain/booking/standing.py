"""Which of a contact's bookings says where the contact stands, and how that is."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from contact_api.domain.booking.booking import Booking, BookingId, BookingState, EndedBy
from contact_api.domain.booking.time_types import BookingForm


class BookingStanding(StrEnum):
    """What can be said of a booking, as of a moment."""

    AHEAD = "ahead"
    STAFF_GONE = "staff_gone"  # nobody is there for it any more
    BEGUN = "begun"  # its time has come, and nobody has noted yet who came
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    NOT_REACHED = "not_reached"  # a telephone time that nobody answered
    CANCELLED_BY_CITIZEN = "cancelled_by_citizen"
    CANCELLED_BY_UNIT = "cancelled_by_unit"

    @property
    def is_over(self) -> bool:
        """Whether its citizen has no time any more, and got none of what it was for."""
        return self not in (self.AHEAD, self.STAFF_GONE, self.BEGUN, self.ATTENDED)


def told_of(bookings: Iterable[Booking]) -> Booking | None:
    """The one that says where its contact stands: the first that is booked, else the one that ended last."""
    kept = [one for one in bookings if one.state is not BookingState.HELD]
    booked = [one for one in kept if one.state is BookingState.BOOKED]
    if booked:
        return min(booked, key=lambda one: (one.starts_at, one.id))
    return max(kept, key=lambda one: (one.ended_at or one.made_at, one.id), default=None)


def standing_of(booking: Booking, *, gone: Collection[BookingId] = (), now: datetime) -> BookingStanding:
    """How a booking stands now; `gone`: those for which nobody is there any more."""
    if booking.state is BookingState.CANCELLED:
        by_unit = booking.ended_by is EndedBy.UNIT
        return BookingStanding.CANCELLED_BY_UNIT if by_unit else BookingStanding.CANCELLED_BY_CITIZEN
    if booking.state is BookingState.ATTENDED:
        return BookingStanding.ATTENDED
    if booking.state is BookingState.NO_SHOW:
        by_telephone = booking.form is BookingForm.TELEPHONE
        return BookingStanding.NOT_REACHED if by_telephone else BookingStanding.NO_SHOW
    if booking.starts_at <= now:
        return BookingStanding.BEGUN
    return BookingStanding.STAFF_GONE if booking.id in gone else BookingStanding.AHEAD
