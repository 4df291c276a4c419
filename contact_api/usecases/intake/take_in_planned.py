"""A planned contact: staff book a time for somebody who has not sought contact, and nothing else is promised."""

from dataclasses import replace
from datetime import datetime

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactState, Guarantee
from contact_api.domain.triage.triage import triage
from contact_api.ports import Event, Transaction
from contact_api.usecases.booking.book_time import book_time
from contact_api.usecases.booking.wanted_time import Wanted
from contact_api.usecases.intake.new_contact import contact_of, declared_in
from contact_api.usecases.intake.requests import Request


def take_in_planned(
    request: Request,
    booking_id: BookingId,
    wanted: Wanted,
    booker: Booker,
    tx: Transaction,
    *,
    by: str,
    now: datetime,
) -> tuple[Contact, Booking]:
    """Write the contact down as booked and book its time, both or nothing. It waits for no call and runs no clock.

    It is never one with what the person seeks contact for by themselves: that keeps its own place.
    Errors: UnknownReason, UnitNotFound, TimeNotOffered, HasAnotherBooking.
    """
    region = tx.region()
    region.unit(request.unit_id)
    triaged = triage(declared_in(request, region), region.catalogue)
    contact = contact_of(request, triaged, None, region=region)
    around = replace(contact.circumstances, guarantee=Guarantee.NONE)
    contact = replace(contact, circumstances=around, state=ContactState.BOOKED, closed_at=now)
    tx.add_contact(contact, request.details, protects_person=request.protects_person)
    facts = {"unit": contact.need.unit_id, "reason": triaged.reason}
    tx.add_event(Event(contact.id, "contact.planned", now, by, facts))
    booking = book_time(booking_id, contact.id, wanted, booker, tx, by=by, now=now)
    return contact, booking
