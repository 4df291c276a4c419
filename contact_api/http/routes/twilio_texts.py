"""The provider says what became of a text of ours, and brings the texts that citizens send."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from contact_api.adapters.telephony.phone import read_phone
from contact_api.adapters.telephony.text_twiml import say_back
from contact_api.adapters.telephony.twilio_codes import read_callback
from contact_api.domain.core.access import Permission
from contact_api.domain.core.errors import NotAPhoneNumber
from contact_api.domain.core.values import MessageId
from contact_api.http.auth.request_context import RequestContext, allowed
from contact_api.http.responses.json_answers import nothing
from contact_api.http.routes import router
from contact_api.texts import say
from contact_api.usecases.inbound_sms.receive_sms import TextToUs, hear_text
from contact_api.usecases.messages.record_delivery import hear_delivery

routes = router("telephony")

LONGEST_TEXT = 1600  # signs; what Twilio takes, and more than anybody answers with

Provider = Annotated[RequestContext, Depends(allowed(Permission.PROVIDER_WEBHOOK))]


@routes.post("/telephony/twilio/text-statuses", include_in_schema=False)
def see_text_status(context: Provider, message_id: str | None = None) -> Response:
    """What became of a text of ours; late, twice and out of order. Always answered, so that it is not sent again."""
    news = read_callback(context.form)
    if news is not None:
        ours = MessageId(message_id) if message_id else None
        context.app.transact(
            lambda tx: hear_delivery(
                news.provider_id, news.state, tx, code=news.provider_code, message_id=ours, now=context.now
            )
        )
    return nothing()


@routes.post("/telephony/twilio/texts", include_in_schema=False)
def see_text(context: Provider) -> Response:
    """A citizen's text; the same one twice is answered alike. From what is no number to call, nothing is taken."""
    text = _text(context)
    if text is None:
        return _twiml(None)
    contact_id = context.app.new_contact_id()
    said = context.app.transact(
        lambda tx: hear_text(text, tx, contact_id=contact_id, index=context.app.sealer, now=context.now)
    )
    link = context.app.settings.public_url.rstrip("/") + "/"
    return _twiml(say(said.key, said.language, link=link) if said.key else None)


def _text(context: RequestContext) -> TextToUs | None:
    sid, to = context.form.get("MessageSid", ""), context.form.get("To", "")
    try:
        number = read_phone(context.form.get("From", ""))
    except NotAPhoneNumber:
        return None
    if not sid:
        return None
    return TextToUs(
        provider_id=sid,
        number=number.e164,
        to=to,
        body=context.form.get("Body", "")[:LONGEST_TEXT],
        provider_stopped=context.form.get("OptOutType", "") == "STOP",
    )


def _twiml(body: str | None) -> Response:
    return Response(say_back(body), media_type="application/xml")
