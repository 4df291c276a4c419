"""Bookings whose staff time is gone: nobody is there for them until they are moved, or somebody comes."""

from collections.abc import Iterable
from datetime import timedelta

from contact_api.domain.booking.booking import Booking, BookingId, BookingState
from contact_api.domain.core.values import Window
from contact_api.ports import Bookings

A_MOMENT = timedelta(microseconds=1)


def without_time(bookings: Iterable[Booking], tx: Bookings) -> frozenset[BookingId]:
    """Those of them for which nobody is there any more."""
    booked = [one for one in bookings if one.state is BookingState.BOOKED]
    if not booked:
        return frozenset()
    starts = [one.starts_at for one in booked]
    span = Window(min(starts), max(starts) + A_MOMENT)
    units = {one.slot.unit_id for one in booked}
    return frozenset(one.id for one in tx.bookings_without_time(units, span))
