"""Which message may be sent to whom, in which wording, and what became of it."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.booking.notices import OF_BOOKINGS
from contact_api.domain.core.values import Mode
from contact_api.domain.messages.notifications import (
    SEND,
    SEND_WITHOUT_PLACE,
    DeliveryState,
    How,
    MessageKind,
    NotSent,
    Sending,
    is_overtaken,
    later,
    may_send,
    text_key,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TO_CITIZENS = [kind for kind in MessageKind if not kind.is_to_staff]
ANYBODY: dict[str, Any] = {
    "phone_can_take_sms": True,
    "safe_contact": False,
    "protected_identity": False,
    "no_sms": False,
}
anybodies = st.fixed_dictionaries(
    {
        "phone_can_take_sms": st.sampled_from([True, False, None]),
        "safe_contact": st.booleans(),
        "protected_identity": st.booleans(),
        "no_sms": st.booleans(),
        "chose_sms": st.booleans(),
        "opted_out": st.booleans(),
    }
)


def sending(kind: MessageKind = MessageKind.RECEIPT, **but: Any) -> Sending:
    return may_send(kind, **(ANYBODY | but))


@pytest.mark.parametrize("kind", list(MessageKind))
def test_anybody_with_a_mobile_gets_every_message(kind: MessageKind) -> None:
    assert sending(kind) == SEND


@pytest.mark.parametrize(
    ("circumstance", "why"),
    [
        ({"phone_can_take_sms": None}, NotSent.NO_NUMBER),
        ({"phone_can_take_sms": False}, NotSent.NOT_MOBILE),
        ({"no_sms": True}, NotSent.DECLINED),
        ({"safe_contact": True}, NotSent.SAFE_CONTACT),
        ({"opted_out": True, "chose_sms": True}, NotSent.OPTED_OUT),
        ({"no_sms": True, "chose_sms": True}, NotSent.DECLINED),
    ],
)
@pytest.mark.parametrize("kind", TO_CITIZENS)
def test_no_message_leaves_where_one_circumstance_forbids_it(
    kind: MessageKind, circumstance: dict[str, Any], why: NotSent
) -> None:
    assert sending(kind, **circumstance) == Sending(How.DO_NOT, why)


def test_a_person_in_need_of_safe_contact_who_chose_text_messages_gets_them_without_the_place() -> None:
    assert sending(safe_contact=True, chose_sms=True) == SEND_WITHOUT_PLACE


def test_a_person_with_protected_identity_gets_messages_without_the_place() -> None:
    assert sending(protected_identity=True) == SEND_WITHOUT_PLACE


@given(anybodies)
def test_an_alert_to_the_duty_phone_depends_on_that_phone_alone(person: dict[str, Any]) -> None:
    assert may_send(MessageKind.ALERT, **person) == sending(
        MessageKind.ALERT, phone_can_take_sms=person["phone_can_take_sms"]
    )


@given(
    st.sampled_from(TO_CITIZENS),
    anybodies,
    st.sampled_from(["safe_contact", "protected_identity", "no_sms", "opted_out"]),
)
def test_a_further_protection_never_lets_more_be_said(
    kind: MessageKind, person: dict[str, Any], protection: str
) -> None:
    said = list(How)
    before, after = may_send(kind, **person), may_send(kind, **(person | {protection: True}))

    assert said.index(after.how) >= said.index(before.how)


@given(st.sampled_from(MessageKind), anybodies)
def test_a_refusal_has_a_reason_and_nothing_else_has(kind: MessageKind, person: dict[str, Any]) -> None:
    answer = may_send(kind, **person)

    assert (answer.how is How.DO_NOT) == (answer.why_not is not None)


@pytest.mark.parametrize(("how", "why_not"), [(How.SEND, NotSent.DECLINED), (How.DO_NOT, None)])
def test_an_answer_that_contradicts_itself_cannot_be_made(how: How, why_not: NotSent | None) -> None:
    with pytest.raises(ValueError, match="has a reason"):
        Sending(how, why_not)


@pytest.mark.parametrize(
    ("kind", "answer", "mode", "key"),
    [
        (MessageKind.RECEIPT, SEND, Mode.CALL, "sms.receipt"),
        (MessageKind.RECEIPT, SEND_WITHOUT_PLACE, Mode.CALL, "sms.receipt.without_place"),
        (MessageKind.RECEIPT, SEND, Mode.VIDEO, "sms.receipt.no_call"),
        (MessageKind.RECEIPT, SEND_WITHOUT_PLACE, Mode.TEXT, "sms.receipt.no_call"),
        (MessageKind.CANCELLED, SEND_WITHOUT_PLACE, Mode.CALL, "sms.cancelled"),
        (MessageKind.CANCELLED, SEND, Mode.TEXT, "sms.cancelled"),
        (MessageKind.DELAY, SEND_WITHOUT_PLACE, Mode.CALL, "sms.delay"),
    ],
)
def test_the_wording_follows_the_person(kind: MessageKind, answer: Sending, mode: Mode, key: str) -> None:
    assert text_key(kind, answer, mode=mode) == key


@pytest.mark.parametrize(
    ("mode", "key"), [(Mode.CALL, "sms.delay.late"), (Mode.TEXT, "sms.delay.no_call.late")]
)
def test_that_we_are_late_is_said_when_the_window_is_over_and_not_before(mode: Mode, key: str) -> None:
    assert text_key(MessageKind.DELAY, SEND, mode=mode, is_over=True) == key
    assert not text_key(MessageKind.DELAY, SEND, mode=mode).endswith("late")


def test_a_message_that_may_not_be_sent_has_no_wording() -> None:
    with pytest.raises(ValueError, match="no wording"):
        text_key(MessageKind.RECEIPT, Sending(How.DO_NOT, NotSent.DECLINED))


def test_a_receipt_is_overtaken_when_its_window_has_ended() -> None:
    assert is_overtaken(MessageKind.RECEIPT, window_end=NOW, is_open=True, now=NOW)
    assert not is_overtaken(MessageKind.RECEIPT, window_end=NOW, is_open=True, now=NOW - timedelta(seconds=1))


def test_a_word_of_delay_is_still_true_after_the_window_has_ended() -> None:
    assert not is_overtaken(MessageKind.DELAY, window_end=NOW, is_open=True, now=NOW + timedelta(hours=1))


@pytest.mark.parametrize("kind", list(MessageKind))
def test_of_a_closed_contact_only_its_end_what_was_written_and_an_alert_are_told(kind: MessageKind) -> None:
    told = not is_overtaken(kind, window_end=NOW + timedelta(hours=1), is_open=False, now=NOW)

    still_true = {
        *OF_BOOKINGS,
        MessageKind.CANCELLED,
        MessageKind.NOT_REACHED,
        MessageKind.WRITTEN_MESSAGE,
        MessageKind.BOOKING_OFFERED,
        MessageKind.ALERT,
        MessageKind.ALERT_DIGEST,
    }
    assert told == (kind in still_true)


@given(st.permutations(list(DeliveryState)), st.integers(1, len(DeliveryState)))
def test_the_providers_words_lead_to_the_same_state_in_any_order(told: list[DeliveryState], n: int) -> None:
    some = told[:n]

    assert reduce(later, some) == reduce(later, reversed(some)) == reduce(later, some + some)


@pytest.mark.parametrize(
    ("known", "told", "believed"),
    [
        (DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.SENT),
        (DeliveryState.DELIVERED, DeliveryState.SENT, DeliveryState.DELIVERED),
        (DeliveryState.FAILED_TEMPORARILY, DeliveryState.DELIVERED, DeliveryState.DELIVERED),
        (DeliveryState.FAILED_PERMANENTLY, DeliveryState.QUEUED, DeliveryState.FAILED_PERMANENTLY),
    ],
)
def test_a_late_word_never_takes_back_a_weightier_one(
    known: DeliveryState, told: DeliveryState, believed: DeliveryState
) -> None:
    assert later(known, told) == believed
