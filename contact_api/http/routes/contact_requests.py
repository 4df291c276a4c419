"""The citizen, or a front end: seek contact, see where it stands, move the time, cancel, open again."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response

from contact_api.domain.booking.booking import BookingState
from contact_api.domain.core import errors
from contact_api.domain.core.access import Role
from contact_api.domain.core.attempts import had_wrong_number
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, ContactState, UnitId
from contact_api.domain.promise.promise import Promise
from contact_api.http.auth.contexts import OwnContactContext, SeekContactContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.contact_requests import read_contact_request
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.responses.on_event_loop import on_event_loop
from contact_api.http.routes import router
from contact_api.http.schemas.base import Moment
from contact_api.http.schemas.case import Case, TakenCase, WindowOffers
from contact_api.http.schemas.intake import ContactRequestIn, WindowChoice
from contact_api.http.views.booking_views import booked_sentence
from contact_api.http.views.citizen_views import case_view, offer_view, taken_case_view
from contact_api.ports import Transaction
from contact_api.usecases.booking.lost_time import without_time
from contact_api.usecases.intake.reopen import reopen
from contact_api.usecases.intake.requests import as_said
from contact_api.usecases.intake.take_in import take_in
from contact_api.usecases.promising.choose_window import cancel, choose_window, offered_windows

routes = router("citizen")

After = Annotated[
    Moment | None, Query(description="Windows that begin then or later; left out: from now on.")
]


@routes.post(
    "/contact-requests",
    status_code=201,
    response_model=TakenCase,
    **describe(
        "seek-contact",
        sv="Sök kontakt: svaret säger först när man ska ringa 112, sedan när någon ringer, eller ärligt"
        " att ingen tid"
        " kan lovas i dag.",
        en="Seek contact. The answer first says when to call 112, then when somebody will call, or"
        " honestly that no"
        " time can be promised today. A signed-in citizen is known by their sign-in; a front end names the"
        " person.",
        answer="Taken in. Who still waits keeps their case and their place (`merged`): the more urgent reason decides,"
        " the other is kept for staff, and what is sent of mode, language, hours and consent replaces what was known;"
        " `sorted_as` tells the sorting that stands. A front end finds a case by its personal number together with its"
        " telephone number, and is told the window and what it said itself.",
        refusals=(
            errors.UnitNotFound,
            errors.UnknownReason,
            errors.NotAnIdentity,
            errors.NotAPhoneNumber,
            errors.KeyReused,
            errors.Busy,
        ),
    ),
)
@on_event_loop
def seek_contact(body: ContactRequestIn, context: SeekContactContext, key: IdempotencyKey = None) -> Response:
    contact_id = context.app.new_contact_id()

    def act(tx: Transaction) -> TakenCase:
        region = tx.region()
        request = read_contact_request(body, context, contact_id, region)
        taken = take_in(request, tx, now=context.now, actor=context.actor)
        signed_in = Role.CITIZEN in context.caller.roles
        told = taken if signed_in else as_said(taken, request)
        return taken_case_view(told, context, tx, region, with_link=signed_in or not taken.merged)

    return once(context, key, act, 201)


@routes.get(
    "/contact-requests/{contact_id:uuid}",
    response_model=Case,
    **describe(
        "see-contact-request",
        sv="Se var kontakten står.",
        en="See where a contact request stands: the citizen's own by their sign-in, or by the link they were"
        " sent.",
        answer="The contact request as it stands.",
        refusals=(errors.ContactNotFound,),
    ),
)
@on_event_loop
def see_contact_request(contact_id: UUID, context: OwnContactContext) -> Response:
    def act(tx: Transaction) -> Case:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        context.note_access(tx, "read", "own contact", contact=contact)
        return _case(contact, tx, context)

    return json_response(context.app.transact(act))


@routes.get(
    "/contact-requests/{contact_id:uuid}/windows",
    response_model=WindowOffers,
    **describe(
        "list-windows",
        sv="Tider som kan väljas i stället.",
        en="Windows the citizen may move to. Up to three from `after` on, today and the next days.",
        answer="The windows, the best first; they are not held for anybody.",
        refusals=(errors.ContactNotFound, errors.ContactIsClosed),
    ),
)
def list_windows(contact_id: UUID, context: OwnContactContext, after: After = None) -> Response:
    def act(tx: Transaction) -> WindowOffers:
        region = tx.region()
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        context.note_access(tx, "read", "own contact", contact=contact)
        found = offered_windows(contact.id, tx, after=after or context.now, now=context.now)
        return WindowOffers(windows=[offer_view(contact, one, region, now=context.now) for one in found])

    return json_response(context.app.transact(act))


@routes.put(
    "/contact-requests/{contact_id:uuid}/promise",
    response_model=Case,
    **describe(
        "choose-window",
        sv="Flytta till en erbjuden tid. Den gamla tiden släpps först när den nya är tagen.",
        en="Move to an offered window. The new minutes are taken before the old ones are given back.",
        answer="The contact request with its new promise.",
        refusals=(
            errors.ContactNotFound,
            errors.ContactIsClosed,
            errors.WindowNotOffered,
            errors.Busy,
        ),
    ),
)
def put_promise(contact_id: UUID, body: WindowChoice, context: OwnContactContext) -> Response:
    def act(tx: Transaction) -> Case:
        mine = context.known_contact(ContactId(str(contact_id)), tx)
        unit = UnitId(body.unit_id)
        moved, promise = choose_window(
            mine.id, body.window_from, unit, tx, now=context.now, actor=context.actor
        )
        context.note_access(tx, "changed", "own contact", contact=moved)
        return _case_with(moved, promise, tx, context)

    return json_response(context.app.transact(act))


@routes.post(
    "/contact-requests/{contact_id:uuid}/cancellation",
    response_model=Case,
    **describe(
        "cancel-contact-request",
        sv="Avboka. Att avboka två gånger är att avboka en gång.",
        en="Cancel. Cancelling twice is cancelling once.",
        answer="The contact request, cancelled.",
        refusals=(errors.ContactNotFound, errors.ContactIsClosed, errors.KeyReused, errors.Busy),
    ),
)
def cancel_contact_request(
    contact_id: UUID, context: OwnContactContext, key: IdempotencyKey = None
) -> Response:
    def act(tx: Transaction) -> Case:
        mine = context.known_contact(ContactId(str(contact_id)), tx)
        ended = cancel(mine.id, tx, now=context.now, actor=context.actor)
        context.note_access(tx, "changed", "own contact", contact=ended)
        return _case(ended, tx, context)

    return once(context, key, act)


@routes.post(
    "/contact-requests/{contact_id:uuid}/reopening",
    response_model=Case,
    **describe(
        "reopen-contact-request",
        sv="Öppna igen när vi inte har nått dig, eller när din bokade tid är avbokad. Platsen från första gången"
        " behålls.",
        en="Open again after nobody reached the citizen, or instead of a booked time that is cancelled or missed."
        " The first time is kept and a new promise is given.",
        answer="The contact request, waiting again; one that is open stays as it is.",
        refusals=(errors.ContactNotFound, errors.ContactIsClosed, errors.KeyReused, errors.Busy),
    ),
)
def reopen_contact_request(
    contact_id: UUID, context: OwnContactContext, key: IdempotencyKey = None
) -> Response:
    def act(tx: Transaction) -> Case:
        mine = context.known_contact(ContactId(str(contact_id)), tx)
        again, promise = reopen(mine.id, tx, now=context.now, actor=context.actor)
        context.note_access(tx, "changed", "own contact", contact=again)
        return _case_with(again, promise, tx, context)

    return once(context, key, act)


def _case(contact: Contact, tx: Transaction, context: RequestContext) -> Case:
    promises = tx.promises(contact.id)
    is_over = contact.state is ContactState.NOT_REACHED  # looked up then only: most who look are in line
    return case_view(
        contact,
        promises[-1] if promises else None,
        tx.region(),
        number_was_wrong=is_over and had_wrong_number(tx.attempts(contact.id)),
        booked=_booked(contact, tx, context),
        written_messages=tx.number_written(contact.id),
        now=context.now,
    )


def _booked(contact: Contact, tx: Transaction, context: RequestContext) -> str | None:
    """What is said of its booked time: while that says where the contact stands, or it is still to come."""
    is_booked = contact.state is ContactState.BOOKED
    until = contact.booked_until
    if not is_booked and (contact.state.is_open or until is None or until <= context.now):
        return None
    found = tx.bookings_of_contact(contact.id)
    if not is_booked and not any(one.state is BookingState.BOOKED for one in found):
        return None
    language = contact.circumstances.citizen_language
    return booked_sentence(found, tx.region(), language, gone=without_time(found, tx), now=context.now)


def _case_with(contact: Contact, promise: Promise | None, tx: Transaction, context: RequestContext) -> Case:
    written = tx.number_written(contact.id)
    return case_view(contact, promise, tx.region(), written_messages=written, now=context.now)
