"""Texts to citizens and to duty telephones, and how they fare."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import (
    ContactId,
    ContactState,
    MessageId,
    StaffId,
    Window,
)
from contact_api.domain.messages.notifications import DeliveryState, MessageKind
from contact_api.domain.messages.sms_limits import Texted
from contact_api.ports import (
    DeliveryRecord,
    Store,
)
from tests.adapters.store_contract.shelf import a_message, a_rank, add
from tests.makers import (
    a_contact,
    a_promised_contact,
    a_window,
    at,
)

C1, C2 = ContactId("c1"), ContactId("c2")
NUMBER, ANOTHER, FORMER = "number", "another", "number-under-a-former-secret"
A_SECOND = timedelta(seconds=1)


def write(store: Store, *messages: object) -> None:
    with store.transaction() as tx:
        for message in messages:
            tx.add_message(message)  # type: ignore[arg-type]


def test_a_message_is_found_by_the_providers_id(store: Store) -> None:
    write(store, a_message("m1", provider_id="SM1", to_key=NUMBER), a_message("m2"))

    with store.transaction() as tx:
        assert tx.hold_message_of("SM1") == a_message("m1", provider_id="SM1", to_key=NUMBER)
        assert tx.hold_message_of("SM2") is None
        assert tx.hold_message(MessageId("m2")) == a_message("m2")


def test_a_message_is_due_when_its_job_should_have_sent_it(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_message(a_message("new"))
        tx.add_message(a_message("tried", next_try_at=at("08:10"), state=DeliveryState.FAILED_TEMPORARILY))
        tx.add_message(a_message("sent", state=DeliveryState.SENT))
        assert tx.hold_message(MessageId("new")) == a_message("new")

    with store.transaction() as tx:
        assert tx.unsent_messages(now=at("08:00:29")) == []
        assert tx.unsent_messages(now=at("08:00:30")) == ["new"]
        assert set(tx.unsent_messages(now=at("08:10"))) == {"new", "tried"}
        held = tx.hold_message(MessageId("new"))
        assert held is not None
        tx.save_message(replace(held, state=DeliveryState.SENT, provider_id="SM1"))

    with store.transaction() as tx:
        assert tx.unsent_messages(now=at("08:10")) == ["tried"]


def test_whom_texts_at_a_number_were_about_comes_once_each_the_latest_text_first(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"), a_contact("c3"), a_contact("c4"))
    write(
        store,
        a_message("m1", contact_id=C1, to_key=NUMBER, created_at=at("08:00")),
        a_message("m2", contact_id=C2, to_key=FORMER, created_at=at("08:10")),
        a_message("m3", contact_id=C1, to_key=NUMBER, created_at=at("08:20")),
        a_message("m4", contact_id=ContactId("c3"), to_key=ANOTHER, created_at=at("08:20")),
        a_message("m5", contact_id=ContactId("c4"), created_at=at("08:20")),
        a_message("m6", to_key=NUMBER, created_at=at("08:30")),
    )

    with store.transaction() as tx:
        assert [one.id for one in tx.texted([NUMBER, FORMER], since=at("07:00"))] == ["c1", "c2"]
        assert [one.id for one in tx.texted([NUMBER, FORMER], since=at("08:20"))] == ["c1"]
        assert tx.texted([], since=at("07:00")) == []


@pytest.mark.parametrize("edge", ["start", "end"])
def test_who_waits_untried_for_a_window_is_found_until_they_are_told_of_it(store: Store, edge: str) -> None:
    window = a_window("09:00", "10:00")
    add(
        store,
        a_promised_contact("c1", window=window),
        a_promised_contact("later", window=a_window("11:00", "12:00")),
        a_promised_contact("tried", window=window, attempts=1),
        a_promised_contact("ended", window=window, state=ContactState.REACHED),
        a_contact("unpromised"),
    )
    moment = window.start if edge == "start" else window.end
    span = Window(moment, moment + A_SECOND)
    asked = {"kind": MessageKind.REMINDER, "edge": edge}

    def found(span: Window) -> list[ContactId]:
        with store.transaction() as tx:
            return [one.id for one in tx.without_text(**asked, span=span)]  # type: ignore[arg-type]

    assert found(span) == ["c1"]
    assert found(Window(moment - A_SECOND, moment)) == []
    write(store, a_message("other", contact_id=C1, window=window))
    write(store, a_message("of-another", contact_id=C1, kind=MessageKind.REMINDER, window=a_window("08:00")))
    assert found(span) == ["c1"]
    write(store, a_message("told", contact_id=C1, kind=MessageKind.REMINDER, window=window))
    assert found(span) == []


def test_texts_that_left_are_counted_by_number_and_all_together(store: Store) -> None:
    add(store, a_contact("c1"))
    write(
        store,
        a_message("m1", to_key=NUMBER, created_at=at("07:59")),
        a_message("m2", to_key=NUMBER, created_at=at("08:00")),
        a_message("m3", to_key=FORMER, created_at=at("08:10")),
        a_message("m4", to_key=ANOTHER, created_at=at("08:20")),
        a_message("waits", contact_id=C1, created_at=at("08:30")),
    )

    with store.transaction() as tx:
        assert tx.texted_since([NUMBER, FORMER], since=at("08:00"), most=100) == Texted(2, 3)
        assert tx.texted_since([NUMBER], since=at("08:00"), most=2) == Texted(1, 2)


def test_how_texts_fare_is_what_became_of_the_last_one_to_that_number(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    failed, arrived = DeliveryState.FAILED_PERMANENTLY, DeliveryState.DELIVERED
    write(
        store,
        a_message("m1", contact_id=C1, to_key=NUMBER, state=arrived),
        a_message("m2", contact_id=C1, to_key=NUMBER, state=failed, created_at=at("08:10")),
        a_message("m3", contact_id=C1, to_key=NUMBER, state=DeliveryState.SENT, created_at=at("08:20")),
        a_message("m4", contact_id=C2, to_key=ANOTHER, state=arrived, created_at=at("08:30")),
    )

    with store.transaction() as tx:
        assert tx.delivery_record(C1, [NUMBER]) == DeliveryRecord(undelivered=True)
        assert tx.delivery_record(C1, [ANOTHER]) == tx.delivery_record(C2, [ANOTHER]) == DeliveryRecord()
    write(store, a_message("m5", contact_id=C1, to_key=FORMER, state=arrived, created_at=at("08:40")))
    with store.transaction() as tx:
        assert tx.delivery_record(C1, [NUMBER, FORMER]) == DeliveryRecord()


@pytest.mark.parametrize("became", [DeliveryState.DELIVERED, DeliveryState.FAILED_PERMANENTLY, "opted out"])
def test_how_texts_fare_is_the_same_right_after_a_claim_and_later(store: Store, became: str) -> None:
    add(store, a_contact("c1"))
    state = DeliveryState.SENT if became == "opted out" else DeliveryState(became)
    write(store, a_message("m1", contact_id=C1, to_key=NUMBER, state=state))
    with store.transaction() as tx:
        if became == "opted out":
            tx.opt_out(NUMBER, now=at("08:30"))

    with store.transaction() as tx:
        ranked = [a_rank(a_contact("c1"))]
        claimed = tx.claim_first(ranked, StaffId("backen-01"), planning=Planning(), now=at("09:00"))
        at_once = tx.delivery_record(C1, [NUMBER])
    with store.transaction() as tx:
        later = tx.delivery_record(C1, [NUMBER])

    assert claimed is not None
    assert at_once == later
    assert later == DeliveryRecord(
        opted_out=became == "opted out", undelivered=became is DeliveryState.FAILED_PERMANENTLY
    )
