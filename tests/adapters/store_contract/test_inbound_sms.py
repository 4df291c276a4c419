"""Texts that came, and numbers that want none."""

from datetime import timedelta

import pytest

from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.sms_keywords import SmsWish
from contact_api.ports import Contested, DeliveryRecord, IncomingText, Store
from tests.makers import at

C1, C2 = ContactId("c1"), ContactId("c2")
NUMBER, ANOTHER, FORMER = "number", "another", "number-under-a-former-secret"
A_SECOND = timedelta(seconds=1)


def an_incoming(name: str = "SM1", **but: object) -> IncomingText:
    told: dict[str, object] = {"at": at("08:00"), "number_key": NUMBER} | but
    return IncomingText(name, **told)  # type: ignore[arg-type]


def test_opting_out_twice_is_once_and_is_taken_back_under_every_key(store: Store) -> None:
    for key in (NUMBER, NUMBER, FORMER):
        with store.transaction() as tx:
            tx.opt_out(key, now=at("08:00"))

    with store.transaction() as tx:
        assert tx.has_opted_out([ANOTHER, FORMER])
        assert not tx.has_opted_out([ANOTHER])
        assert tx.delivery_record(C1, [NUMBER]) == DeliveryRecord(opted_out=True)
        tx.opt_in([NUMBER, FORMER])

    with store.transaction() as tx:
        assert not tx.has_opted_out([NUMBER, FORMER])


def test_an_opt_out_that_was_not_committed_did_not_happen(store: Store) -> None:
    def opt_out_in_vain() -> None:
        with store.transaction() as tx:
            tx.opt_out(NUMBER, now=at("08:00"))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        opt_out_in_vain()

    with store.transaction() as tx:
        assert not tx.has_opted_out([NUMBER])


def test_a_text_that_came_is_written_down_once(store: Store) -> None:
    whole = an_incoming(wish=SmsWish.CANCEL, reply="answer.help", language="sv", contact_id=C1)
    with store.transaction() as tx:
        tx.add_incoming(whole)

    with pytest.raises(Contested), store.transaction() as tx:
        tx.add_incoming(an_incoming(number_key=ANOTHER))

    with store.transaction() as tx:
        assert tx.incoming("SM1") == whole
        assert tx.incoming("SM2") is None


def test_what_came_from_a_number_comes_the_latest_first(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_incoming(an_incoming("SM1"))
        tx.add_incoming(an_incoming("SM2", number_key=FORMER, at=at("08:10")))
        tx.add_incoming(an_incoming("SM3", number_key=ANOTHER))

    with store.transaction() as tx:
        assert [one.provider_id for one in tx.incoming_from([NUMBER, FORMER], since=at("08:00"))] == [
            "SM2",
            "SM1",
        ]
        assert [one.provider_id for one in tx.incoming_from([NUMBER], since=at("08:01"))] == []
