"""Whether a citizen has been told that their booked time is lost: what became of the text is written on the booking."""

from dataclasses import replace
from datetime import datetime

from contact_api.domain.messages.notifications import DeliveryState, MessageKind
from contact_api.ports import Bookings, Message

HAS_LEFT = (DeliveryState.SENT, DeliveryState.DELIVERED)


def note_told(message: Message, tx: Bookings, *, now: datetime) -> None:
    """Write down that the text which tells of the loss has left, or never arrives. Other texts change nothing."""
    has_left = message.state in HAS_LEFT
    has_failed = message.state is DeliveryState.FAILED_PERMANENTLY
    about = message.booking
    if message.kind is not MessageKind.BOOKING_TIME_LOST or about is None or not (has_left or has_failed):
        return
    booking = tx.booking_to_change(about.booking_id)
    if booking is None or booking.sequence != about.sequence or about.told_at is not None:
        return
    if has_left is (booking.told_of_loss_at is None):
        tx.save_booking(replace(booking, told_of_loss_at=now if has_left else None))
