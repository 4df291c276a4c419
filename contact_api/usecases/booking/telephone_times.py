"""What becomes of a booked telephone time by the call: whom it reached came, and who did not answer did not."""

from datetime import datetime

from contact_api.domain.booking.booking import Booking
from contact_api.domain.booking.telephone_time import has_begun
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactState
from contact_api.ports import Bookings
from contact_api.usecases.booking.attendance import Attending, note_attendance

CAME = {ContactState.REACHED: True, ContactState.NOT_REACHED: False}


def begun_time(contact: Contact, tx: Bookings, *, now: datetime) -> Booking | None:
    """The contact's telephone time that is to be rung, if one is."""
    begun = [one for one in tx.bookings_of_contact(contact.id) if has_begun(one, now=now)]
    return begun[-1] if begun else None


def note_by_call(contact: Contact, tx: Attending, *, by: str, now: datetime) -> None:
    """After an attempt: reached, or tried as often as the rules say, is who came and who did not."""
    came = CAME.get(contact.state)
    booking = begun_time(contact, tx, now=now) if came is not None else None
    if booking is not None and came is not None:
        note_attendance(booking.id, contact.id, tx, came=came, by=by, now=now)
