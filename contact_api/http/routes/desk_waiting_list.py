"""Staff put somebody on the waiting list, answer for them, and see whom the unit has not given a time yet."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response

from contact_api.domain.booking.waiting_list import Waiting, WaitingId
from contact_api.domain.core import errors
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.contexts import ContactContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.waiting_list import place_wanted
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response, no_content
from contact_api.http.responses.paging import Page, Paging
from contact_api.http.routes import router
from contact_api.http.routes.waiting_list import NOT_SO, OF_PLACE
from contact_api.http.schemas.waiting_list import (
    DeskWaitingIn,
    DeskWaitingList,
    DeskWaitingOut,
    OfferAnswerIn,
)
from contact_api.http.views.waiting_list_views import desk_waiting_view
from contact_api.ports import Transaction
from contact_api.usecases.booking.waiting_list import accept_offer, decline_offer, join_list, leave_list

routes = router("desk")
LIST = "/desk/contact-requests/{contact_id:uuid}/waiting-list"
ONE = LIST + "/{waiting_id:uuid}"


@routes.get(
    "/desk/waiting-list",
    response_model=DeskWaitingList,
    **describe(
        "list-unit-waiting",
        sv="Enhetens väntelista, den som skulle ha haft tid tidigast först.",
        en="The waiting list of your unit, the earliest due first. The list is logged for each person in it.",
        answer="A page of those who wait.",
    ),
)
def list_unit_waiting(
    context: ContactContext,
    page: Paging,
    *,
    overdue_only: Annotated[
        bool, Query(alias="overdue-only", description="Only those who should have had a time by now.")
    ] = False,
) -> Response:
    def act(tx: Transaction) -> DeskWaitingList:
        today = tx.region().today(context.now)
        found = [
            one
            for one in tx.open_waiting(sorted(context.units) if context.units is not None else None)
            if one.is_overdue(today) or not overdue_only
        ]
        return _page(found, page, tx, context)

    return json_response(context.app.transact(act))


@routes.get(
    LIST,
    response_model=DeskWaitingList,
    **describe(
        "list-waiting-of",
        sv="Vilka tider någon väntar på.",
        en="The kinds of times that somebody waits for.",
        answer="Every place on the list, the oldest first.",
        refusals=(errors.ContactNotFound,),
    ),
)
def list_waiting_of(contact_id: UUID, context: ContactContext, page: Paging) -> Response:
    def act(tx: Transaction) -> DeskWaitingList:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        return _page(tx.waiting_of_contact(contact.id), page, tx, context)

    return json_response(context.app.transact(act))


@routes.post(
    LIST,
    status_code=201,
    response_model=DeskWaitingOut,
    **describe(
        "join-waiting-list-for",
        sv="Sätt någon på väntelistan, med dagen då tiden senast borde vara.",
        en="Put somebody on the waiting list, with the day by which the time should be.",
        answer="The place on the list.",
        refusals=NOT_SO,
    ),
)
def post_waiting_for(
    contact_id: UUID, body: DeskWaitingIn, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    def act(tx: Transaction) -> DeskWaitingOut:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        wish = place_wanted(body, context, tx.region(), by_staff=True)
        place = join_list(wish, contact.id, tx, now=context.now)
        context.note_access(tx, "changed", "waiting list", contact=contact)
        return desk_waiting_view(place, tx, now=context.now)

    return once(context, key, act, 201)


@routes.post(
    ONE + "/answers",
    response_model=DeskWaitingOut,
    **describe(
        "answer-offer-for",
        sv="Svara för någon som ringer om en tid som hålls.",
        en="Answer for somebody who rings about a time that is held.",
        answer="The place. After a yes `offer` is the booking.",
        refusals=(*OF_PLACE, errors.TimeNotOffered, errors.KeyReused, errors.Busy),
    ),
)
def post_answer_for(
    contact_id: UUID,
    waiting_id: UUID,
    body: OfferAnswerIn,
    context: ContactContext,
    key: IdempotencyKey = None,
) -> Response:
    place_id = WaitingId(str(waiting_id))

    def act(tx: Transaction) -> DeskWaitingOut:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        answer = accept_offer if body.accept else decline_offer
        answer(place_id, contact.id, tx, by=context.actor, now=context.now)
        context.note_access(tx, "changed", "waiting list", contact=contact)
        place = tx.waiting(place_id)
        if place is None:
            raise errors.WaitingNotFound
        return desk_waiting_view(place, tx, now=context.now)

    return once(context, key, act, 200)


@routes.delete(
    ONE,
    status_code=204,
    **describe(
        "leave-waiting-list-for",
        sv="Ta någon från väntelistan.",
        en="Take somebody off the waiting list. Again changes nothing.",
        answer="Nothing.",
        or_nothing="The place is left.",
        refusals=OF_PLACE,
    ),
)
def delete_waiting_for(contact_id: UUID, waiting_id: UUID, context: ContactContext) -> Response:
    def act(tx: Transaction) -> None:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        leave_list(WaitingId(str(waiting_id)), contact.id, tx, by=context.actor, now=context.now)
        context.note_access(tx, "changed", "waiting list", contact=contact)

    context.app.transact(act)
    return no_content()


def _page(found: list[Waiting], page: Page, tx: Transaction, context: RequestContext) -> DeskWaitingList:
    shown = found[page.offset : page.offset + page.limit]
    for contact_id in sorted({one.contact_id for one in shown}):
        if (contact := tx.contact(contact_id)) is not None:
            context.note_access(tx, "listed", "waiting list", contact=contact)
    return DeskWaitingList(
        items=[desk_waiting_view(one, tx, now=context.now) for one in shown],
        limit=page.limit,
        offset=page.offset,
        more=len(found) > page.offset + page.limit,
    )
