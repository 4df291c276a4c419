"""The citizen is told by text what became of their booked time; the words are made when the text leaves."""

from datetime import datetime

from contact_api.domain.booking.booking import Booking
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactState
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import BookingNotice
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


def is_in_the_call(contact: Contact) -> bool:
    """Whether the citizen is being talked to: what is done then they know of."""
    return contact.state is ContactState.CLAIMED
