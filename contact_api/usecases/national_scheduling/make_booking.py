"""Book for somebody by the national contract, on the contact request they have or on one that is taken in for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from contact_api.domain.booking.booking import Booking, BookingId, BookingState
from contact_api.domain.booking.time_types import BookingForm, TimeType
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import MayNotBook, TimeNotOffered
from contact_api.domain.core.values import ContactState
from contact_api.domain.region.region import Region
from contact_api.ports import Transaction
from contact_api.usecases.booking.book_time import book_time
from contact_api.usecases.booking.wanted_time import Wanted
from contact_api.usecases.intake.requests import Request
from contact_api.usecases.intake.take_in_to_book import take_in_to_book
from contact_api.usecases.national_scheduling.slots import SlotAsked, meant
from contact_api.usecases.national_scheduling.subject import LookingUp, Subject, bookings_ahead, is_protected

BookerOf = Callable[[Contact, Transaction], Booker]


def make_booking(
    booking_id: BookingId,
    asked: SlotAsked,
    subject: Subject,
    request: Request,
    booker_of: BookerOf,
    tx: Transaction,
    *,
    by: str,
    now: datetime,
) -> Booking:
    """The booking; the same time for the same person again is the same booking.

    `request`: what is taken in when the person has no contact request at the unit that the time is for.
    Errors: TimeNotOffered, MayNotBook, HasAnotherBooking, ConsentMissing.
    """
    known = same_booking(asked, subject, tx, now=now)
    if known is not None:
        return known
    if subject.is_by_another and any(is_protected(one, tx) for one in subject.known_as):
        raise MayNotBook("nobody books for somebody whose identity is protected")
    found = meant(asked, tx, now=now)
    if found is None:
        raise TimeNotOffered
    if found.time_type.form is BookingForm.TELEPHONE and not request.details.phone:
        raise MayNotBook("a time by telephone needs a number to call")
    contact = _contact_at(found.time_type, subject, request, tx)
    says_no_reason = contact is None or _only_books(contact, tx.region())
    if contact is None:
        contact = take_in_to_book(request, tx, now=now, actor=by)
    wanted = Wanted(found.time_type.id, asked.unit_id, asked.start, asked.staff_id)
    booker = replace(booker_of(contact, tx), says_no_reason=says_no_reason)
    return book_time(booking_id, contact.id, wanted, booker, tx, by=by, now=now)


def same_booking(asked: SlotAsked, subject: Subject, tx: LookingUp, *, now: datetime) -> Booking | None:
    """The person's booking of that very time, if there is one."""
    for booking, _ in bookings_ahead(subject, asked.unit_id, tx, now=now):
        if booking.starts_at == asked.start and asked.time_type_id in (None, booking.slot.time_type_id):
            return booking
    return None


def _contact_at(time_type: TimeType, subject: Subject, request: Request, tx: Transaction) -> Contact | None:
    """The newest at the unit that waits, or whose booked time was cancelled, when it is for what the time is for."""
    region = tx.region()
    theirs = [contact for one in subject.known_as for contact in tx.contacts_of(one)]
    for contact in theirs:
        is_for_it = time_type.fits_reason(contact.circumstances.reason) or _only_books(contact, region)
        if contact.need.unit_id == request.unit_id and is_for_it and _takes_a_time(contact, tx):
            return contact
    return None


def _takes_a_time(contact: Contact, tx: Transaction) -> bool:
    if contact.state is ContactState.WAITING:
        return True
    bookings = tx.bookings_of_contact(contact.id) if contact.state is ContactState.BOOKED else []
    return bool(bookings) and all(one.state is BookingState.CANCELLED for one in bookings)


def _only_books(contact: Contact, region: Region) -> bool:
    return contact.circumstances.reason == region.time_types.booking_reason
