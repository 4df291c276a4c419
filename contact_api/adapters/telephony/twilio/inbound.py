"""Twilio's webhooks: signed over the public address and the form; answered with TwiML."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

from contact_api.adapters.telephony.twilio import twiml
from contact_api.adapters.telephony.twilio.codes import read_callback, read_line_callback
from contact_api.domain.calls.calls import LineKind, LineNews
from contact_api.domain.core.values import CallId
from contact_api.domain.voice_menu.menu_prompts import Keys
from contact_api.ports import DeliveryNews, ReceivedCall, ReceivedText, Sentence, WebhookRequest

NAME = "twilio"  # in the addresses of its webhooks
SIGNATURE = "x-twilio-signature"


class TwilioInbound:
    """Checks, reads and answers what Twilio posts."""

    name = NAME
    media_type = "application/xml"

    def __init__(self, auth_token: str) -> None:
        self._validator = RequestValidator(auth_token)

    def verified(self, request: WebhookRequest, *, now: datetime) -> "TwilioWebhook | None":  # noqa: ARG002 - its signatures do not age
        """The post, when Twilio signed its address and form with our account's token."""
        form = ImmutableMultiDict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        signature = request.headers.get(SIGNATURE)
        if signature is None or not self._validator.validate(request.url, form, signature):
            return None
        return TwilioWebhook(form)

    def text_back(self, body: str | None) -> str:
        """Answer whoever texted with this text, or with nothing."""
        return twiml.text_back(body)

    def speak(self, sentences: Sequence[Sentence], keys: Keys | None, *, answer_to: str) -> str:
        """Say it to a caller and await keys, or hang up."""
        return twiml.speak(sentences, keys, answer_to=answer_to)

    def ask_to_press(self, sentences: Sequence[Sentence], *, answer_to: str) -> str:
        """Say it to a line of ours and await a key; silence is hung up."""
        return twiml.ask_to_press(sentences, answer_to=answer_to)

    def connect(self, call_id: CallId, kind: LineKind, sentences: Sequence[Sentence]) -> str:
        """Say it and connect this line with the others of the call."""
        return twiml.connect(call_id, kind, sentences)

    def hang_up(self) -> str:
        """End the line without a word."""
        return twiml.hang_up()


class TwilioWebhook:
    """A form whose signature was checked."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form

    def text(self) -> ReceivedText | None:
        """The text that came in; None without an id to know it by."""
        if not self._said("MessageSid"):
            return None
        return ReceivedText(
            provider_id=self._said("MessageSid"),
            sender=self._said("From"),
            receiver=self._said("To"),
            body=self._said("Body"),
            opted_out=self._said("OptOutType") == "STOP",
        )

    def text_status(self) -> DeliveryNews | None:
        """What became of a text of ours."""
        return read_callback(self._form)

    def call(self) -> ReceivedCall:
        """The call that came in."""
        return ReceivedCall(self._said("CallSid"), self._said("From"), self._said("To"))

    def keys(self) -> str:
        """The keys that were pressed."""
        return self._said("Digits")

    def line_id(self) -> str:
        """Twilio's id of the line."""
        return self._said("CallSid")

    def line_news(self, *, now: datetime) -> LineNews | None:
        """What became of a line of ours."""
        return read_line_callback(self._form, now=now)

    def _said(self, name: str) -> str:
        return self._form.get(name, "")
