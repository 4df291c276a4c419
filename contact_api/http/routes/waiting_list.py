"""The citizen waits for a time to be freed, answers an offer, or leaves the list."""

from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.booking.waiting_list import WaitingId
from contact_api.domain.core import errors
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.contexts import OwnContactContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.waiting_list import place_wanted
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response, no_content
from contact_api.http.routes import router
from contact_api.http.schemas.waiting_list import OfferAnswerIn, WaitingIn, WaitingListOut, WaitingOut
from contact_api.http.views.waiting_list_views import waiting_view
from contact_api.ports import Transaction
from contact_api.usecases.booking.waiting_list import accept_offer, decline_offer, join_list, leave_list

routes = router("citizen")
LIST = "/contact-requests/{contact_id:uuid}/waiting-list"
ONE = LIST + "/{waiting_id:uuid}"
OF_PLACE = (errors.ContactNotFound, errors.WaitingNotFound)
NOT_SO = (
    errors.ContactNotFound,
    errors.ContactIsClosed,
    errors.UnitNotFound,
    errors.TimeNotOffered,
    errors.ConsentMissing,
    errors.MayNotBook,
    errors.DatesContradict,
    errors.KeyReused,
    errors.Busy,
)


@routes.get(
    LIST,
    response_model=WaitingListOut,
    **describe(
        "list-own-waiting",
        sv="Vilka tider kontakten väntar på, och vad som erbjuds.",
        en="The kinds of times that a contact request waits for, and what is offered.",
        answer="Every place on the list, the oldest first.",
        refusals=(errors.ContactNotFound,),
    ),
)
def list_own_waiting(contact_id: UUID, context: OwnContactContext) -> Response:
    def act(tx: Transaction) -> WaitingListOut:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        context.note_access(tx, "read", "own waiting list", contact=contact)
        language = contact.circumstances.citizen_language
        places = tx.waiting_of_contact(contact.id)[-100:]
        return WaitingListOut(places=[waiting_view(one, tx, language, now=context.now) for one in places])

    return json_response(context.app.transact(act))


@routes.post(
    LIST,
    status_code=201,
    response_model=WaitingOut,
    **describe(
        "join-waiting-list",
        sv="Vänta på att en tid blir ledig. En ledig tid erbjuds en i taget.",
        en="Wait for a time to be freed. A freed time is offered to one person at a time. Who waits for that kind"
        " already keeps the place and waits so from now on.",
        answer="The place on the list.",
        refusals=NOT_SO,
    ),
)
def post_waiting(
    contact_id: UUID, body: WaitingIn, context: OwnContactContext, key: IdempotencyKey = None
) -> Response:
    def act(tx: Transaction) -> WaitingOut:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        wish = place_wanted(body, context, tx.region(), by_staff=False)
        place = join_list(wish, contact.id, tx, now=context.now)
        context.note_access(tx, "changed", "own waiting list", contact=contact)
        return waiting_view(place, tx, contact.circumstances.citizen_language, now=context.now)

    return once(context, key, act, 201)


@routes.post(
    ONE + "/answers",
    response_model=WaitingOut,
    **describe(
        "answer-offer",
        sv="Svara ja eller nej på en tid som hålls.",
        en="Answer yes or no to a time that is held. Yes books it; no keeps the place for another time.",
        answer="The place. After a yes `offer` is the booking.",
        refusals=(*OF_PLACE, errors.ContactIsClosed, errors.TimeNotOffered, errors.KeyReused, errors.Busy),
    ),
)
def post_answer(
    contact_id: UUID,
    waiting_id: UUID,
    body: OfferAnswerIn,
    context: OwnContactContext,
    key: IdempotencyKey = None,
) -> Response:
    place_id = WaitingId(str(waiting_id))

    def act(tx: Transaction) -> WaitingOut:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        answer = accept_offer if body.accept else decline_offer
        answer(place_id, contact.id, tx, by=context.actor, now=context.now)
        context.note_access(tx, "changed", "own waiting list", contact=contact)
        place = tx.waiting(place_id)
        if place is None:
            raise errors.WaitingNotFound
        return waiting_view(place, tx, contact.circumstances.citizen_language, now=context.now)

    return once(context, key, act, 200)


@routes.delete(
    ONE,
    status_code=204,
    **describe(
        "leave-waiting-list",
        sv="Sluta vänta. En tid som hålls erbjuds nästa.",
        en="Wait no more. A time that is held is offered to the next one. Leaving again changes nothing.",
        answer="Nothing.",
        or_nothing="The place is left.",
        refusals=OF_PLACE,
    ),
)
def delete_waiting(contact_id: UUID, waiting_id: UUID, context: OwnContactContext) -> Response:
    def act(tx: Transaction) -> None:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        leave_list(WaitingId(str(waiting_id)), contact.id, tx, by=context.actor, now=context.now)
        context.note_access(tx, "changed", "own waiting list", contact=contact)

    context.app.transact(act)
    return no_content()
