"""The citizen's booked times: what can be booked for their contact request, hold, book, move, cancel."""

from collections.abc import Callable
from uuid import UUID, uuid4

from fastapi.responses import Response

from contact_api.domain.booking.booking import Booking, BookingId, as_many_as_shown
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core import errors
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.http.auth.contexts import OwnContactContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.bookings import booker_of, held_time, wanted_of
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.responses.times_instead import with_times_instead
from contact_api.http.routes import router
from contact_api.http.schemas.base import LONGEST_LIST
from contact_api.http.schemas.bookings import (
    BookingIn,
    BookingOut,
    BookingsOut,
    MoveIn,
    TimeWanted,
)
from contact_api.http.views.booking_views import booking_view
from contact_api.ports import Transaction
from contact_api.usecases.booking.book_time import book_held, book_time, hold_time, let_go
from contact_api.usecases.booking.change_booking import cancel_booking, move_booking
from contact_api.usecases.booking.lost_time import without_time
from contact_api.usecases.booking.wanted_time import Wanted

routes = router("citizen")

NOT_NOW = (
    errors.ContactNotFound,
    errors.ContactIsClosed,
    errors.TimeNotOffered,
    errors.ConsentMissing,
    errors.MayNotBook,
    errors.HasAnotherBooking,
    errors.KeyReused,
    errors.Busy,
)
OF_BOOKING = (errors.ContactNotFound, errors.BookingNotFound, errors.BookingIsOver, errors.TooLateToChange)


@routes.post(
    "/contact-requests/{contact_id:uuid}/booking-holds",
    status_code=201,
    response_model=BookingOut,
    **describe(
        "hold-time",
        sv="Håll en tid några minuter medan någon bestämmer sig.",
        en="Hold a time for some minutes while somebody decides. Nobody else is offered it.",
        answer="The hold: its `booking_id` is what to book, and `held_until` when it ends.",
        refusals=(*NOT_NOW, errors.TooManyHolds),
    ),
)
def post_hold(
    contact_id: UUID, body: TimeWanted, context: OwnContactContext, key: IdempotencyKey = None
) -> Response:
    new_id = BookingId(str(uuid4()))

    def asked(contact: Contact, tx: Transaction) -> tuple[Wanted, Booker]:
        return wanted_of(body), booker_of(contact, tx)

    def change(contact: Contact, tx: Transaction) -> Booking:
        return hold_time(new_id, contact.id, *asked(contact, tx), tx, by=context.actor, now=context.now)

    return with_times_instead(
        contact_id, context, asked, lambda: _change(contact_id, context, key, change, status=201)
    )


@routes.delete(
    "/contact-requests/{contact_id:uuid}/booking-holds/{hold_id:uuid}",
    status_code=204,
    **describe(
        "let-go-of-time",
        sv="Släpp en hållen tid.",
        en="Let go of a held time. One that has ended already is no fault.",
        answer="Nothing.",
        or_nothing="It is let go of.",
        refusals=(errors.ContactNotFound,),
    ),
)
def delete_hold(contact_id: UUID, hold_id: UUID, context: OwnContactContext) -> Response:
    def act(tx: Transaction) -> None:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        let_go(BookingId(str(hold_id)), contact.id, tx)

    context.app.transact(act)
    return Response(status_code=204)


@routes.post(
    "/contact-requests/{contact_id:uuid}/bookings",
    status_code=201,
    response_model=BookingOut,
    **describe(
        "book-time",
        sv="Boka en tid. Den som väntar på att bli uppringd rings då inte.",
        en="Book a time. Who waits to be called is then not called.",
        answer="The booking; the same hold booked again is the same booking.",
        refusals=NOT_NOW,
    ),
)
def post_booking(
    contact_id: UUID, body: BookingIn, context: OwnContactContext, key: IdempotencyKey = None
) -> Response:
    new_id, hold_id = BookingId(str(uuid4())), BookingId(body.hold_id or "")

    def asked(contact: Contact, tx: Transaction) -> tuple[Wanted, Booker]:
        wanted = wanted_of(body.time) if body.time else held_time(hold_id, contact.id, tx)
        return wanted, booker_of(contact, tx)

    def change(contact: Contact, tx: Transaction) -> Booking:
        by, now = context.actor, context.now
        if body.time is None:
            return book_held(hold_id, contact.id, booker_of(contact, tx), tx, by=by, now=now)
        return book_time(new_id, contact.id, *asked(contact, tx), tx, by=by, now=now)

    return with_times_instead(
        contact_id, context, asked, lambda: _change(contact_id, context, key, change, status=201)
    )


