"""A provider of calls asks what a line of ours is to hear, and says what became of it. Only ids stand in addresses."""

from uuid import UUID

from fastapi.responses import Response

from contact_api.adapters.telephony.menu_voice import said_to_line
from contact_api.domain.calls import dialling_limits
from contact_api.domain.calls.call_states import is_wanted
from contact_api.domain.calls.calls import Call, LineEnding, LineKind, LineNews, LineState
from contact_api.domain.core import errors
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import CallId, Language
from contact_api.http.auth.contexts import ProviderWebhookContext, SignedWebhookContext
from contact_api.http.auth.request_context import ProviderRequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import no_content
from contact_api.http.routes import router
from contact_api.http.schemas.call_lines import LineNewsIn
from contact_api.ports import Transaction
from contact_api.usecases.calls.record_call_event import hear

routes = router("telephony")

LINE = "/telephony/{provider}/calls/{call_id:uuid}/lines/{kind}"
JOIN_KEY = "1"


@routes.post(LINE, include_in_schema=False)
def see_line_answered(call_id: UUID, kind: LineKind, context: ProviderWebhookContext) -> Response:
    """Somebody, or something, picked up: what it is to hear."""

    def act(tx: Transaction) -> str:
        told = context.webhook.line_news(now=context.now)
        line_id, ending = context.webhook.line_id(), told.ending if told else None
        news = LineNews(line_id, LineState.ANSWERED, context.now, ending)
        call = hear(CallId(str(call_id)), kind, news, tx, now=context.now)
        if call is None or ending is LineEnding.MACHINE or not is_wanted(call, kind, line_id):
            return context.provider.hang_up()
        contact = tx.contact(call.contact_id)
        if kind is LineKind.CITIZEN and not _must_press(contact):
            return _connected(call, kind, context, tx)
        return context.provider.ask_to_press(
            said_to_line(f"call.{kind}.press", _language(contact, kind)),
            answer_to=context.app.callback_urls(context.provider).line_keys(call.id, kind),
        )

    return context.reply(context.app.transact(act))


@routes.post(LINE + "/keys", include_in_schema=False)
def see_keys_pressed(call_id: UUID, kind: LineKind, context: ProviderWebhookContext) -> Response:
    """A person pressed a key: connected with the others of the call."""

    def act(tx: Transaction) -> str:
        call = tx.hold_call(CallId(str(call_id)))
        pressed, line_id = context.webhook.keys(), context.webhook.line_id()
        if call is None or pressed != JOIN_KEY or not is_wanted(call, kind, line_id):
            return context.provider.hang_up()
        return _connected(call, kind, context, tx)

    return context.reply(context.app.transact(act))


@routes.post(LINE + "/statuses", include_in_schema=False)
def see_line_status(call_id: UUID, kind: LineKind, context: ProviderWebhookContext) -> Response:
    """What became of a line; late, twice and out of order."""
    news = context.webhook.line_news(now=context.now)
    if news is not None:
        context.app.transact(lambda tx: hear(CallId(str(call_id)), kind, news, tx, now=context.now))
    return no_content()


@routes.post(
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
def post_line_news(body: LineNewsIn, context: SignedWebhookContext) -> Response:
    news = LineNews(body.line_id, body.state, context.now, body.ending, body.talked_seconds)

    def act(tx: Transaction) -> None:
        if hear(CallId(str(body.call_id)), body.line, news, tx, now=context.now) is None:
            raise dialling_limits.CallNotFound

    context.app.transact(act)
    return no_content()


def _connected(call: Call, kind: LineKind, context: ProviderRequestContext, tx: Transaction) -> str:
    news = LineNews(context.webhook.line_id(), LineState.JOINED, context.now)
    hear(call.id, kind, news, tx, now=context.now)
    language = _language(tx.contact(call.contact_id), kind)
    return context.provider.connect(call.id, kind, said_to_line(f"call.{kind}.connect", language))


def _must_press(contact: Contact | None) -> bool:
    """Whether a key must show that a person listens: what must not be left on a machine is not said before."""
    return contact is None or contact.circumstances.safe_contact or contact.circumstances.protected_identity


def _language(contact: Contact | None, kind: LineKind) -> Language:
    """The citizen's own to the citizen; to staff and interpreters Swedish."""
    return contact.circumstances.citizen_language if contact and kind is LineKind.CITIZEN else "sv"
