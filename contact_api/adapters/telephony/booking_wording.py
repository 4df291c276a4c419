"""What a text about a booked time says: when, where, whom it is for and what can be done; never what it is about."""

from collections.abc import Iterator
from datetime import datetime

from contact_api.domain.booking.booking import Booking
from contact_api.domain.booking.notices import can_change, can_choose_another
from contact_api.domain.booking.time_types import BookingForm
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import Mode
from contact_api.domain.messages.notifications import How, Sending
from contact_api.domain.region.region import Region
from contact_api.texts import say, say_moment


def booking_values(
    booking: Booking, contact: Contact, details: Details, sending: Sending, *, region: Region, now: datetime
) -> dict[str, str]:
    """The places of a text about a booking, in the citizen's language; place and name only where they may stand."""
    language = contact.circumstances.citizen_language
    time_type = region.time_types.by_id.get(booking.slot.time_type_id)
    changeable = can_change(booking, time_type, zone=region.zone, now=now)
    another = can_choose_another(booking, time_type, contact)
    return {
        "when": say_moment(booking.starts_at.astimezone(region.zone), language),
        "where": "".join(_where(booking, contact, sending, region)),
        "for_whom": "".join(_for_whom(contact, details, sending)),
        "change": say("booking.change" if changeable else "booking.look", language),
        "choose": say("booking.choose" if another else "booking.look_why", language),
    }


def _where(booking: Booking, contact: Contact, sending: Sending, region: Region) -> Iterator[str]:
    """A place is told only where it may be; that somebody calls, only to who can take a call."""
    around = contact.circumstances
    if sending.how is How.SEND_WITHOUT_PLACE:
        return
    writes = booking.form is BookingForm.TELEPHONE and around.mode is not Mode.CALL
    key = f"booking.where.{booking.form}" + ".no_call" * writes
    yield say(key, around.citizen_language, unit=region.unit(booking.slot.unit_id).name)


def _for_whom(contact: Contact, details: Details, sending: Sending) -> Iterator[str]:
    """The first name of whom somebody else speaks for: they may have several to speak for."""
    first_name = (details.name or "").split()[:1]
    if contact.circumstances.on_behalf_of is None or sending.how is How.SEND_WITHOUT_PLACE:
        return
    for name in first_name:
        yield " " + say("booking.for_whom", contact.circumstances.citizen_language, name=name)
