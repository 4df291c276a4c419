"""Texts about booked times, and what booked times are to be told of."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.core.values import UnitId, Window
from contact_api.ports.messages import Message


class BookingNotices(Protocol):
    """What citizens are to be told of booked times, and what they were told."""

    def bookings_to_remind(self, span: Window, *, lead: timedelta) -> list[Booking]:
        """Booked times that start in the span and were not reminded of as they stand, the earliest first.

        Without those that were booked, moved or told of less than `lead` before their start.
        """

    def texts_of_bookings(self, bookings: Collection[BookingId]) -> list[Message]:
        """All texts about these bookings, the oldest first."""

    def unreached(self, units: Collection[UnitId], *, since: datetime) -> list[tuple[Booking, Message]]:
        """What a unit did to bookings that start then or later, as they stand, of which no text reached the citizen.

        It could not be sent, or never arrived, and nobody has told them otherwise; the earliest start first.
        """

    def bookings_told_lost(self, units: Collection[UnitId], span: Window) -> list[Booking]:
        """The booked ones that start in the span whose citizens were told that the time is lost."""

    def count_without_time(self, span: Window) -> Mapping[UnitId, int]:
        """How many booked times that start in the span nobody is there for any more; units with none are left out."""
