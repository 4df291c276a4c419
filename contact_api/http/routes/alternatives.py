"""What else the citizen can do about their request, and the yes that some of it takes."""

from collections.abc import Callable
from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Consent, ContactId
from contact_api.domain.promise.promise import Promise
from contact_api.http.auth.contexts import OwnContactContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.contact_requests import hours_can_come
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.case import Alternatives, Case
from contact_api.http.schemas.intake import AvailableHours, ConsentIn
from contact_api.http.views.alternative_views import alternative_view
from contact_api.http.views.citizen_views import case_view
from contact_api.ports import Transaction
from contact_api.usecases.promising.accept_other_units import accept_others
from contact_api.usecases.promising.alternatives import alternatives
from contact_api.usecases.promising.change_hours import change_hours

routes = router("citizen")

REFUSALS = (errors.ContactNotFound, errors.ContactIsClosed, errors.KeyReused, errors.Busy)


@routes.get(
    "/contact-requests/{contact_id:uuid}/alternatives",
    response_model=Alternatives,
    **describe(
        "list-alternatives",
        sv="Vad man kan göra i stället: en annan tid, en annan enhet med ett ja, fler timmar. Bara det som går nu,"
        " med den tid det ger och vad som ska skickas.",
        en="What else the citizen can do: another time, another unit by a yes, more hours. Only what works now, with"
        " the time it brings and what to send.",
        answer="The alternatives; nothing is held for anybody.",
        refusals=(errors.ContactNotFound,),
    ),
)
def list_alternatives(contact_id: UUID, context: OwnContactContext) -> Response:
    def act(tx: Transaction) -> Alternatives:
        region = tx.region()
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        context.note_access(tx, "read", "own contact", contact=contact)
        found = alternatives(contact, tx, region=region, now=context.now)
        return Alternatives(
            alternatives=[alternative_view(one, contact, region, now=context.now) for one in found]
        )

    return json_response(context.app.transact(act))


@routes.post(
    "/contact-requests/{contact_id:uuid}/consents",
    response_model=Case,
    **describe(
        "accept-other-units",
        sv="Säg ja till att andra enheter ringer. Har någon av dem tid i dag ges ett löfte.",
        en="Say yes to being called by other units. Where one of them has time today it is promised.",
        answer="The contact request, with its promise where there is one.",
        refusals=REFUSALS,
    ),
)
def post_consent(
    contact_id: UUID, body: ConsentIn, context: OwnContactContext, key: IdempotencyKey = None
) -> Response:
    consent = Consent(body.consent)
    return _change(
        contact_id,
        context,
        key,
        lambda mine, tx: accept_others(mine, tx, consent=consent, now=context.now, actor=context.actor),
    )


@routes.put(
    "/contact-requests/{contact_id:uuid}/available-hours",
    response_model=Case,
    **describe(
        "change-available-hours",
        sv="Säg när man kan ta kontakten; utelämnat är när som helst. Ett löfte som passar står kvar.",
        en="Say when the contact can be taken; left out is any hour. A promise that fits stands.",
        answer="The contact request, with its promise where there is one.",
        refusals=(errors.ContactNotFound, errors.ContactIsClosed, errors.Busy),
    ),
)
def put_available_hours(contact_id: UUID, body: AvailableHours, context: OwnContactContext) -> Response:
    def change(mine: ContactId, tx: Transaction) -> tuple[Contact, Promise]:
        hours_can_come(body, context.now, tx.region())
        hours = (body.available_from, body.available_to)
        return change_hours(mine, *hours, tx, now=context.now, actor=context.actor)

    return _change(contact_id, context, None, change)


def _change(
    contact_id: UUID,
    context: RequestContext,
    key: str | None,
    change: Callable[[ContactId, Transaction], tuple[Contact, Promise]],
) -> Response:
    def act(tx: Transaction) -> Case:
        mine = context.known_contact(ContactId(str(contact_id)), tx)
        changed, promise = change(mine.id, tx)
        context.note_access(tx, "changed", "own contact", contact=changed)
        written = tx.number_written(changed.id)
        return case_view(changed, promise, tx.region(), written_messages=written, now=context.now)

    return once(context, key, act)
