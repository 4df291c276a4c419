"""Staff have somebody called by the service; the control room may stop all calls."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.responses import Response

from contact_api.adapters.telephony.phone import read_phone
from contact_api.domain.calls import dialling_limits
from contact_api.domain.calls.call_states import phase
from contact_api.domain.calls.calls import Call, CameTo, LineNews
from contact_api.domain.core import errors
from contact_api.domain.core.access import Permission
from contact_api.domain.core.values import CallId, ContactId
from contact_api.http.auth.request_context import RequestContext, allowed
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_answers import answer, nothing
from contact_api.http.routes import router
from contact_api.http.schemas.calls import CallIn, CallOut, Dialling, LineNewsIn, LineOut, StopIn
from contact_api.ports import Transaction
from contact_api.texts import say
from contact_api.usecases.calls.record_call_event import hear, is_held_for
from contact_api.usecases.calls.start_call import (
    Wish,
    allow_calls,
    call_of,
    cancel_call,
    start_call,
    stop_calls,
    today,
)

routes = router("staff")
oversight = router("oversight")
providers = router("telephony")

STAYS_WITH_STAFF = frozenset(
    {
        CameTo.TALKED,
        CameTo.CANCELLED,
        CameTo.STOPPED,
        CameTo.INTERPRETER_NOT_REACHED,
        CameTo.NOT_PLACED,
    }
)  # the contact, unless the staff member has said meanwhile how it ended

Working = Annotated[RequestContext, Depends(allowed(Permission.WORK_QUEUE))]


@routes.post(
    "/work-queue/claims/{contact_id:uuid}/calls",
    status_code=202,
    response_model=CallOut,
    **describe(
        "call-citizen",
        sv="Ring upp. Först ringer den egna telefonen, sedan personens.",
        en="Call. The staff member's own telephone rings first. When she has pressed 1 the citizen's rings. Who"
        " would rather ring herself only records the outcome.",
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
def post_call(contact_id: UUID, body: CallIn, context: Working, key: IdempotencyKey = None) -> Response:
    interpreter = read_phone(body.interpreter_phone).e164 if body.interpreter_phone else None
    wish = Wish(read_phone(body.staff_phone).e164, interpreter)

    def act(tx: Transaction) -> CallOut:
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
        return _shown(call, tx)

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
def see_call(call_id: UUID, context: Working) -> Response:
    return answer(
        context.app.transact(lambda tx: _shown(call_of(CallId(str(call_id)), context.staff_id, tx), tx))
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
def post_cancellation(call_id: UUID, context: Working, key: IdempotencyKey = None) -> Response:
    return once(
        context,
        key,
        lambda tx: _shown(cancel_call(CallId(str(call_id)), context.staff_id, tx, now=context.now), tx),
    )


@oversight.get(
    "/dialling",
    response_model=Dialling,
    **describe(
        "see-dialling",
        sv="Vad tjänsten ringer och skickar SMS, och vad den får.",
        en="What the service telephones now and texts today. And what it may.",
        answer="Whether calls are stopped, how many go on, what today's have cost, how many texts have left.",
    ),
)
def see_dialling(context: Annotated[RequestContext, Depends(allowed(Permission.SEE_CAPACITY))]) -> Response:
    return answer(context.app.transact(lambda tx: _standing(context, tx)))


@oversight.put(
    "/dialling/stop",
    response_model=Dialling,
    **describe(
        "stop-calls",
        sv="Nödstopp: inga samtal börjar, det som ringer läggs på, pågående samtal får avslutas. Eller häv det.",
        en="Emergency stop, or its end. When stopped no call begins and what rings is hung up. Who talks may"
        " finish. Staff may always ring from their own telephones.",
        answer="How dialling stands now.",
        refusals=(errors.ReasonMissing, errors.Busy),
    ),
)
def put_stop(
    body: StopIn, context: Annotated[RequestContext, Depends(allowed(Permission.STOP_CALLS))]
) -> Response:
    def act(tx: Transaction) -> Dialling:
        if body.stopped:
            stop_calls(body.why or "", tx, by=context.actor, now=context.now)
        else:
            allow_calls(tx)
        return _standing(context, tx)

    return answer(context.app.transact(act))


@providers.post(
    "/telephony/line-news",
    status_code=204,
    **describe(
        "post-line-news",
        sv="En leverantör av samtal säger vad som hänt med en linje.",
        en="A provider of calls says what became of a line. Late, twice and out of order.",
        answer="The news is kept.",
        refusals=(dialling_limits.CallNotFound, errors.Busy),
    ),
)
def post_line_news(
    body: LineNewsIn, context: Annotated[RequestContext, Depends(allowed(Permission.SIGNED_WEBHOOK))]
) -> Response:
    news = LineNews(body.line_id, body.state, context.now, body.ending, body.talked_seconds)

    def act(tx: Transaction) -> None:
        if hear(CallId(str(body.call_id)), body.line, news, tx, now=context.now) is None:
            raise dialling_limits.CallNotFound

    context.app.transact(act)
    return nothing()


def _shown(call: Call, tx: Transaction) -> CallOut:
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


def _standing(context: RequestContext, tx: Transaction) -> Dialling:
    limits, stop = context.app.dialling.limits, tx.stop()
    day = today(tx.region(), now=context.now)
    dialled = tx.dialled(since=day.start, now=context.now)
    texts = context.app.text_limits.per_day
    return Dialling(
        may_stop=Permission.STOP_CALLS in context.caller.permissions,
        stopped=stop is not None,
        stopped_at=stop.at if stop else None,
        why=stop.why if stop else None,
        calls=dialled.at_once,
        calls_at_once=limits.at_once,
        cost_today=dialled.cost_today,
        cost_per_day=limits.cost_per_day,
        texts_today=tx.texted_since((), since=day.start, most=texts).to_all,
        texts_per_day=texts,
    )
