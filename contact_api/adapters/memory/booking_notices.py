"""Texts about booked times, and what booked times are to be told of."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from contact_api.adapters.memory.bookings import Bookings
from contact_api.domain.booking.booking import Booking, BookingId, BookingState
from contact_api.domain.core.values import UnitId, Window
from contact_api.domain.messages.notifications import DeliveryState, MessageKind, NotSent
from contact_api.ports import Message


class BookingNotices(Bookings):
    """See contact_api/ports/booking_notices.py."""

    def bookings_to_remind(self, span: Window, *, lead: timedelta) -> list[Booking]:
        booked = [one for one in self._booked_in(span) if one.made_at <= one.starts_at - lead]
        return [one for one in booked if not any(_tells(m, one, lead) for m in self._standing(one))]

    def texts_of_bookings(self, bookings: Collection[BookingId]) -> list[Message]:
        found = [m for m in self._rows.messages.values() if m.booking and m.booking.booking_id in bookings]
        return sorted(found, key=lambda one: (one.created_at, one.id))

    def unreached(self, units: Collection[UnitId], *, since: datetime) -> list[tuple[Booking, Message]]:
        ahead = self._those(lambda one: one.slot.unit_id in units and one.starts_at >= since)
        last = [(one, [m for m in self._standing(one) if _is_word_of_unit(m)][-1:]) for one in ahead]
        return [(one, word) for one, words in last for word in words if _is_missed(word)]

    def bookings_told_lost(self, units: Collection[UnitId], span: Window) -> list[Booking]:
        booked = self._booked_in(span)
        return [one for one in booked if one.slot.unit_id in units and one.told_of_loss_at is not None]

    def count_without_time(self, span: Window) -> Mapping[UnitId, int]:
        found = self.bookings_without_time(list(self._rows.region.units), span)
        return Counter(one.slot.unit_id for one in found)

    def _booked_in(self, span: Window) -> list[Booking]:
        return self._those(lambda one: one.state is BookingState.BOOKED and one.starts_at in span)

    def _standing(self, booking: Booking) -> list[Message]:
        """The texts about a booking as it stands, the oldest first."""
        found = self.texts_of_bookings([booking.id])
        return [one for one in found if one.booking and one.booking.sequence == booking.sequence]


def _tells(message: Message, booking: Booking, lead: timedelta) -> bool:
    is_reminder = message.kind is MessageKind.BOOKING_REMINDER
    return is_reminder or message.created_at > booking.starts_at - lead


def _is_word_of_unit(message: Message) -> bool:
    by_unit = message.booking is not None and message.booking.by_unit
    return by_unit and message.why_not != NotSent.OVERTAKEN


def _is_missed(message: Message) -> bool:
    was_told = message.booking is not None and message.booking.told_at is not None
    return message.state in (DeliveryState.FAILED_PERMANENTLY, DeliveryState.NOT_SENT) and not was_told
