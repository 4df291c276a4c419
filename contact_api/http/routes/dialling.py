"""How the service's dialling stands today; the control room may stop all calls."""

from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.access import Permission, may
from contact_api.http.auth.contexts import CapacityContext, StopCallsContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.dialling import Dialling, StopIn
from contact_api.ports import ActKind, Transaction
from contact_api.usecases.calls.start_call import (
    allow_calls,
    stop_calls,
    today,
)

routes = router("oversight")


@routes.get(
    "/dialling",
    response_model=Dialling,
    **describe(
        "see-dialling",
        sv="Vad tjänsten ringer och skickar SMS, och vad den får.",
        en="What the service telephones now and texts today. And what it may.",
        answer="Whether calls are stopped, how many go on, what today's have cost, how many texts have left.",
    ),
)
def see_dialling(context: CapacityContext) -> Response:
    return json_response(context.app.transact(lambda tx: _dialling_view(context, tx)))


@routes.put(
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
def put_stop(body: StopIn, context: StopCallsContext) -> Response:
    context.must_reach_region()

    def act(tx: Transaction) -> Dialling:
        if body.stopped:
            stop = stop_calls(body.why or "", tx, by=context.actor, now=context.now)
            context.note_act(tx, ActKind.CALLS_STOPPED, why=stop.why)
        elif allow_calls(tx):
            context.note_act(tx, ActKind.CALLS_ALLOWED)
        return _dialling_view(context, tx)

    return json_response(context.app.transact(act))


def _dialling_view(context: RequestContext, tx: Transaction) -> Dialling:
    limits, stop = context.app.dialling.limits, tx.stop()
    day = today(tx.region(), now=context.now)
    dialled = tx.dialled(since=day.start, now=context.now)
    texts = context.app.text_limits.per_day
    return Dialling(
        may_stop=may(context.caller, Permission.STOP_CALLS),
        stopped=stop is not None,
        stopped_at=stop.at if stop else None,
        stopped_by=stop.by if stop else None,
        why=stop.why if stop else None,
        calls=dialled.at_once,
        calls_at_once=limits.at_once,
        cost_today=dialled.cost_today,
        cost_per_day=limits.cost_per_day,
        texts_today=tx.texted_since((), since=day.start, most=texts).to_all,
        texts_per_day=texts,
    )
