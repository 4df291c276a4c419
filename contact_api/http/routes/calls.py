"""Staff have somebody called by the service."""

from uuid import UUID

from fastapi.responses import Response

from contact_api.adapters.telephony.phone import read_phone
from contact_api.domain.calls import dialling_limits
from contact_api.domain.calls.call_states import phase
from contact_api.domain.calls.calls import Call, CameTo
from contact_api.domain.core import errors
from contact_api.domain.core.values import CallId, ContactId
from contact_api.http.auth.contexts import WorkQueueContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.calls import CallIn, CallOut, LineOut
from contact_api.ports import Transaction
from contact_api.texts import say
from contact_api.usecases.calls.record_call_event import is_held_for
from contact_api.usecases.calls.start_call import (
    CallNumbers,
    call_of,
    cancel_call,
    start_call,
)

routes = router("staff")

STAYS_WITH_STAFF = frozenset(
    {
        CameTo.TALKED,
        CameTo.CANCELLED,
        CameTo.STOPPED,
        CameTo.INTERPRETER_NOT_REACHED,
        CameTo.NOT_PLACED,
    }
)  # the contact, unless the staff member has said meanwhile how it ended


@routes.post(
    "/work-queue/claims/{contact_id:uuid}/calls",
    status_code=202,
    response_model=CallOut,
    **describe(
        "call-citizen",
        sv="Ring upp. Först ringer den egna telefonen, sedan personens.",
        en="Call. The staff member's own telephone rings first. When they have pressed 1 the citizen's rings."
        " Who would rather use a telephone of their own only records the outcome.",
        answer="It is being dialled. Asked again while it goes on it is the same call.",
        refusals=(
            errors.ContactNotFound,
            errors.LeaseLost,
            errors.NotAPhoneNumber,
            errors.KeyReused,
            errors.Busy,
            dialling_limits.CannotBeCalled,
            dialling_limits.CallInProgress,
            dialling_limits.CallsAreStopped,
            dialling_limits.TooManyCalls,
            dialling_limits.CostCeilingReached,
            dialling_limits.NumberNotAllowed,
            dialling_limits.NotYourTelephone,
            dialling_limits.NumberRungTooOften,
        ),
    ),
)
def post_call(
    contact_id: UUID, body: CallIn, context: WorkQueueContext, key: IdempotencyKey = None
) -> Response:
    interpreter = read_phone(body.interpreter_phone).e164 if body.interpreter_phone else None
    staff_number = read_phone(body.staff_phone).e164

    def act(tx: Transaction) -> CallOut:
        wish = CallNumbers(staff_number, interpreter, context.member(tx.region()).unit_id)
        call = start_call(
            ContactId(str(contact_id)),
            context.staff_id,
            body.lease_number,
            wish,
            tx,
            limits=context.app.dialling.limits,
            index=context.app.sealer,
            now=context.now,
        )
        context.note_access(tx, "called", "make the contact", contact=tx.contact(call.contact_id))
        return _call_view(call, tx)

    return once(context, key, act, 202)


@routes.get(
    "/work-queue/calls/{call_id:uuid}",
    response_model=CallOut,
    **describe(
        "see-call",
        sv="Hur långt samtalet har kommit.",
        en="How far a call of the caller's own has come.",
        answer="Where it is, and what it came to.",
        refusals=(dialling_limits.CallNotFound,),
    ),
)
def see_call(call_id: UUID, context: WorkQueueContext) -> Response:
    return json_response(
        context.app.transact(lambda tx: _call_view(call_of(CallId(str(call_id)), context.staff_id, tx), tx))
    )


@routes.post(
    "/work-queue/calls/{call_id:uuid}/cancellations",
    response_model=CallOut,
    **describe(
        "cancel-call",
        sv="Lägg på det som ringer eller är kopplat.",
        en="Hang up, whatever rings or talks. The contact stays with the caller unless it ended as an attempt.",
        answer="It is being hung up.",
        refusals=(dialling_limits.CallNotFound, errors.KeyReused, errors.Busy),
    ),
)
def post_cancellation(call_id: UUID, context: WorkQueueContext, key: IdempotencyKey = None) -> Response:
    return once(
        context,
        key,
        lambda tx: _call_view(cancel_call(CallId(str(call_id)), context.staff_id, tx, now=context.now), tx),
    )


def _call_view(call: Call, tx: Transaction) -> CallOut:
    reached = phase(call)
    text = f"call.came_to.{call.came_to}" if call.came_to else f"call.phase.{reached}"
    if call.came_to in STAYS_WITH_STAFF:
        contact = tx.contact(call.contact_id)
        if contact is None or not is_held_for(call, contact):
            text = "call.came_to.held_no_more"
    return CallOut(
        call_id=call.id,
        contact_id=call.contact_id,
        phase=reached,
        came_to=call.came_to,
        text=say(text, "sv"),
        asked_at=call.asked_at,
        lines=[LineOut(line=line.kind, state=line.state, ending=line.ending) for line in call.lines],
    )
