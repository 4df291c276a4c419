"""Calls that are led through the menu, as both stores keep them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.core.identity import IdentityKind, PersonIdentity
from contact_api.domain.core.values import ContactId
from contact_api.domain.triage.catalogue import Text
from contact_api.domain.voice_menu.menu_session import (
    CallerAnswer,
    Choice,
    MenuEnding,
    MenuSession,
    MenuStep,
    Number,
    NumberFault,
    Private,
    Standing,
    TimeChoice,
)
from contact_api.ports import Contested, Store, Transaction
from tests.adapters.store_contract.shelf import Interrupted, add
from tests.makers import UNIT, a_contact, a_window, at

IDENTITY = PersonIdentity(IdentityKind.PERSONAL_NUMBER, "198004262385", "http://made-up.example")
PRIVATE = Private(Number("+46701740605", takes_sms=True), Number("+46980319200", takes_sms=False), IDENTITY)


def a_menu_session(call_id: str = "CA1", **but: Any) -> MenuSession:
    return replace(MenuSession(call_id, UNIT.id, at("08:00"), at("08:00")), **but)


def kept(store: Store, call_id: str = "CA1") -> MenuSession | None:
    with store.transaction() as tx:
        return tx.hold_menu_session(call_id)


TIME = TimeChoice(TimeTypeId("visit"), UNIT.id, at("13:00"), Text("Besök", "Visit"))


def test_a_call_is_found_as_it_was_left(store: Store) -> None:
    told = CallerAnswer(
        Standing.PROMISED,
        at("08:00"),
        Choice(a_window(), UNIT.id),
        (Choice(a_window(), UNIT.id), Choice(a_window("11:00", "12:00"), UNIT.id)),
        may_widen=True,
        gets_text=True,
        times=(TIME, TIME),
        booked=TIME,
    )
    add(store, a_contact("c1"))
    stands = a_menu_session(
        step=MenuStep.WINDOW,
        language="en",
        turn=5,
        silences=1,
        wrong=2,
        reason="R01",
        plain=True,
        caller_fault=NumberFault.FOREIGN,
        refused_own=True,
        contact_id=ContactId("c1"),
        told=told,
        private=PRIVATE,
        said="<Response/>",
    )
    with store.transaction() as tx:
        tx.add_menu_session(stands)

    assert kept(store) == stands
    assert kept(store, "CA2") is None


def test_a_call_moves_on(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_menu_session(a_menu_session(private=PRIVATE))
    over = a_menu_session(
        step=MenuStep.ENDED, turn=3, heard_at=at("08:01"), ending=MenuEnding.HUNG_UP, said="bye"
    )

    with store.transaction() as tx:
        tx.save_menu_session(over)

    assert kept(store) == over


def test_a_call_is_answered_once(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_menu_session(a_menu_session(said="first"))
    with pytest.raises(Contested), store.transaction() as tx:
        tx.add_menu_session(a_menu_session(said="second"))

    found = kept(store)
    assert found is not None
    assert found.said == "first"


def test_a_turn_that_broke_off_left_nothing(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_menu_session(a_menu_session())

    def break_off(tx: Transaction) -> None:
        tx.save_menu_session(a_menu_session(turn=2))
        raise Interrupted

    with pytest.raises(Interrupted), store.transaction() as tx:
        break_off(tx)

    assert kept(store) == a_menu_session()


def test_calls_that_were_not_ended_are_found_the_longest_silent_first(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_menu_session(a_menu_session("CA1", heard_at=at("08:20")))
        tx.add_menu_session(a_menu_session("CA2", heard_at=at("08:10")))
        tx.add_menu_session(a_menu_session("CA3", heard_at=at("08:10"), step=MenuStep.ENDED))
        tx.add_menu_session(a_menu_session("CA4", heard_at=at("08:30")))

    with store.transaction() as tx:
        assert tx.silent_menu_sessions(before=at("08:30")) == ["CA2", "CA1"]


def test_old_calls_are_dropped(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_menu_session(a_menu_session("CA1", heard_at=at("08:00") - timedelta(days=4)))
        tx.add_menu_session(a_menu_session("CA2"))

    with store.transaction() as tx:
        tx.drop_menu_sessions(before=at("08:00") - timedelta(days=3))

    assert kept(store) is None
    assert kept(store, "CA2") == a_menu_session("CA2")
