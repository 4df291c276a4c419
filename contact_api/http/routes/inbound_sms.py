"""The provider says what became of a text of ours, and brings the texts that citizens send."""

from fastapi.responses import Response

from contact_api.adapters.telephony.phone import read_phone
from contact_api.domain.core.errors import NotAPhoneNumber
from contact_api.domain.core.limits import LONGEST_SMS
from contact_api.domain.core.values import MessageId
from contact_api.http.auth.contexts import ProviderWebhookContext
from contact_api.http.responses.json_and_csv import no_content
from contact_api.http.routes import router
from contact_api.ports import ReceivedText
from contact_api.texts import say
from contact_api.usecases.inbound_sms.receive_sms import TextToUs, hear_text
from contact_api.usecases.messages.record_delivery import hear_delivery

routes = router("telephony")


@routes.post("/telephony/{provider}/text-statuses", include_in_schema=False)
def see_text_status(context: ProviderWebhookContext, message_id: str | None = None) -> Response:
    """What became of a text of ours; late, twice and out of order. Always answered, so that it is not sent again."""
    news = context.webhook.text_status()
    if news is not None:
        ours = MessageId(message_id) if message_id else None
        context.app.transact(
            lambda tx: hear_delivery(
                news.provider_id, news.state, tx, code=news.provider_code, message_id=ours, now=context.now
            )
        )
    return no_content()


@routes.post("/telephony/{provider}/texts", include_in_schema=False)
def see_text(context: ProviderWebhookContext) -> Response:
    """A citizen's text; the same one twice is answered alike. From what is no number to call, nothing is taken."""
    text = _read(context.webhook.text())
    if text is None:
        return context.reply(context.provider.text_back(None))
    app, contact_id = context.app, context.app.new_contact_id()
    said = app.transact(
        lambda tx: hear_text(text, tx, contact_id=contact_id, index=app.sealer, now=context.now)
    )
    link = app.settings.public_url.rstrip("/") + "/"
    words = say(said.key, said.language, link=link) if said.key else None
    return context.reply(context.provider.text_back(words))


def _read(received: ReceivedText | None) -> TextToUs | None:
    if received is None:
        return None
    try:
        number = read_phone(received.sender)
    except NotAPhoneNumber:
        return None
    return TextToUs(
        provider_id=received.provider_id,
        number=number.e164,
        to=received.receiver,
        body=received.body[:LONGEST_SMS],
        provider_stopped=received.opted_out,
    )
