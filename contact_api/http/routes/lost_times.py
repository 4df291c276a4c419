"""Booked times that nobody is there for any more: who they are, whether they know, and what is done about it."""

from collections.abc import Iterable
from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.core import errors
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.http.auth.contexts import ContactContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.responses.paging import Paging
from contact_api.http.routes import router
from contact_api.http.routes.desk_bookings import OF_BOOKING, ONE, change_for
from contact_api.http.schemas.desk_bookings import DeskBooking
from contact_api.http.schemas.lost_times import (
    LossNotices,
    LossNoticesIn,
    LostBookings,
    ReassignmentIn,
    UnreachedCitizens,
)
from contact_api.http.views.lost_time_views import lost_view, unreached_view
from contact_api.ports import Transaction
from contact_api.usecases.booking import remedies
from contact_api.usecases.booking.lost_time import lost_bookings

routes = router("desk")


@routes.get(
    "/desk/bookings/without-time",
    response_model=LostBookings,
    **describe(
        "list-bookings-without-time",
        sv="Bokade tider vid enheten som ingen längre är där för.",
        en="Booked times of your unit that nobody is there for any more, and those whose citizen was told so although"
        " somebody is again. The list is logged for each person in it.",
        answer="A page, the soonest first, each with whether its citizen knows and with what can be done.",
    ),
)
def list_without_time(context: ContactContext, page: Paging) -> Response:
    def act(tx: Transaction) -> LostBookings:
        units = _units(context, tx)
        found = lost_bookings(units, tx, limit=page.limit + 1, offset=page.offset, now=context.now)
        shown = found[: page.limit]
        _note_looks((one.booking for one in shown), "bookings without staff time", tx, context)
        return LostBookings(
            items=[lost_view(one, tx.region(), now=context.now) for one in shown],
            limit=page.limit,
            offset=page.offset,
            more=len(found) > page.limit,
        )

    return json_response(context.app.transact(act))


@routes.post(
    "/desk/bookings/loss-notices",
    response_model=LossNotices,
    **describe(
        "tell-of-lost-times",
        sv="Meddela dem vars tid ingen är där för. Den som redan vet får inget nytt SMS.",
        en="Tell citizens that nobody is there for their time; each once, the soonest first. They can choose another.",
        answer="Whose citizens are told now.",
        refusals=(errors.BookingNotFound, errors.KeyReused, errors.Busy),
    ),
)
def post_loss_notices(body: LossNoticesIn, context: ContactContext, key: IdempotencyKey = None) -> Response:
    def act(tx: Transaction) -> LossNotices:
        wanted = [tx.booking(BookingId(one)) for one in dict.fromkeys(body.booking_ids)]
        known = [one for one in wanted if one is not None and _may_know(one, tx, context)]
        if len(known) < len(wanted):
            raise errors.BookingNotFound
        ordered = [one.id for one in sorted(known, key=lambda one: (one.starts_at, one.id))]
        told = remedies.tell_of_losses(ordered, tx, by=context.actor, now=context.now)
        _note_looks((one for one in known if one.id in told), "told of a lost time", tx, context)
        return LossNotices(told_now=list(told))

    return once(context, key, act)


@routes.post(
    ONE + "/reassignments",
    response_model=DeskBooking,
    **describe(
        "reassign-booking",
        sv="Ge samma tid åt någon annan som är ledig då.",
        en="Give the same time to somebody else of the unit who is free then. The citizen is told only where they"
        " would notice: they were told it is lost, or it was with their named contact.",
        answer="The booking, with who gives it now.",
        refusals=(*OF_BOOKING, errors.TimeNotOffered),
    ),
)
def post_reassignment(
    contact_id: UUID,
    booking_id: UUID,
    body: ReassignmentIn,
    context: ContactContext,
    key: IdempotencyKey = None,
) -> Response:
    def change(contact: Contact, tx: Transaction) -> Booking:
        to = StaffId(body.staff_id) if body.staff_id else None
        booking, by, now = BookingId(str(booking_id)), context.actor, context.now
        return remedies.reassign_booking(booking, contact.id, tx, staff_id=to, by=by, now=now)

    return change_for(contact_id, context, key, change)


