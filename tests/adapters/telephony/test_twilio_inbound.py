"""Twilio's webhooks: which are believed, and what they say."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

from contact_api.adapters.telephony.twilio.inbound import TwilioInbound, TwilioWebhook
from contact_api.domain.calls.calls import LineNews, LineState
from contact_api.domain.messages.notifications import DeliveryState
from contact_api.ports import DeliveryNews, ReceivedText, WebhookRequest

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
TOKEN = "the-token-of-a-made-up-account"
CALLBACK = "https://api.example/contact-routing/v1/telephony/twilio/text-statuses?message_id=m-1"
PARAMS = {"MessageSid": "SM1", "MessageStatus": "delivered"}


def signed(url: str, params: dict[str, str], *, token: str = TOKEN) -> str:
    """Sign as Twilio publishes it: HMAC-SHA1 over the URL and the sorted parameters, in base64."""
    text = url + "".join(name + params[name] for name in sorted(params))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def posted(params: Mapping[str, str], *, token: str = TOKEN, url: str = CALLBACK) -> TwilioWebhook:
    """What Twilio posts, signed."""
    found = verified(url, params, signed(url, dict(params), token=token))
    assert found is not None
    return found


def verified(
    url: str, params: Mapping[str, str], signature: str | None, *, token: str = TOKEN
) -> TwilioWebhook | None:
    headers = {} if signature is None else {"x-twilio-signature": signature}
    request = WebhookRequest(url, headers, urlencode(params).encode())
    return TwilioInbound(token).verified(request, now=NOW)


def believed(url: str, params: Mapping[str, str], signature: str | None, *, token: str = TOKEN) -> bool:
    return verified(url, params, signature, token=token) is not None


def test_a_callback_that_twilio_signed_is_believed() -> None:
    signature = signed(CALLBACK, PARAMS)

    assert believed(CALLBACK, PARAMS, signature)


@pytest.mark.parametrize(
    ("url", "params"),
    [
        (CALLBACK.replace("m-1", "m-2"), PARAMS),
        (CALLBACK, PARAMS | {"MessageStatus": "failed"}),
        (CALLBACK, PARAMS | {"ErrorCode": "30003"}),
        (CALLBACK, {}),
    ],
)
def test_a_callback_that_was_changed_on_its_way_is_not_believed(url: str, params: dict[str, str]) -> None:
    signature = signed(CALLBACK, PARAMS)

    assert not believed(url, params, signature)


@pytest.mark.parametrize("signature", [None, "", "x", "å" * 28])
def test_a_callback_without_a_proper_signature_is_not_believed(signature: str | None) -> None:
    assert not believed(CALLBACK, PARAMS, signature)


def test_a_callback_signed_with_another_token_is_not_believed() -> None:
    signature = signed(CALLBACK, PARAMS, token="another")

    assert not believed(CALLBACK, PARAMS, signature)


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        ("https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("https://MyCompany.com/myapp.php?foo=1&bar=2", "g9IN/x4Cft2g517EjYvEvM/W7LU="),
    ],
)
def test_twilios_published_signatures_are_believed(url: str, signature: str) -> None:
    """Source: Twilio's guide to webhook security; RequestValidatorTest in twilio-php and twilio-csharp."""
    params = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }

    assert believed(url, params, signature, token="12345")
    assert not believed(url, params | {"Digits": "1235"}, signature, token="12345")


def test_a_text_that_came_in_is_read() -> None:
    form = {"MessageSid": "SM1", "From": "+46701740605", "To": "+46846500401", "Body": "AVBOKA"}

    assert posted(form).text() == ReceivedText("SM1", "+46701740605", "+46846500401", "AVBOKA")
    stopped = posted(form | {"OptOutType": "STOP"}).text()
    assert stopped is not None
    assert stopped.opted_out


def test_a_text_without_an_id_is_none() -> None:
    assert posted({"From": "+46701740605", "Body": "AVBOKA"}).text() is None


def test_a_field_that_is_sent_several_times_is_signed_with_each_of_its_values() -> None:
    fields = [
        ("MessageSid", "SM1"),
        ("From", "+46701740697"),
        ("Body", "HJÄLP"),
        ("Extra", "b"),
        ("Extra", "a"),
    ]
    signature = RequestValidator(TOKEN).compute_signature(CALLBACK, ImmutableMultiDict(fields))
    headers = {"x-twilio-signature": signature}

    def believed_with(these: list[tuple[str, str]]) -> bool:
        request = WebhookRequest(CALLBACK, headers, urlencode(these).encode())
        return TwilioInbound(TOKEN).verified(request, now=NOW) is not None

    assert believed_with(fields)
    assert not believed_with(fields[:-1])


def test_a_call_keys_and_statuses_are_read_from_the_same_form() -> None:
    webhook = posted({"CallSid": "CA1", "From": "+46701740605", "Digits": "1", "CallStatus": "ringing"})

    assert (webhook.call().caller, webhook.keys(), webhook.line_id()) == ("+46701740605", "1", "CA1")
    assert webhook.line_news(now=NOW) == LineNews("CA1", LineState.RINGING, NOW)
    assert posted(PARAMS).text_status() == DeliveryNews("SM1", DeliveryState.DELIVERED)


def test_what_was_posted_is_not_shown_by_its_repr() -> None:
    form = {"MessageSid": "SM1", "From": "+46701740605", "Body": "my own words"}
    request = WebhookRequest(
        CALLBACK, {"x-twilio-signature": signed(CALLBACK, form)}, urlencode(form).encode()
    )
    webhook = TwilioInbound(TOKEN).verified(request, now=NOW)
    assert webhook is not None

    shown = f"{request!r} {webhook!r} {webhook.text()!r}"

    assert "701740605" not in shown
    assert "own words" not in shown
