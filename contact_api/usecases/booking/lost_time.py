"""Bookings whose staff time is gone: nobody is there for them until they are moved, or somebody comes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingId, BookingState, Slot
from contact_api.domain.booking.free_time import FreeTime, Wish
from contact_api.domain.booking.notices import ToldOfLoss
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import UnitId, Window
from contact_api.domain.messages.notifications import DeliveryState, MessageKind, NotSent
from contact_api.ports import BookingNotices, Bookings, Contacts, Message
from contact_api.usecases.booking.find_times import Asked, FoundTime, find_times, free_slots
from contact_api.usecases.booking.shared_time import SharingTime

A_MOMENT = timedelta(microseconds=1)
FURTHEST = timedelta(days=367)  # nothing is booked further ahead
LOOKED_AHEAD = timedelta(days=14)
NEXT_TIMES = 3
UNDER_WAY = (DeliveryState.QUEUED, DeliveryState.FAILED_TEMPORARILY)
HAS_LEFT = (DeliveryState.SENT, DeliveryState.DELIVERED)


class SeekingLost(SharingTime, BookingNotices, Contacts, Protocol):
    """What finding lost times and their remedies needs."""


@dataclass(frozen=True, slots=True)
class LostBooking:
    """A booking that needs somebody to act, whether its citizen knows, and what can be done."""

    booking: Booking
    told: ToldOfLoss
    time_is_back: bool  # somebody is there again, but its citizen was told it is lost
    reassign_to: Sequence[Slot]  # the same time with others of the unit
    next_times: Sequence[FoundTime]


def without_time(bookings: Iterable[Booking], tx: Bookings) -> frozenset[BookingId]:
    """Those of them for which nobody is there any more."""
    booked = [one for one in bookings if one.state is BookingState.BOOKED]
    if not booked:
        return frozenset()
    starts = [one.starts_at for one in booked]
    span = Window(min(starts), max(starts) + A_MOMENT)
    units = {one.slot.unit_id for one in booked}
    return frozenset(one.id for one in tx.bookings_without_time(units, span))


def lost_bookings(
    units: Collection[UnitId], tx: SeekingLost, *, limit: int, offset: int = 0, now: datetime
) -> list[LostBooking]:
    """A page of those at these units that lie ahead, the soonest first: these citizens are to be told first."""
    ahead = Window(now, now + FURTHEST)
    gone = {one.id: one for one in tx.bookings_without_time(units, ahead)}
    told_lost = {one.id: one for one in tx.bookings_told_lost(units, ahead)}
    found = sorted((told_lost | gone).values(), key=lambda one: (one.starts_at, one.id))
    page = found[offset : offset + limit]
    texts = tx.texts_of_bookings([one.id for one in page])
    return [
        LostBooking(
            one,
            told_of_loss(one, texts),
            one.id not in gone,
            same_time_with_others(one, tx, now=now)[0],
            _next_times(one, tx, now=now),
        )
        for one in page
    ]


def told_of_loss(booking: Booking, texts: Iterable[Message]) -> ToldOfLoss:
    """Whether the citizen knows, by the booking and the last text that was to tell it as it stands."""
    if booking.told_of_loss_at is not None:
        return ToldOfLoss.TOLD
    last = [one for one in texts if _tells_loss(one, booking)][-1:]
    for text in last:
        if text.state in UNDER_WAY:
            return ToldOfLoss.ON_ITS_WAY
        return ToldOfLoss.TOLD if text.state in HAS_LEFT else ToldOfLoss.UNREACHED
    return ToldOfLoss.NOT_TOLD


def same_time_with_others(
    booking: Booking, tx: SeekingLost, *, now: datetime
) -> tuple[list[Slot], list[FreeTime]]:
    """The same time with others of the unit who are free, and what is free around it.

    None when the kind is no longer offered there.
    """
    contact = tx.contact(booking.contact_id)
    time_type = tx.region().time_types.by_id.get(booking.slot.time_type_id)
    if contact is None or time_type is None:
        return [], []
    unit, start = booking.slot.unit_id, booking.starts_at
    wish = wish_of(contact, interpreter=booking.interpreter)
    found, free = free_slots(time_type, unit, start, wish, tx, by_staff=True, moving=booking, now=now)
    there = booking.slot
    return [one for one in found if one.window == there.window and one.staff_id != there.staff_id], free


def wish_of(contact: Contact, *, interpreter: bool) -> Wish:
    """What whoever gives the time must be able to."""
    return Wish(interpreter=interpreter, language=contact.need.language)


def _next_times(booking: Booking, tx: SeekingLost, *, now: datetime) -> list[FoundTime]:
    contact = tx.contact(booking.contact_id)
    time_type = tx.region().time_types.by_id.get(booking.slot.time_type_id)
    if contact is None or time_type is None or time_type.withdrawn:
        return []
    wish = wish_of(contact, interpreter=booking.interpreter)
    asked = Asked([time_type], [booking.slot.unit_id], Window(now, now + LOOKED_AHEAD), wish, by_staff=True)
    return find_times(asked, tx, most=NEXT_TIMES, now=now)


def _tells_loss(text: Message, booking: Booking) -> bool:
    about = text.booking
    is_of_it = about is not None and (about.booking_id, about.sequence) == (booking.id, booking.sequence)
    is_loss = text.kind is MessageKind.BOOKING_TIME_LOST
    return is_of_it and is_loss and text.why_not != NotSent.OVERTAKEN
