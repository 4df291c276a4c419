"""The telephone exchange posts call-back requests, signed as Standard Webhooks has it."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from contact_api.adapters.telephony.phone import read_phone
from contact_api.domain import errors
from contact_api.domain.access import Permission
from contact_api.http.asking import Ask, allowed
from contact_api.http.describe import describe
from contact_api.http.idempotency import IdempotencyKey, once
from contact_api.http.reading import read_callback_request
from contact_api.http.routes import router
from contact_api.http.shapes.case import TakenCase
from contact_api.http.shapes.intake import CallbackRequestIn
from contact_api.http.telling import tell_taken
from contact_api.ports import Transaction
from contact_api.usecases.take_in import take_in

routes = router("telephony")


@routes.post(
    "/telephony/callback-requests",
    status_code=201,
    response_model=TakenCase,
    **describe(
        "post-callback-request",
        sv="Telefonväxeln lämnar ett återuppringningsärende: numret och menyvalet räcker. Samma webhook-id"
        " är samma"
        " ärende.",
        en="An exchange posts a call-back request. The number and the menu choice are enough; the same"
        " webhook-id is"
        " the same request. After an outage post what was written down, with its own `sought_at`.",
        answer="Taken in; `promise.text` is what to say to the caller.",
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
def post_callback_request(
    body: CallbackRequestIn,
    ask: Annotated[Ask, Depends(allowed(Permission.SIGNED_WEBHOOK))],
    key: IdempotencyKey = None,
) -> Response:
    number = read_phone(body.called_number).e164 if body.called_number else ""
    contact_id = ask.app.new_contact_id()

    def act(tx: Transaction) -> TakenCase:
        region = tx.region()
        read = read_callback_request(body, ask, contact_id, region, region.unit_called(number))
        taken = take_in(read, tx, now=ask.now, actor=ask.actor)
        return tell_taken(taken, ask, tx, region, with_link=True)

    return once(ask, key, act, 201)
