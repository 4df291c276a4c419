"""What Twilio's words and codes mean to us."""

from datetime import UTC, datetime

import pytest

from contact_api.adapters.telephony.twilio.codes import read_callback, read_line_callback
from contact_api.domain.calls.calls import LineEnding, LineNews, LineState
from contact_api.domain.messages.notifications import DeliveryState
from contact_api.ports import DeliveryNews

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "code", "state"),
    [
        ("queued", "", DeliveryState.QUEUED),
        ("sending", "", DeliveryState.QUEUED),
        ("sent", "", DeliveryState.SENT),
        ("delivered", "", DeliveryState.DELIVERED),
        ("undelivered", "30003", DeliveryState.FAILED_TEMPORARILY),  # the handset is off
        ("undelivered", "30005", DeliveryState.FAILED_PERMANENTLY),  # there is no such handset
        ("undelivered", "30006", DeliveryState.FAILED_PERMANENTLY),  # a landline
        ("failed", "30008", DeliveryState.FAILED_TEMPORARILY),
        ("failed", "", DeliveryState.FAILED_PERMANENTLY),
        ("canceled", "", DeliveryState.FAILED_PERMANENTLY),
    ],
)
def test_a_callback_tells_the_state_of_a_message(word: str, code: str, state: DeliveryState) -> None:
    news = read_callback(
        {"MessageSid": "SM1", "MessageStatus": word, "ErrorCode": code, "To": "+46701740605"}
    )

    assert news == DeliveryNews("SM1", state, code)


@pytest.mark.parametrize(
    "params",
    [{}, {"MessageSid": "SM1"}, {"MessageStatus": "sent"}, {"MessageSid": "SM1", "MessageStatus": "new"}],
)
def test_a_callback_that_tells_nothing_is_no_news(params: dict[str, str]) -> None:
    assert read_callback(params) is None


@pytest.mark.parametrize(
    ("word", "answered_by", "state", "ending"),
    [
        ("queued", "", LineState.PLACED, None),
        ("initiated", "", LineState.PLACED, None),
        ("ringing", "", LineState.RINGING, None),
        ("in-progress", "", LineState.ANSWERED, None),
        ("in-progress", "human", LineState.ANSWERED, None),
        (
            "in-progress",
            "unknown",
            LineState.ANSWERED,
            None,
        ),  # rather talk to a mailbox than hang up on somebody
        ("in-progress", "machine_start", LineState.ANSWERED, LineEnding.MACHINE),
        ("completed", "", LineState.ENDED, LineEnding.COMPLETED),
        ("completed", "machine_end_beep", LineState.ENDED, LineEnding.MACHINE),
        ("completed", "fax", LineState.ENDED, LineEnding.MACHINE),
        ("busy", "", LineState.ENDED, LineEnding.BUSY),
        ("no-answer", "", LineState.ENDED, LineEnding.NO_ANSWER),
        ("failed", "", LineState.ENDED, LineEnding.FAILED),
        ("canceled", "", LineState.ENDED, LineEnding.CANCELLED),
    ],
)
def test_a_callback_tells_the_state_of_a_line(
    word: str, answered_by: str, state: LineState, ending: LineEnding | None
) -> None:
    news = read_line_callback({"CallSid": "CA1", "CallStatus": word, "AnsweredBy": answered_by}, now=NOW)

    assert news == LineNews("CA1", state, NOW, ending)


def test_a_callback_that_is_late_tells_when_it_was() -> None:
    params = {"CallSid": "CA1", "CallStatus": "completed", "CallDuration": "150"}
    params |= {"Timestamp": "Mon, 23 Nov 2026 08:12:30 +0000"}

    news = read_line_callback(params, now=NOW)

    assert news is not None
    assert (news.at, news.talked_seconds) == (datetime(2026, 11, 23, 8, 12, 30, tzinfo=UTC), 150)


@pytest.mark.parametrize("timestamp", ["", "soon", "2026-11-23"])
def test_a_callback_without_a_readable_time_is_of_now(timestamp: str) -> None:
    params = {"CallSid": "CA1", "CallStatus": "ringing", "Timestamp": timestamp, "CallDuration": "long"}

    assert read_line_callback(params, now=NOW) == LineNews("CA1", LineState.RINGING, NOW)


@pytest.mark.parametrize("params", [{}, {"CallSid": "CA1"}, {"CallSid": "CA1", "CallStatus": "new-word"}])
def test_a_callback_that_tells_nothing_of_a_line_is_no_news(params: dict[str, str]) -> None:
    assert read_line_callback(params, now=NOW) is None
