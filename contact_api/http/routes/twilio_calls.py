"""The provider asks what a line of ours is to hear, and says what became of it. Only ids stand in the addresses."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.responses import Response

from contact_api.adapters.telephony.line_twiml import JOIN_KEY, ask_to_press, come_in, hang_up
from contact_api.adapters.telephony.twilio_codes import read_line_callback
from contact_api.domain.calls.call_states import is_wanted
from contact_api.domain.calls.calls import Call, LineEnding, LineKind, LineNews, LineState
from contact_api.domain.core.access import Permission
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import CallId
from contact_api.http.api_root import API_ROOT
from contact_api.http.auth.request_context import RequestContext, allowed
from contact_api.http.responses.json_answers import nothing
from contact_api.http.routes import router
from contact_api.ports import Transaction
from contact_api.usecases.calls.record_call_event import hear

routes = router("telephony")

LINE = "/telephony/twilio/calls/{call_id:uuid}/lines/{kind}"
Provider = Annotated[RequestContext, Depends(allowed(Permission.PROVIDER_WEBHOOK))]


@routes.post(LINE, include_in_schema=False)
def see_line_answered(call_id: UUID, kind: LineKind, context: Provider) -> Response:
    """Somebody, or something, picked up: what it is to hear."""

    def act(tx: Transaction) -> str:
        told = read_line_callback(context.form, now=context.now)
        news = LineNews(
            context.form.get("CallSid", ""), LineState.ANSWERED, context.now, told.ending if told else None
        )
        call = hear(CallId(str(call_id)), kind, news, tx, now=context.now)
        if call is None or news.ending is LineEnding.MACHINE or not is_wanted(call, kind, news.provider_id):
            return hang_up()
        contact = tx.contact(call.contact_id)
        language = contact.circumstances.citizen_language if contact and kind is LineKind.CITIZEN else "sv"
        if kind is not LineKind.CITIZEN or _must_press(contact):
            return ask_to_press(f"call.{kind}.press", language, then=_keys(call.id, kind))
        return _come_in(call, kind, context, tx, language)

    return _twiml(context.app.transact(act))


@routes.post(LINE + "/keys", include_in_schema=False)
def see_keys_pressed(call_id: UUID, kind: LineKind, context: Provider) -> Response:
    """A person pressed a key: into the room with her."""

    def act(tx: Transaction) -> str:
        call = tx.hold_call(CallId(str(call_id)))
        sid = context.form.get("CallSid", "")
        if call is None or context.form.get("Digits") != JOIN_KEY or not is_wanted(call, kind, sid):
            return hang_up()
        contact = tx.contact(call.contact_id)
        language = contact.circumstances.citizen_language if contact and kind is LineKind.CITIZEN else "sv"
        return _come_in(call, kind, context, tx, language)

    return _twiml(context.app.transact(act))


@routes.post(LINE + "/statuses", include_in_schema=False)
def see_line_status(call_id: UUID, kind: LineKind, context: Provider) -> Response:
    """What became of a line; late, twice and out of order."""
    news = read_line_callback(context.form, now=context.now)
    if news is not None:
        context.app.transact(lambda tx: hear(CallId(str(call_id)), kind, news, tx, now=context.now))
    return nothing()


def _come_in(call: Call, kind: LineKind, context: RequestContext, tx: Transaction, language: str) -> str:
    hear(
        call.id,
        kind,
        LineNews(context.form.get("CallSid", ""), LineState.JOINED, context.now),
        tx,
        now=context.now,
    )
    return come_in(call.id, kind, f"call.{kind}.connect", language)


def _must_press(contact: Contact | None) -> bool:
    """Whether a key must show that a person listens: what must not be left on a machine is not said before."""
    return contact is None or contact.circumstances.safe_contact or contact.circumstances.protected_identity


def _keys(call_id: CallId, kind: LineKind) -> str:
    return f"{API_ROOT}/telephony/twilio/calls/{call_id}/lines/{kind}/keys"


def _twiml(text: str) -> Response:
    return Response(text, media_type="application/xml")
