"""Signed webhooks, with the reference library as the other side."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from contact_api.adapters.identity.webhooks import (
    NotAWebhookSecret,
    WebhookCheck,
    WebhookFault,
    WebhookRefused,
    new_secret,
    sign,
)

NOW = datetime(2026, 11, 23, 8, 7, 30, tzinfo=UTC)
EXCHANGE = "whsec_" + b64encode(b"the exchange's secret, as given").decode()
EXCHANGE_NEXT = "whsec_" + b64encode(b"the exchange's next secret, too").decode()
CLINIC = "whsec_" + b64encode(b"the private clinic's own secret").decode()
BODY = '{"number": "+46701740605", "choice": "1", "note": "åäö"}'.encode()
check = WebhookCheck({"exchange": [EXCHANGE_NEXT, EXCHANGE], "clinic": [CLINIC]})


def fault(headers: dict[str, str], body: bytes = BODY, now: datetime = NOW) -> WebhookFault:
    with pytest.raises(WebhookRefused) as refused:
        check.check(headers, body, now=now)
    return refused.value.reason


@pytest.mark.parametrize(
    ("secret", "sender"), [(EXCHANGE, "exchange"), (EXCHANGE_NEXT, "exchange"), (CLINIC, "clinic")]
)
def test_the_signature_says_who_sent_it_under_any_of_the_senders_keys(secret: str, sender: str) -> None:
    delivery = check.check(sign([secret], "msg_1", BODY, now=NOW), BODY, now=NOW)

    assert (delivery.sender, delivery.message_id, delivery.sent_at) == (sender, "msg_1", NOW)


def test_what_the_reference_library_signs_is_believed_and_the_other_way_round() -> None:
    theirs = Webhook(EXCHANGE).sign("msg_2", NOW, BODY.decode())

    assert sign([EXCHANGE], "msg_2", BODY, now=NOW)["webhook-signature"] == theirs
    headers = {
        "Webhook-Id": "msg_2",
        "Webhook-Timestamp": f"{NOW.timestamp():.0f}",
        "Webhook-Signature": theirs,
    }
    assert check.check(headers, BODY, now=NOW).sender == "exchange"


def test_a_time_in_another_zone_signs_the_same_moment() -> None:
    in_sweden = datetime.fromisoformat("2026-11-23T09:07:30+01:00")

    assert sign([EXCHANGE], "msg_3", BODY, now=in_sweden) == sign([EXCHANGE], "msg_3", BODY, now=NOW)


def test_a_sender_in_the_middle_of_a_change_may_sign_with_both_keys() -> None:
    unknown = new_secret()

    assert check.check(sign([unknown, EXCHANGE], "msg_4", BODY, now=NOW), BODY, now=NOW).sender == "exchange"


@pytest.mark.parametrize(
    ("minutes", "seconds", "expected"),
    [(5, 0, None), (5, 1, WebhookFault.TOO_OLD), (-5, 0, None), (-5, -1, WebhookFault.TOO_NEW)],
)
def test_a_message_is_believed_for_five_minutes(
    minutes: int, seconds: int, expected: WebhookFault | None
) -> None:
    headers = sign([EXCHANGE], "msg_5", BODY, now=NOW)
    received = NOW + timedelta(minutes=minutes, seconds=seconds)

    if expected is None:
        assert check.check(headers, BODY, now=received).message_id == "msg_5"
    else:
        assert fault(headers, now=received) is expected


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_without_one_of_the_three_headers_nothing_is_believed(header: str) -> None:
    headers = sign([EXCHANGE], "msg_6", BODY, now=NOW)
    del headers[header]

    assert fault(headers) is WebhookFault.MISSING_HEADER


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("webhook-id", ""),
        ("webhook-id", "with.dot"),
        ("webhook-id", "x" * 201),
        ("webhook-timestamp", "soon"),
        ("webhook-timestamp", "1e9"),
        ("webhook-timestamp", "١٧٦٤"),
        ("webhook-timestamp", "9" * 30),
        ("webhook-signature", "v1,AAAA " * 9),
    ],
)
def test_a_header_that_cannot_be_is_refused_before_anything_is_computed(header: str, value: str) -> None:
    assert fault(sign([EXCHANGE], "msg_7", BODY, now=NOW) | {header: value}) is WebhookFault.BAD_HEADER


@pytest.mark.parametrize("signature", ["", "v1,", "v1", "v2,AAAA", "v1a,AAAA", "v1,åäö", "v1,AAAA"])
def test_another_signature_proves_nothing(signature: str) -> None:
    headers = sign([EXCHANGE], "msg_8", BODY, now=NOW) | {"webhook-signature": signature}

    assert fault(headers) is WebhookFault.WRONG_SIGNATURE


@pytest.mark.parametrize(
    ("header", "value"), [("webhook-id", "msg_10"), ("webhook-timestamp", f"{NOW.timestamp() + 1:.0f}")]
)
def test_id_and_time_are_part_of_what_is_signed(header: str, value: str) -> None:
    assert fault(sign([EXCHANGE], "msg_9", BODY, now=NOW) | {header: value}) is WebhookFault.WRONG_SIGNATURE


@given(st.binary(max_size=200).filter(lambda body: body != BODY))
def test_another_body_is_not_believed(body: bytes) -> None:
    assert fault(sign([EXCHANGE], "msg_11", BODY, now=NOW), body) is WebhookFault.WRONG_SIGNATURE


def test_a_key_of_nobody_is_not_believed() -> None:
    assert fault(sign([new_secret()], "msg_12", BODY, now=NOW)) is WebhookFault.WRONG_SIGNATURE
    with pytest.raises(WebhookRefused):
        WebhookCheck({}).check(sign([EXCHANGE], "msg_13", BODY, now=NOW), BODY, now=NOW)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_short", EXCHANGE.removeprefix("whsec_"), "whsec_å", "whsec_=="]
)
def test_a_secret_that_is_none_is_refused_at_the_start(secret: str) -> None:
    with pytest.raises(NotAWebhookSecret):
        WebhookCheck({"exchange": [secret]})


def test_two_senders_cannot_have_the_same_key() -> None:
    with pytest.raises(NotAWebhookSecret, match="same webhook secret"):
        WebhookCheck({"exchange": [EXCHANGE], "clinic": [EXCHANGE]})


def test_a_new_secret_is_one_and_different_each_time() -> None:
    one, other = new_secret(), new_secret()

    assert one != other
    assert WebhookCheck({"a": [one]}).check(sign([one], "m", b"", now=NOW), b"", now=NOW).sender == "a"
