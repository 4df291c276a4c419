"""The Twilio adapter: Twilio's real SDK against an HTTP double."""

import base64
import json
import socket
import traceback
from typing import Any

import pytest

from contact_api.adapters.telephony.twilio.client import TwilioAccount
from contact_api.adapters.telephony.twilio.texts import TwilioTextMessages
from contact_api.demo.provider.exchange import Subscription
from contact_api.demo.provider.rest import Instead
from contact_api.domain.messages.notifications import SendingFailedPermanently, SendingFailedTemporarily, Sent
from tests.adapters.telephony.conftest import Twilio
from tests.patience import PATIENCE_SECONDS

ACCOUNT, TOKEN = Subscription().account_sid, Subscription().auth_token
SERVICE = "MG" + "0" * 31 + "1"
MOBILE = "+46701740605"  # PTS: reserved for fiction
TEXT = "Vi ringer dig i dag mellan 09:10 och 10:00."


def refusal(status: int, code: int, message: str = f"The 'To' number {MOBILE} is refused.") -> Instead:
    return Instead(status, json.dumps({"code": code, "message": message, "status": status, "more_info": "…"}))


def phone(double: Twilio, **but: Any) -> TwilioTextMessages:
    settings: dict[str, Any] = {
        "messaging_service_sid": SERVICE,
        "base_url": double.url,
        "timeout_seconds": PATIENCE_SECONDS,
    }
    return TwilioTextMessages(TwilioAccount(ACCOUNT, TOKEN, **(settings | but)))


def test_a_message_is_handed_over_and_known_by_twilios_id(twilio: Twilio) -> None:
    sent = phone(twilio).send(MOBILE, TEXT, message_id="m-1")

    assert sent == Sent(provider_id=twilio.provider.texts[0].sid)


def test_twilio_is_told_who_what_by_whom_and_how_long_it_stays_true(twilio: Twilio) -> None:
    phone(twilio).send(MOBILE, TEXT, message_id="m-1")

    asked = twilio.asked[0]
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert dict(asked.form) == {
        "To": MOBILE,
        "Body": TEXT,
        "MessagingServiceSid": SERVICE,
        "ValidityPeriod": "3600",
    }
    assert asked.sign_in == "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


def test_a_number_of_our_own_may_send_instead_of_a_messaging_service(twilio: Twilio) -> None:
    phone(twilio, messaging_service_sid="", from_number="+46701740699").send(MOBILE, TEXT, message_id="m-1")

    assert ("From", "+46701740699") in twilio.asked[0].form
    assert "MessagingServiceSid" not in dict(twilio.asked[0].form)


def test_the_status_callback_names_our_own_id(twilio: Twilio) -> None:
    phone(twilio, status_callback="https://api.example/sms/{message_id}").send(MOBILE, TEXT, message_id="m-1")

    assert ("StatusCallback", "https://api.example/sms/m-1") in twilio.asked[0].form


def test_a_gateway_may_live_under_a_path(twilio: Twilio) -> None:
    phone(twilio, base_url=twilio.url + "/sms-gateway/").send(MOBILE, TEXT, message_id="m-1")

    assert twilio.asked[0].path == f"/sms-gateway/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 21211), (400, 21610), (400, 21614), (403, 21408), (400, 21612), (400, 21617), (400, 99999)],
)
def test_what_can_never_reach_the_number_fails_permanently_with_twilios_code(
    twilio: Twilio, status: int, code: int
) -> None:
    twilio.double.instead[:] = [refusal(status, code)]

    with pytest.raises(SendingFailedPermanently) as failed:
        phone(twilio).send(MOBILE, TEXT, message_id="m-1")

    assert failed.value.provider_code == str(code)


