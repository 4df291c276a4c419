"""Staff book for a family that comes together: all of them or none."""

from uuid import UUID, uuid4

from fastapi.responses import Response

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.core import errors
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.contexts import ContactContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.bookings import wanted_of
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.routes import router
from contact_api.http.schemas.group_bookings import GroupBookingIn, GroupBookings
from contact_api.http.views.booking_views import desk_booking_view
from contact_api.ports import Transaction
from contact_api.usecases.booking.book_together import book_together, cancel_together

routes = router("desk")
STAFF_LANGUAGE = "sv"


@routes.post(
    "/desk/group-bookings",
    status_code=201,
    response_model=GroupBookings,
    **describe(
        "book-together",
        sv="Boka tider åt flera som kommer tillsammans, efter varandra eller samtidigt. Alla får tid, eller ingen.",
        en="Book times for several who come together, one after another or at the same time. All have one or none has.",
        answer="The bookings, in the order that was asked for.",
        refusals=(
            errors.ContactNotFound,
            errors.TimeNotOffered,
            errors.ConsentMissing,
            errors.HasAnotherBooking,
            errors.KeyReused,
            errors.Busy,
        ),
    ),
)
def post_group_booking(body: GroupBookingIn, context: ContactContext, key: IdempotencyKey = None) -> Response:
    group_id = str(uuid4())
    new_ids = [BookingId(str(uuid4())) for _ in body.contact_ids]

    def act(tx: Transaction) -> GroupBookings:
        contacts = [context.known_contact(ContactId(one), tx) for one in body.contact_ids]
        booked = book_together(
            [one.id for one in contacts],
            group_id,
            wanted_of(body.time, body.time.staff_id),
            body.together,
            tx,
            new_ids=new_ids,
            by=context.actor,
            now=context.now,
        )
        return _told(group_id, booked, tx, context)

    return once(context, key, act, 201)


@routes.post(
    "/desk/group-bookings/{group_id:uuid}/cancellations",
    response_model=GroupBookings,
    **describe(
        "cancel-together",
        sv="Avboka alla som kommer tillsammans.",
        en="Cancel the times of all who come together. Cancelling again changes nothing.",
        answer="The bookings as they stand.",
        refusals=(errors.ContactNotFound, errors.BookingNotFound, errors.KeyReused, errors.Busy),
    ),
)
def post_group_cancellation(group_id: UUID, context: ContactContext, key: IdempotencyKey = None) -> Response:
    def act(tx: Transaction) -> GroupBookings:
        for one in tx.bookings_of_group(str(group_id)):
            context.known_contact(one.contact_id, tx)
        after = cancel_together(str(group_id), tx, by=context.actor, now=context.now)
        return _told(str(group_id), after, tx, context)

    return once(context, key, act, 200)


def _told(group_id: str, bookings: list[Booking], tx: Transaction, context: RequestContext) -> GroupBookings:
    for one in bookings:
        context.note_access(tx, "changed", "booking", contact=context.known_contact(one.contact_id, tx))
    views = [desk_booking_view(one, tx.region(), STAFF_LANGUAGE, now=context.now) for one in bookings]
    return GroupBookings(group_id=group_id, bookings=views)
