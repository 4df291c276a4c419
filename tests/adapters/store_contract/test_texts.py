"""What is known of texts: whom one went to at a number, how it fared, what came back, who wants none."""

from datetime import timedelta

import pytest

from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, MessageId, StaffId, Window
from contact_api.domain.messages.notifications import DeliveryState, MessageKind
from contact_api.domain.messages.sms_keywords import Wish
from contact_api.domain.messages.sms_limits import Texted
from contact_api.ports import Contested, Fared, IncomingText, Store
from tests.adapters.store_contract.shelf import a_message, add
from tests.makers import a_contact, a_promised_contact, a_window, at

C1, C2 = ContactId("c1"), ContactId("c2")
HERS, ANOTHERS, FORMER = "hers", "anothers", "hers-under-a-former-secret"
A_SECOND = timedelta(seconds=1)


def write(store: Store, *messages: object) -> None:
    with store.transaction() as tx:
        for message in messages:
            tx.add_message(message)  # type: ignore[arg-type]


def an_incoming(name: str = "SM1", **but: object) -> IncomingText:
    told: dict[str, object] = {"at": at("08:00"), "number_key": HERS} | but
    return IncomingText(name, **told)  # type: ignore[arg-type]


def test_a_message_is_found_by_the_providers_id(store: Store) -> None:
    write(store, a_message("m1", provider_id="SM1", to_key=HERS), a_message("m2"))

    with store.transaction() as tx:
        assert tx.hold_message_of("SM1") == a_message("m1", provider_id="SM1", to_key=HERS)
        assert tx.hold_message_of("SM2") is None
        assert tx.message(MessageId("m2")) == a_message("m2")


def test_whom_texts_at_a_number_were_about_comes_once_each_the_latest_text_first(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"), a_contact("c3"), a_contact("c4"))
    write(
        store,
        a_message("m1", contact_id=C1, to_key=HERS, created_at=at("08:00")),
        a_message("m2", contact_id=C2, to_key=FORMER, created_at=at("08:10")),
        a_message("m3", contact_id=C1, to_key=HERS, created_at=at("08:20")),
        a_message("m4", contact_id=ContactId("c3"), to_key=ANOTHERS, created_at=at("08:20")),
        a_message("m5", contact_id=ContactId("c4"), created_at=at("08:20")),
        a_message("m6", to_key=HERS, created_at=at("08:30")),
    )

    with store.transaction() as tx:
        assert [one.id for one in tx.texted([HERS, FORMER], since=at("07:00"))] == ["c1", "c2"]
        assert [one.id for one in tx.texted([HERS, FORMER], since=at("08:20"))] == ["c1"]
        assert tx.texted([], since=at("07:00")) == []


@pytest.mark.parametrize("edge", ["start", "end"])
def test_who_waits_untried_for_a_window_is_found_until_she_is_told_of_it(store: Store, edge: str) -> None:
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
        a_message("m1", to_key=HERS, created_at=at("07:59")),
        a_message("m2", to_key=HERS, created_at=at("08:00")),
        a_message("m3", to_key=FORMER, created_at=at("08:10")),
        a_message("m4", to_key=ANOTHERS, created_at=at("08:20")),
        a_message("waits", contact_id=C1, created_at=at("08:30")),
    )

    with store.transaction() as tx:
        assert tx.texted_since([HERS, FORMER], since=at("08:00"), most=100) == Texted(2, 3)
        assert tx.texted_since([HERS], since=at("08:00"), most=2) == Texted(1, 2)


def test_how_texts_fare_is_what_became_of_the_last_one_to_her_number(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    failed, arrived = DeliveryState.FAILED_PERMANENTLY, DeliveryState.DELIVERED
    write(
        store,
        a_message("m1", contact_id=C1, to_key=HERS, state=arrived),
        a_message("m2", contact_id=C1, to_key=HERS, state=failed, created_at=at("08:10")),
        a_message("m3", contact_id=C1, to_key=HERS, state=DeliveryState.SENT, created_at=at("08:20")),
        a_message("m4", contact_id=C2, to_key=ANOTHERS, state=arrived, created_at=at("08:30")),
    )

    with store.transaction() as tx:
        assert tx.fared(C1, [HERS]) == Fared(undelivered=True)
        assert tx.fared(C1, [ANOTHERS]) == tx.fared(C2, [ANOTHERS]) == Fared()
    write(store, a_message("m5", contact_id=C1, to_key=FORMER, state=arrived, created_at=at("08:40")))
    with store.transaction() as tx:
        assert tx.fared(C1, [HERS, FORMER]) == Fared()


@pytest.mark.parametrize("became", [DeliveryState.DELIVERED, DeliveryState.FAILED_PERMANENTLY, "opted out"])
def test_how_texts_fare_is_the_same_right_after_a_claim_and_later(store: Store, became: str) -> None:
    add(store, a_contact("c1"))
    state = DeliveryState.SENT if became == "opted out" else DeliveryState(became)
    write(store, a_message("m1", contact_id=C1, to_key=HERS, state=state))
    with store.transaction() as tx:
        if became == "opted out":
            tx.opt_out(HERS, now=at("08:30"))

    with store.transaction() as tx:
        claimed = tx.claim_first(
            [a_contact("c1")], StaffId("backen-01"), planning=Planning(), now=at("09:00")
        )
        at_once = tx.fared(C1, [HERS])
    with store.transaction() as tx:
        later = tx.fared(C1, [HERS])

    assert claimed is not None
    assert at_once == later
    assert later == Fared(
        opted_out=became == "opted out", undelivered=became is DeliveryState.FAILED_PERMANENTLY
    )


def test_opting_out_twice_is_once_and_is_taken_back_under_every_key(store: Store) -> None:
    for key in (HERS, HERS, FORMER):
        with store.transaction() as tx:
            tx.opt_out(key, now=at("08:00"))

    with store.transaction() as tx:
        assert tx.has_opted_out([ANOTHERS, FORMER])
        assert not tx.has_opted_out([ANOTHERS])
        assert tx.fared(C1, [HERS]) == Fared(opted_out=True)
        tx.opt_in([HERS, FORMER])

    with store.transaction() as tx:
        assert not tx.has_opted_out([HERS, FORMER])


def test_an_opt_out_that_was_not_committed_did_not_happen(store: Store) -> None:
    def opt_out_in_vain() -> None:
        with store.transaction() as tx:
            tx.opt_out(HERS, now=at("08:00"))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        opt_out_in_vain()

    with store.transaction() as tx:
        assert not tx.has_opted_out([HERS])


def test_a_text_that_came_is_written_down_once(store: Store) -> None:
    whole = an_incoming(wish=Wish.CANCEL, reply="answer.help", language="sv", contact_id=C1)
    with store.transaction() as tx:
        tx.add_incoming(whole)

    with pytest.raises(Contested), store.transaction() as tx:
        tx.add_incoming(an_incoming(number_key=ANOTHERS))

    with store.transaction() as tx:
        assert tx.incoming("SM1") == whole
        assert tx.incoming("SM2") is None


def test_what_came_from_a_number_comes_the_latest_first(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_incoming(an_incoming("SM1"))
        tx.add_incoming(an_incoming("SM2", number_key=FORMER, at=at("08:10")))
        tx.add_incoming(an_incoming("SM3", number_key=ANOTHERS))

    with store.transaction() as tx:
        assert [one.provider_id for one in tx.incoming_from([HERS, FORMER], since=at("08:00"))] == [
            "SM2",
            "SM1",
        ]
        assert [one.provider_id for one in tx.incoming_from([HERS], since=at("08:01"))] == []
