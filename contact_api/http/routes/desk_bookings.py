"""Staff book for somebody, move, cancel, and note who came; a unit's bookings of a day."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Query
from fastapi.responses import Response

from contact_api.domain.booking.booking import Booking, BookingId, as_many_as_shown
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core import errors
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.http.auth.contexts import ContactContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.bookings import booker_of, held_time, wanted_of
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.responses.times_instead import with_times_instead
from contact_api.http.routes import router
from contact_api.http.schemas.base import Day
from contact_api.http.schemas.desk_bookings import (
    MOST_BOOKINGS,
    DeskBooking,
    DeskBookings,
    DeskMoveIn,
    DeskTimeWanted,
)
from contact_api.http.views.booking_views import desk_booking_view
from contact_api.ports import Transaction
from contact_api.usecases.booking.book_time import book_time
from contact_api.usecases.booking.change_booking import cancel_booking, move_booking
from contact_api.usecases.booking.lost_time import without_time
from contact_api.usecases.booking.wanted_time import Wanted

routes = router("desk")
DESK = "/desk/contact-requests/{contact_id:uuid}"
ONE = DESK + "/bookings/{booking_id:uuid}"
STAFF_LANGUAGE = "sv"

OF_BOOKING = (
    errors.ContactNotFound,
    errors.BookingNotFound,
    errors.BookingIsOver,
    errors.KeyReused,
    errors.Busy,
)
NOT_NOW = (errors.TimeNotOffered, errors.ConsentMissing, errors.HasAnotherBooking)


@routes.get(
    "/desk/bookings",
    response_model=DeskBookings,
    **describe(
        "list-unit-bookings",
        sv="Enhetens bokade tider en dag.",
        en="The booked times of your unit on a day. The list is logged for each person in it.",
        answer="Every booking that starts that day, the cancelled too, the earliest first.",
    ),
)
def list_unit_bookings(
    context: ContactContext,
    day: Annotated[Day | None, Query(description="A local day; left out: today.")] = None,
) -> Response:
    def act(tx: Transaction) -> DeskBookings:
        region = tx.region()
        units = context.units if context.units is not None else frozenset(region.units)
        span = day_span(day or region.today(context.now), region.zone)
        found = as_many_as_shown(tx.bookings_of_units(sorted(units), span), MOST_BOOKINGS)
        for contact_id in sorted({one.contact_id for one in found}):
            if (contact := tx.contact(contact_id)) is not None:
                context.note_access(tx, "listed", "bookings of the day", contact=contact)
        return _listed(found, tx, context)

    return json_response(context.app.transact(act))


@routes.get(
    DESK + "/bookings",
    response_model=DeskBookings,
    **describe(
        "list-bookings-of",
        sv="Vad som är bokat åt någon.",
        en="What is booked for a contact request.",
        answer="Every booking, the earliest first.",
        refusals=(errors.ContactNotFound,),
    ),
)
def list_bookings_of(contact_id: UUID, context: ContactContext) -> Response:
    def act(tx: Transaction) -> DeskBookings:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        context.note_access(tx, "read", "see the bookings", contact=contact)
        found = as_many_as_shown(tx.bookings_of_contact(contact.id), MOST_BOOKINGS)
        return _listed(found, tx, context)

    return json_response(context.app.transact(act))


@routes.post(
    DESK + "/bookings",
    status_code=201,
    response_model=DeskBooking,
    **describe(
        "book-time-for",
        sv="Boka en tid åt någon.",
        en="Book a time for somebody, in the call or without one. Staff are bound by no notice.",
        answer="The booking.",
        refusals=(errors.ContactNotFound, *NOT_NOW, errors.KeyReused, errors.Busy),
    ),
)
def post_booking_for(
    contact_id: UUID, body: DeskTimeWanted, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    new_id = BookingId(str(uuid4()))

    def asked(contact: Contact, tx: Transaction) -> tuple[Wanted, Booker]:
        return wanted_of(body, body.staff_id), booker_of(contact, tx, by_staff=True)

    def change(contact: Contact, tx: Transaction) -> Booking:
        return book_time(new_id, contact.id, *asked(contact, tx), tx, by=context.actor, now=context.now)

    return with_times_instead(
        contact_id, context, asked, lambda: change_for(contact_id, context, key, change, status=201)
    )


@routes.post(
    ONE + "/moves",
    response_model=DeskBooking,
    **describe(
        "move-booking-for",
        sv="Flytta någons tid.",
        en="Move somebody's time. Staff may until it has begun.",
        answer="The booking at its new time.",
        refusals=(*OF_BOOKING, *NOT_NOW),
    ),
)
def post_move_for(
    contact_id: UUID, booking_id: UUID, body: DeskMoveIn, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    booking = BookingId(str(booking_id))

    def asked(contact: Contact, tx: Transaction) -> tuple[Wanted, Booker]:
        kind = held_time(booking, contact.id, tx).time_type_id
        with_whom = StaffId(body.staff_id) if body.staff_id else None
        wanted = Wanted(kind, UnitId(body.unit_id), body.starts_at, with_whom)
        return wanted, booker_of(contact, tx, by_staff=True)

    def change(contact: Contact, tx: Transaction) -> Booking:
        return move_booking(booking, contact.id, *asked(contact, tx), tx, by=context.actor, now=context.now)

    return with_times_instead(
        contact_id, context, asked, lambda: change_for(contact_id, context, key, change)
    )


@routes.post(
    ONE + "/cancellations",
    response_model=DeskBooking,
    **describe(
        "cancel-booking-for",
        sv="Avboka någons tid, för enhetens räkning.",
        en="Cancel somebody's time on behalf of the unit.",
        answer="The cancelled booking.",
        refusals=OF_BOOKING,
    ),
)
def post_cancellation_for(
    contact_id: UUID, booking_id: UUID, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    def change(contact: Contact, tx: Transaction) -> Booking:
        booker = booker_of(contact, tx, by_staff=True)
        booking = BookingId(str(booking_id))
        return cancel_booking(booking, contact.id, booker, tx, by=context.actor, now=context.now)

    return change_for(contact_id, context, key, change)


def _listed(found: list[Booking], tx: Transaction, context: RequestContext) -> DeskBookings:
    gone = without_time(found, tx)
    views = [desk_booking_view(one, tx.region(), STAFF_LANGUAGE, gone=gone, now=context.now) for one in found]
    return DeskBookings(bookings=views)


def change_for(
    contact_id: UUID,
    context: RequestContext,
    key: str | None,
    change: Callable[[Contact, Transaction], Booking],
    *,
    status: int = 200,
) -> Response:
    """Do it to a booking of a contact that the caller may know of, write the look down and answer."""

    def act(tx: Transaction) -> DeskBooking:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        booking = change(contact, tx)
        context.note_access(tx, "changed", "booking", contact=contact)
        return desk_booking_view(booking, tx.region(), STAFF_LANGUAGE, now=context.now)

    return once(context, key, act, status)
