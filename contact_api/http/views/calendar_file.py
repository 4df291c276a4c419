"""A booked time as a calendar file (RFC 5545, RFC 5546): the same file each time, and withdrawn when it is cancelled.

Others may read somebody's calendar: it names neither what the time is about nor who the citizen is, and the place only
where that may be told. Moments are in UTC: no description of a zone can be wrong.
"""

from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress

from contact_api.domain.booking.booking import Booking, BookingState
from contact_api.domain.booking.time_types import BookingForm
from contact_api.domain.core.contact import Contact
from contact_api.domain.region.region import Region
from contact_api.texts import say

PRODUCT = "-//contact-api//booked times//SV"


def calendar_file(booking: Booking, contact: Contact, region: Region, *, changed_at: datetime) -> bytes:
    """The file of one booking as it stands; `changed_at`: when it came to stand so."""
    is_cancelled = booking.state is BookingState.CANCELLED
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "CANCEL" if is_cancelled else "REQUEST")
    event = Event()
    event.add("uid", booking.id)
    event.add("sequence", booking.sequence)
    event.add("dtstamp", changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.slot.window.end.astimezone(UTC))
    event.add("summary", say("calendar.summary", contact.circumstances.citizen_language))
    if _may_name_place(booking, contact):
        event.add("location", region.unit(booking.slot.unit_id).name)
    event.add("organizer", vCalAddress(f"urn:uuid:{booking.id}"))  # nobody's address, but there must be one
    event.add("attendee", vCalAddress(f"urn:uuid:{booking.id}"))
    file.add_component(event)
    return bytes(file.to_ical())


def _may_name_place(booking: Booking, contact: Contact) -> bool:
    around = contact.circumstances
    is_hidden = around.protected_identity or around.safe_contact
    return booking.form is BookingForm.PLACE and not is_hidden
