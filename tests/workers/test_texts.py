"""What becomes of a text: sent, tried again, given up, or not to be sent at all."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import MessageId
from contact_api.domain.messages.notifications import (
    DeliveryState,
    SendingFailedPermanently,
    SendingFailedTemporarily,
    Sent,
)
from contact_api.ports import Message
from contact_api.usecases.intake.requests import Request
from contact_api.usecases.messages.send_message import GIVE_UP_AFTER, send_message
from contact_api.usecases.planning.sweep import send_again
from tests.adapters.sql.small_region import NINE, a_cell, a_request, asked, lay, seek
from tests.workers.conftest import Workplace

MOBILE = Details(phone="+46701740605", phone_takes_sms=True)


class Provider:
    """Takes texts, or raises what it was told to."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.asked: list[str] = []

    def send(self, to: str, body: str, *, message_id: str) -> Sent:
        self.asked.append(body)
        if self.fault is not None:
            raise self.fault
        return Sent(f"p-{message_id}")


def test_a_text_that_fails_for_now_is_tried_again_later_and_then_given_up(place: Workplace) -> None:
    provider = Provider(SendingFailedTemporarily(provider_code="30001"))
    message_id, now, waits = _receipt(place, a_request()), NINE, []

    for _ in range(GIVE_UP_AFTER):
        _send(place, message_id, provider, now=now)
        kept = _message(place, message_id)
        waits.append(kept.next_try_at)
        assert _send(place, message_id, provider, now=now) is None  # not before its time
        now = kept.next_try_at or now

    assert waits == [
        NINE + timedelta(seconds=30),
        NINE + timedelta(minutes=2, seconds=30),
        NINE + timedelta(minutes=12, seconds=30),
        NINE + timedelta(minutes=42, seconds=30),
        None,
    ]
    kept = _message(place, message_id)
    assert (kept.state, kept.why_not) == (DeliveryState.FAILED_PERMANENTLY, "30001")
    assert len(provider.asked) == GIVE_UP_AFTER
    assert place.app.transact(lambda tx: send_again(tx, now=now + timedelta(days=1))) == 0


def test_a_text_that_failed_for_now_is_rung_for_again_when_it_is_due(place: Workplace) -> None:
    message_id = _receipt(place, a_request())
    _send(place, message_id, Provider(SendingFailedTemporarily()), now=NINE)
    asked(place.database_url, "update outbox set relayed_at = %s returning id", [NINE])

    soon, due = (NINE + timedelta(seconds=seconds) for seconds in (29, 31))
    assert place.app.transact(lambda tx: send_again(tx, now=soon)) == 0
    assert place.app.transact(lambda tx: send_again(tx, now=due)) == 1
    provider = Provider()
    assert _send(place, message_id, provider, now=due) is DeliveryState.SENT
    assert len(provider.asked) == 1


def test_a_number_that_cannot_be_reached_is_tried_once(place: Workplace) -> None:
    provider = Provider(SendingFailedPermanently(provider_code="21610"))
    message_id = _receipt(place, a_request())

    _send(place, message_id, provider, now=NINE)
    _send(place, message_id, provider, now=NINE + timedelta(hours=1))

    kept = _message(place, message_id)
    assert (kept.state, kept.why_not) == (DeliveryState.FAILED_PERMANENTLY, "21610")
    assert len(provider.asked) == 1


def test_a_text_whose_sender_dies_is_sent_by_the_next_once_the_first_has_had_its_time(
    place: Workplace,
) -> None:
    message_id = _receipt(place, a_request())
    with pytest.raises(KeyboardInterrupt):
        _send(place, message_id, Provider(KeyboardInterrupt()), now=NINE)  # type: ignore[arg-type]

    assert _send(place, message_id, Provider(), now=NINE + timedelta(seconds=44)) is None
    assert _send(place, message_id, Provider(), now=NINE + timedelta(seconds=45)) is DeliveryState.SENT


def test_a_text_that_breaks_its_sender_every_time_is_given_up_too(place: Workplace) -> None:
    provider = Provider(RuntimeError("out of order"))
    message_id, now = _receipt(place, a_request()), NINE

    for _ in range(GIVE_UP_AFTER):
        with pytest.raises(RuntimeError):
            _send(place, message_id, provider, now=now)
        now += timedelta(minutes=1)
    _send(place, message_id, provider, now=now)

    assert _message(place, message_id).state is DeliveryState.FAILED_PERMANENTLY
    assert len(provider.asked) == GIVE_UP_AFTER


@pytest.mark.parametrize(
    ("but", "why"),
    [
        ({"safe_contact": True}, "safe_contact"),
        ({"details": Details(phone="+4690123456")}, "not_mobile"),
        ({"details": Details()}, "no_number"),
        ({"sms_welcome": False}, "declined"),
    ],
)
def test_a_text_that_may_not_be_sent_is_not_and_says_why(
    place: Workplace, but: dict[str, Any], why: str
) -> None:
    provider = Provider()
    message_id = _receipt(place, a_request(**but))

    assert _send(place, message_id, provider, now=NINE) is None

    kept = _message(place, message_id)
    assert (kept.state, kept.why_not) == (DeliveryState.NOT_SENT, why)
    assert provider.asked == []
    assert place.app.transact(lambda tx: send_again(tx, now=NINE + timedelta(days=1))) == 0


def test_a_receipt_that_is_late_is_not_sent_once_its_window_is_over(place: Workplace) -> None:
    provider = Provider()
    message_id = _receipt(place, a_request())

    assert _send(place, message_id, provider, now=NINE + timedelta(hours=4)) is None

    assert _message(place, message_id).why_not == "overtaken"
    assert provider.asked == []


def test_the_text_to_a_person_with_protected_identity_names_no_place(place: Workplace) -> None:
    protected, open_one = Provider(), Provider()

    _send(place, _receipt(place, a_request(protected_identity=True)), protected, now=NINE)
    _send(place, _receipt(place, a_request()), open_one, now=NINE)

    assert "Alpha" in open_one.asked[0]
    assert "Alpha" not in protected.asked[0]
    assert "12:00" in protected.asked[0]


def _receipt(place: Workplace, request: Request) -> MessageId:
    """The receipt of a request that was promised noon."""
    lay(place.app, a_cell(12, 60))
    contact = seek(place.app, request).contact
    found = asked(place.database_url, "select id from message where contact_id = %s", [contact.id])
    return MessageId(found[0][0])


def _send(
    place: Workplace, message_id: MessageId, provider: Provider, *, now: datetime
) -> DeliveryState | None:
    app = place.app
    return send_message(
        message_id, app.transact, provider, app.wording, app.sealer, limits=app.text_limits, now=lambda: now
    )


def _message(place: Workplace, message_id: MessageId) -> Message:
    found = place.app.transact(lambda tx: tx.hold_message(message_id))
    assert found is not None
    return found
