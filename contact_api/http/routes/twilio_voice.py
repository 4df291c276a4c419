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
from contact_api.http.auth.request_context import Ask, allowed
from contact_api.http.responses.json_answers import nothing
from contact_api.http.responses.on_the_loop import on_the_loop
from contact_api.http.routes import router
from contact_api.ports import Transaction
from contact_api.usecases.voice_menu.answer_caller import hear_hang_up, hear_keys, note_lost, pick_up

log = structlog.get_logger()
routes = router("telephony")

VOICE = "/telephony/twilio/voice"
Provider = Annotated[Ask, Depends(allowed(Permission.PROVIDER_WEBHOOK))]


@routes.post(VOICE, include_in_schema=False)
@on_the_loop
def answer_call(ask: Provider) -> Response:
    """A call comes in: what she hears first."""
    return _spoken(ask, lambda tx: _pick_up(ask, tx), otherwise=lambda tx: _note_lost(ask, tx))


@routes.post(VOICE + "/turns/{turn}", include_in_schema=False)
@on_the_loop
def hear_turn(turn: int, ask: Provider) -> Response:
    """She pressed keys, or none. A call that nobody knows of is answered as a new one."""

    def act(tx: Transaction) -> str:
        keys = ask.form.get("Digits", "")
        said = hear_keys(_call_id(ask), turn, keys, tx, ask.app.reception, now=ask.now)
        return _pick_up(ask, tx) if said is None else said

    return _spoken(ask, act)


@routes.post(VOICE + "/ends", include_in_schema=False)
@on_the_loop
def note_end(ask: Provider) -> Response:
    """The call has ended, whoever hung up."""
    ask.app.transact(lambda tx: hear_hang_up(_call_id(ask), tx, ask.app.reception, now=ask.now))
    return nothing()


def _pick_up(ask: Ask, tx: Transaction) -> str:
    unit_id = _unit_called(ask, tx)
    if unit_id is None:
        return ask.app.voice.said_to_anybody(NOT_IN_USE)
    return pick_up(_call_id(ask), unit_id, _caller(ask), tx, ask.app.reception, now=ask.now)


def _note_lost(ask: Ask, tx: Transaction) -> None:
    unit_id = _unit_called(ask, tx)
    if unit_id is not None:
        note_lost(_call_id(ask), unit_id, _caller(ask), tx, ask.app.reception, now=ask.now)


def _unit_called(ask: Ask, tx: Transaction) -> UnitId | None:
    return tx.region().unit_called(ask.form.get("To", ""))


def _caller(ask: Ask) -> Number | NumberFault:
    return read_caller(ask.form.get("From", ""), prefixes=ask.app.settings.calls.prefixes)


def _call_id(ask: Ask) -> str:
    return ask.form.get("CallSid", "")


def _spoken(
    ask: Ask,
    act: Callable[[Transaction], str],
    otherwise: Callable[[Transaction], None] = lambda _tx: None,
) -> Response:
    """The answer; on a fault of ours she hears where else to turn, and what she gave so far stands."""
    try:
        twiml = ask.app.transact(act)
    except Exception as fault:  # noqa: BLE001 - she must never hear the provider say "application error"
        log.error("voice.failed", fault=type(fault).__name__)  # noqa: TRY400 - a trace may hold her number
        twiml = ask.app.voice.said_to_anybody(SORRY)
        with suppress(Exception):  # the same fault, perhaps
            ask.app.transact(otherwise)
    return Response(twiml, media_type="application/xml")
