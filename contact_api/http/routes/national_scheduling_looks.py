"""The operations of the national contract that only look: for times, and at what is booked."""

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from contact_api.domain.booking.booking import Booking, BookingState
from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import BookingNotFound
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.parsers.national_scheduling import (
    addressed,
    booking_id_of,
    note_look,
    read_search,
    read_subject,
    span_of,
    staff_of,
    subject_of,
)
from contact_api.http.parsers.national_scheduling_soap import needed
from contact_api.http.schemas.national_scheduling import Message, Operation, SearchIn
from contact_api.http.views.national_scheduling import bookings_view, dates_view, timeslots_view
from contact_api.ports import Transaction
from contact_api.usecases.booking.find_times import FoundTime
from contact_api.usecases.booking.lost_time import without_time
from contact_api.usecases.national_scheduling.slots import open_types, times_between
from contact_api.usecases.national_scheduling.subject import booking_of, bookings_ahead

Look = Callable[[Message, RequestContext, Transaction], Element]
MOST_TIMESLOTS = 1_000  # of one answer


def _dates(message: Message, context: RequestContext, tx: Transaction) -> Element:
    search, unit, found = _found(message, context, tx)
    version = context.app.settings.national_scheduling_version
    return dates_view(found, search.performers, unit.id, tx.region(), version=version)


def _timeslots(message: Message, context: RequestContext, tx: Transaction) -> Element:
    search, _, found = _found(message, context, tx)
    version = context.app.settings.national_scheduling_version
    return timeslots_view(found[:MOST_TIMESLOTS], search.performers, tx.region(), version=version)


def _found(
    message: Message, context: RequestContext, tx: Transaction
) -> tuple[SearchIn, Unit, list[FoundTime]]:
    """The times between two days; for somebody who moves a booking, those of its kind."""
    unit, subject = addressed(message, context, tx)
    region, search = tx.region(), read_search(message.body)
    types = open_types(
        region, unit.id, time_type_id=search.time_type_id or None, name=search.time_type_name or None
    )
    interpreter = False
    if search.booking_id:
        moved, contact = booking_of(booking_id_of(search.booking_id), unit.id, subject, tx)
        note_look(context, tx, "read", subject, contact)
        types = [one for one in types if one.id == moved.slot.time_type_id]
        interpreter = moved.interpreter
    span = span_of(search, region, now=context.now)
    if span is None:
        return search, unit, []
    staff = staff_of(search.performers, unit, region) if search.performers else None
    found = times_between(types, unit.id, span, tx, staff=staff, interpreter=interpreter, now=context.now)
    return search, unit, found


def _details(message: Message, context: RequestContext, tx: Transaction) -> Element:
    """One booking. Errors: BookingNotFound, also when it is cancelled."""
    unit, subject = addressed(message, context, tx)
    booking, contact = booking_of(booking_id_of(needed(message.body, "bookingId")), unit.id, subject, tx)
    if booking.state is BookingState.CANCELLED:
        raise BookingNotFound
    note_look(context, tx, "read", subject, contact)
    return _bookings(message, [(booking, contact)], context, tx)


def _schedule(message: Message, context: RequestContext, tx: Transaction) -> Element:
    """What somebody has booked at the unit; nothing of whoever is not known here."""
    unit, acting = addressed(message, context, tx)
    number = needed(message.body, "subject_of_care")
    identity = read_subject(number, "subject_of_care", tx.region(), now=context.now)
    subject = subject_of(identity, acting, context)
    found = bookings_ahead(subject, unit.id, tx, now=context.now)
    note_look(context, tx, "listed", subject)
    return _bookings(message, found, context, tx)


def _bookings(
    message: Message, found: list[tuple[Booking, Contact]], context: RequestContext, tx: Transaction
) -> Element:
    gone = without_time([booking for booking, _ in found], tx)
    version = context.app.settings.national_scheduling_version
    return bookings_view(message.operation, found, tx.region(), gone=gone, version=version, now=context.now)


LOOKS: Mapping[Operation, Look] = {
    Operation.DATES: _dates,
    Operation.TIMESLOTS: _timeslots,
    Operation.DETAILS: _details,
    Operation.SCHEDULE: _schedule,
}