@pytest.mark.parametrize(
    ("status", "code", "perhaps_sent"),
    [
        (429, 20429, False),
        (429, 14107, False),
        (400, 21611, False),  # our own queue at Twilio is full
        (401, 20003, False),  # our token was changed: somebody will mend it
        (404, 20404, False),
        (500, 20500, True),
        (503, 20503, True),
    ],
)
def test_what_may_pass_fails_temporarily(twilio: Twilio, status: int, code: int, perhaps_sent: bool) -> None:
    twilio.double.instead[:] = [refusal(status, code)]

    with pytest.raises(SendingFailedTemporarily) as failed:
        phone(twilio).send(MOBILE, TEXT, message_id="m-1")

    assert (failed.value.provider_code, failed.value.perhaps_sent) == (str(code), perhaps_sent)


def test_a_refusal_in_the_newer_problem_form_is_understood(twilio: Twilio) -> None:
    problem = {"type": "about:blank", "title": "Invalid", "status": 400, "code": 21211, "detail": MOBILE}
    twilio.double.instead[:] = [Instead(400, json.dumps(problem))]

    with pytest.raises(SendingFailedPermanently, match="21211"):
        phone(twilio).send(MOBILE, TEXT, message_id="m-1")


@pytest.mark.parametrize(
    "answer",
    [
        (200, "<html>Sign in to the network</html>"),
        (201, ""),
        (201, "[]"),
        (201, '{"status": "queued"}'),
        (302, ""),
        (502, "<html>Bad gateway</html>"),
        (500, '["garbage"]'),
        (429, "not JSON"),
        (500, '{"type": 1, "title": 2, "status": "x", "code": "y"}'),
    ],
)
def test_an_answer_that_is_not_twilios_is_worth_another_try(twilio: Twilio, answer: tuple[int, str]) -> None:
    twilio.double.instead[:] = [Instead(*answer)]
    sms = phone(twilio)

    with pytest.raises(SendingFailedTemporarily):
        sms.send(MOBILE, TEXT, message_id="m-1")

    assert sms.send(MOBILE, TEXT, message_id="m-1").provider_id.startswith("SM")


def test_an_answer_that_does_not_come_in_time_may_mean_that_the_message_left(twilio: Twilio) -> None:
    twilio.double.instead[:] = [Instead(None)]

    with pytest.raises(SendingFailedTemporarily, match="ReadTimeout") as failed:
        phone(twilio, timeout_seconds=0.05).send(MOBILE, TEXT, message_id="m-1")

    assert failed.value.perhaps_sent


def test_without_a_connection_the_message_surely_did_not_leave(twilio: Twilio) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"

        with pytest.raises(SendingFailedTemporarily, match="ConnectionError") as failed:
            phone(twilio, base_url=nobody).send(MOBILE, TEXT, message_id="m-1")

    assert not failed.value.perhaps_sent


def test_no_failure_repeats_the_number_or_the_text(twilio: Twilio) -> None:
    twilio.double.instead[:] = [refusal(400, 21211, f"{MOBILE}: {TEXT}")]

    with pytest.raises(SendingFailedPermanently) as failed:
        phone(twilio).send(MOBILE, TEXT, message_id="m-1")

    told = "".join(traceback.format_exception(failed.value)) + repr(vars(failed.value))
    assert failed.value.__context__ is None
    assert MOBILE not in told
    assert TEXT not in told


def test_a_log_of_a_message_has_two_digits_and_no_text(
    twilio: Twilio, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        phone(twilio).send(MOBILE, TEXT, message_id="m-1")

    logged = "".join(capsys.readouterr()) + caplog.text
    assert "message.handed_over" in logged
    assert "…05" in logged
    assert MOBILE[3:] not in logged
    assert TEXT not in logged
    assert TOKEN not in logged


@pytest.mark.parametrize("senders", [{}, {"messaging_service_sid": SERVICE, "from_number": "+46701740699"}])
def test_an_account_has_exactly_one_sender(senders: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        TwilioAccount(ACCOUNT, TOKEN, **senders)


def test_an_account_does_not_show_its_token() -> None:
    assert TOKEN not in repr(TwilioAccount(ACCOUNT, TOKEN, from_number="+46701740699"))
