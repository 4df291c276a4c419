"""A citizen rings: the provider asks what to say, posts the keys that were pressed, and that the call has ended.

Every answer ends well for the caller, also on a fault of ours. Only the number of the turn stands in the addresses.
"""

from collections.abc import Callable
from contextlib import suppress

import structlog
from fastapi.responses import Response

from contact_api.adapters.telephony.keyed import read_caller
from contact_api.domain.core.values import UnitId
from contact_api.domain.voice_menu.menu_prompts import NOT_IN_USE, SORRY
from contact_api.domain.voice_menu.menu_session import Number, NumberFault
from contact_api.http.auth.contexts import ProviderWebhookContext
from contact_api.http.auth.request_context import ProviderRequestContext
from contact_api.http.responses.json_and_csv import no_content
from contact_api.http.responses.on_event_loop import on_event_loop
from contact_api.http.routes import router
from contact_api.ports import Transaction
from contact_api.usecases.voice_menu.answer_caller import hear_hang_up, hear_keys, note_lost, pick_up

log = structlog.get_logger()
routes = router("telephony")

VOICE = "/telephony/{provider}/voice"


@routes.post(VOICE, include_in_schema=False)
@on_event_loop
def answer_call(context: ProviderWebhookContext) -> Response:
    """A call comes in: what the caller hears first."""
    return _spoken(context, lambda tx: _pick_up(context, tx), otherwise=lambda tx: _note_lost(context, tx))


@routes.post(VOICE + "/turns/{turn}", include_in_schema=False)
@on_event_loop
def hear_turn(turn: int, context: ProviderWebhookContext) -> Response:
    """The caller pressed keys, or none. A call that nobody knows of is answered as a new one."""
    call_id, keys = context.webhook.call().call_id, context.webhook.keys()
    reception = context.app.reception(context.provider)

    def act(tx: Transaction) -> str:
        said = hear_keys(call_id, turn, keys, tx, reception, now=context.now)
        return _pick_up(context, tx) if said is None else said

    return _spoken(context, act)


@routes.post(VOICE + "/ends", include_in_schema=False)
@on_event_loop
def note_end(context: ProviderWebhookContext) -> Response:
    """The call has ended, whoever hung up."""
    app, call_id = context.app, context.webhook.call().call_id
    contact_id = app.new_contact_id()
    app.transact(
        lambda tx: hear_hang_up(call_id, tx, contact_id=contact_id, index=app.sealer, now=context.now)
    )
    return no_content()


def _pick_up(context: ProviderRequestContext, tx: Transaction) -> str:
    app, provider = context.app, context.provider
    unit_id = _unit_called(context, tx)
    if unit_id is None:
        return app.voice(provider).said_to_anybody(NOT_IN_USE)
    call_id = context.webhook.call().call_id
    return pick_up(call_id, unit_id, _caller(context), tx, app.reception(provider), now=context.now)


def _note_lost(context: ProviderRequestContext, tx: Transaction) -> None:
    unit_id = _unit_called(context, tx)
    if unit_id is not None:
        call_id, desk = context.webhook.call().call_id, context.app.reception(context.provider)
        note_lost(call_id, unit_id, _caller(context), tx, desk, now=context.now)


def _unit_called(context: ProviderRequestContext, tx: Transaction) -> UnitId | None:
    return tx.region().unit_called(context.webhook.call().called)


def _caller(context: ProviderRequestContext) -> Number | NumberFault:
    return read_caller(context.webhook.call().caller, prefixes=context.app.settings.calls.prefixes)


def _spoken(
    context: ProviderRequestContext,
    act: Callable[[Transaction], str],
    otherwise: Callable[[Transaction], None] = lambda _tx: None,
) -> Response:
    """The answer; on a fault of ours the caller hears where else to turn, and what was given so far stands."""
    try:
        said = context.app.transact(act)
    except Exception as fault:  # noqa: BLE001 - nobody is to hear the provider say "application error"
        log.error("voice.failed", fault=type(fault).__name__)  # noqa: TRY400 - a trace may hold a number
        said = context.app.voice(context.provider).said_to_anybody(SORRY)
        with suppress(Exception):  # the same fault, perhaps
            context.app.transact(otherwise)
    return context.reply(said)
