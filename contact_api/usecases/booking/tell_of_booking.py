"""The citizen is told by text what became of their booked time; the words are made when the text leaves."""

from datetime import datetime

from contact_api.domain.booking.booking import Booking, BookingState
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactState
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import BookingNotice, BookingNotices
from contact_api.usecases.messages.notify import Notifying, notify


def tell_of_booking(
    kind: MessageKind, booking: Booking, tx: Notifying, *, by_unit: bool, now: datetime
) -> None:
    """Have a text sent about a booking as it stands now. `by_unit`: the citizen does not know of it yet."""
    notify(
        kind,
        tx,
        now=now,
        contact_id=booking.contact_id,
        unit_id=booking.slot.unit_id,
        window=booking.slot.window,
        booking=BookingNotice(booking.id, booking.sequence, by_unit=by_unit),
    )


def stands_since(booking: Booking, tx: BookingNotices) -> datetime:
    """When it came to stand as it does: each change is told of in the moment that makes it."""
    if booking.state is BookingState.CANCELLED:
        return booking.ended_at or booking.made_at
    told = [
        one.created_at
        for one in tx.texts_of_bookings([booking.id])
        if one.booking and one.booking.sequence == booking.sequence
    ]
    return min(told, default=booking.made_at) if booking.times_moved else booking.made_at


def is_in_the_call(contact: Contact) -> bool:
    """Whether the citizen is being talked to: what is done then they know of."""
    return contact.state is ContactState.CLAIMED
