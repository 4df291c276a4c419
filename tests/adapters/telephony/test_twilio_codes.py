"""What Twilio's words and codes mean to us."""

import pytest

from contact_api.adapters.telephony.twilio_codes import DeliveryNews, read_callback
from contact_api.domain.messages import DeliveryState


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
