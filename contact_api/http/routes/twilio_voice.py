"""A citizen rings: the provider asks what she is to hear, tells which keys she pressed, and that she has hung up.

Every answer is TwiML that ends well, also on a fault of ours. Only the number of the turn stands in the addresses.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

import structlog
from fastapi import Depends
from fastapi.responses import Response

from contact_api.adapters.telephony.keyed import read_caller
from contact_api.domain.core.access import Permission
from contact_api.domain.core.values import UnitId
from contact_api.domain.voice_menu.menu_prompts import NOT_IN_USE, SORRY
from contact_api.domain.voice_menu.menu_session import Number, NumberFault
from contact_api.http.auth.request_context import RequestContext, allowed
from contact_api.http.responses.json_answers import nothing
from contact_api.http.responses.on_the_loop import on_the_loop
from contact_api.http.routes import router
from contact_api.ports import Transaction
from contact_api.usecases.voice_menu.answer_caller import hear_hang_up, hear_keys, note_lost, pick_up

log = structlog.get_logger()
routes = router("telephony")

VOICE = "/telephony/twilio/voice"
Provider = Annotated[RequestContext, Depends(allowed(Permission.PROVIDER_WEBHOOK))]


@routes.post(VOICE, include_in_schema=False)
@on_the_loop
def answer_call(context: Provider) -> Response:
    """A call comes in: what she hears first."""
    return _spoken(context, lambda tx: _pick_up(context, tx), otherwise=lambda tx: _note_lost(context, tx))


@routes.post(VOICE + "/turns/{turn}", include_in_schema=False)
@on_the_loop
def hear_turn(turn: int, context: Provider) -> Response:
    """She pressed keys, or none. A call that nobody knows of is answered as a new one."""

    def act(tx: Transaction) -> str:
        keys = context.form.get("Digits", "")
        said = hear_keys(_call_id(context), turn, keys, tx, context.app.reception, now=context.now)
        return _pick_up(context, tx) if said is None else said

    return _spoken(context, act)


@routes.post(VOICE + "/ends", include_in_schema=False)
@on_the_loop
def note_end(context: Provider) -> Response:
    """The call has ended, whoever hung up."""
    context.app.transact(
        lambda tx: hear_hang_up(_call_id(context), tx, context.app.reception, now=context.now)
    )
    return nothing()


def _pick_up(context: RequestContext, tx: Transaction) -> str:
    unit_id = _unit_called(context, tx)
    if unit_id is None:
        return context.app.voice.said_to_anybody(NOT_IN_USE)
    return pick_up(_call_id(context), unit_id, _caller(context), tx, context.app.reception, now=context.now)


def _note_lost(context: RequestContext, tx: Transaction) -> None:
    unit_id = _unit_called(context, tx)
    if unit_id is not None:
        note_lost(_call_id(context), unit_id, _caller(context), tx, context.app.reception, now=context.now)


def _unit_called(context: RequestContext, tx: Transaction) -> UnitId | None:
    return tx.region().unit_called(context.form.get("To", ""))


def _caller(context: RequestContext) -> Number | NumberFault:
    return read_caller(context.form.get("From", ""), prefixes=context.app.settings.calls.prefixes)


def _call_id(context: RequestContext) -> str:
    return context.form.get("CallSid", "")


def _spoken(
    context: RequestContext,
    act: Callable[[Transaction], str],
    otherwise: Callable[[Transaction], None] = lambda _tx: None,
) -> Response:
    """The answer; on a fault of ours she hears where else to turn, and what she gave so far stands."""
    try:
        twiml = context.app.transact(act)
    except Exception as fault:  # noqa: BLE001 - she must never hear the provider say "application error"
        log.error("voice.failed", fault=type(fault).__name__)  # noqa: TRY400 - a trace may hold her number
        twiml = context.app.voice.said_to_anybody(SORRY)
        with suppress(Exception):  # the same fault, perhaps
            context.app.transact(otherwise)
    return Response(twiml, media_type="application/xml")