@routes.get(
    "/contact-requests/{contact_id:uuid}/bookings",
    response_model=BookingsOut,
    **describe(
        "list-own-bookings",
        sv="Vad som är bokat.",
        en="What is booked for this contact request.",
        answer="Every booking and hold, the earliest first.",
        refusals=(errors.ContactNotFound,),
    ),
)
def list_bookings(contact_id: UUID, context: OwnContactContext) -> Response:
    def act(tx: Transaction) -> BookingsOut:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        found = as_many_as_shown(tx.bookings_of_contact(contact.id), LONGEST_LIST)
        gone = without_time(found, tx)
        context.note_access(tx, "read", "own bookings", contact=contact)
        language = contact.circumstances.citizen_language
        return BookingsOut(
            bookings=[booking_view(one, tx.region(), language, gone=gone, now=context.now) for one in found]
        )

    return json_response(context.app.transact(act))


@routes.post(
    "/contact-requests/{contact_id:uuid}/bookings/{booking_id:uuid}/moves",
    response_model=BookingOut,
    **describe(
        "move-booking",
        sv="Flytta en bokad tid. Den gamla släpps först när den nya är tagen.",
        en="Move a booked time. The old one is let go of only when the new one is taken.",
        answer="The booking at its new time; its id stays.",
        refusals=(*OF_BOOKING, *NOT_NOW[2:]),
    ),
)
def post_move(
    contact_id: UUID, booking_id: UUID, body: MoveIn, context: OwnContactContext, key: IdempotencyKey = None
) -> Response:
    booking = BookingId(str(booking_id))

    def asked(contact: Contact, tx: Transaction) -> tuple[Wanted, Booker]:
        kind = held_time(booking, contact.id, tx).time_type_id
        return Wanted(kind, UnitId(body.unit_id), body.starts_at), booker_of(contact, tx)

    def change(contact: Contact, tx: Transaction) -> Booking:
        return move_booking(booking, contact.id, *asked(contact, tx), tx, by=context.actor, now=context.now)

    return with_times_instead(contact_id, context, asked, lambda: _change(contact_id, context, key, change))


@routes.post(
    "/contact-requests/{contact_id:uuid}/bookings/{booking_id:uuid}/cancellations",
    response_model=BookingOut,
    **describe(
        "cancel-booking",
        sv="Avboka en tid som är bokad.",
        en="Cancel a booked time. Cancelling again changes nothing.",
        answer="The cancelled booking.",
        refusals=(*OF_BOOKING, errors.KeyReused, errors.Busy),
    ),
)
def post_cancellation(
    contact_id: UUID, booking_id: UUID, context: OwnContactContext, key: IdempotencyKey = None
) -> Response:
    def change(contact: Contact, tx: Transaction) -> Booking:
        booker = booker_of(contact, tx)
        booking = BookingId(str(booking_id))
        return cancel_booking(booking, contact.id, booker, tx, by=context.actor, now=context.now)

    return _change(contact_id, context, key, change)


def _change(
    contact_id: UUID,
    context: RequestContext,
    key: str | None,
    change: Callable[[Contact, Transaction], Booking],
    *,
    status: int = 200,
) -> Response:
    def act(tx: Transaction) -> BookingOut:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        booking = change(contact, tx)
        context.note_access(tx, "changed", "own booking", contact=contact)
        return booking_view(booking, tx.region(), contact.circumstances.citizen_language, now=context.now)

    return once(context, key, act, status)