@routes.post(
    ONE + "/rebooking-requests",
    response_model=DeskBooking,
    **describe(
        "ask-to-rebook",
        sv="Släpp tiden och be personen välja en ny.",
        en="Free the time and ask the citizen to choose another one, in one step. Asking again changes nothing.",
        answer="The booking, cancelled by the unit.",
        refusals=OF_BOOKING,
    ),
)
def post_rebooking_request(
    contact_id: UUID, booking_id: UUID, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    def change(contact: Contact, tx: Transaction) -> Booking:
        booking = BookingId(str(booking_id))
        return remedies.ask_to_rebook(booking, contact.id, tx, by=context.actor, now=context.now)

    return change_for(contact_id, context, key, change)


@routes.post(
    ONE + "/reaffirmations",
    response_model=DeskBooking,
    **describe(
        "say-booking-stands",
        sv="Meddela att en tid som sagts utgå gäller ändå.",
        en="Tell the citizen that a time they were told is lost holds after all.",
        answer="The booking.",
        refusals=(*OF_BOOKING, errors.TimeNotOffered),
    ),
)
def post_reaffirmation(
    contact_id: UUID, booking_id: UUID, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    def change(contact: Contact, tx: Transaction) -> Booking:
        booking = BookingId(str(booking_id))
        return remedies.say_it_stands(booking, contact.id, tx, by=context.actor, now=context.now)

    return change_for(contact_id, context, key, change)


@routes.get(
    "/desk/bookings/unreached",
    response_model=UnreachedCitizens,
    **describe(
        "list-unreached-citizens",
        sv="Vilka som ska ringas: inget SMS om deras ändrade tid har nått dem.",
        en="Whom to ring: no text of what your unit did to their booked time reached them. The list is logged for"
        " each person in it.",
        answer="Those whose times are ahead, the soonest first.",
    ),
)
def list_unreached(context: ContactContext) -> Response:
    def act(tx: Transaction) -> UnreachedCitizens:
        found = tx.unreached(_units(context, tx), since=context.now)
        _note_looks((booking for booking, _ in found), "citizens to be rung", tx, context)
        views = [unreached_view(booking, text, tx.region(), now=context.now) for booking, text in found]
        return UnreachedCitizens(items=views)

    return json_response(context.app.transact(act))


@routes.post(
    ONE + "/told",
    response_model=DeskBooking,
    **describe(
        "note-told-otherwise",
        sv="Notera att personen fått veta det på annat sätt, till exempel per telefon.",
        en="Note that the citizen was told otherwise, such as by telephone. Noting it again changes nothing.",
        answer="The booking.",
        refusals=OF_BOOKING,
    ),
)
def post_told(
    contact_id: UUID, booking_id: UUID, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    def change(contact: Contact, tx: Transaction) -> Booking:
        booking = BookingId(str(booking_id))
        return remedies.note_told_otherwise(booking, contact.id, tx, by=context.actor, now=context.now)

    return change_for(contact_id, context, key, change)


def _units(context: RequestContext, tx: Transaction) -> list[UnitId]:
    return sorted(context.units if context.units is not None else tx.region().units)


def _may_know(booking: Booking, tx: Transaction, context: RequestContext) -> bool:
    contact = tx.contact(booking.contact_id)
    return contact is not None and context.may_know(contact, tx.region())


def _note_looks(bookings: Iterable[Booking], purpose: str, tx: Transaction, context: RequestContext) -> None:
    """One row for each person."""
    for contact_id in sorted({one.contact_id for one in bookings}):
        if (contact := tx.contact(contact_id)) is not None:
            context.note_access(tx, "listed", purpose, contact=contact)
