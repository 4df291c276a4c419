"""The calls the service places, and the stop of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contact_api.domain.calls.calls import (
    Call,
    CameTo,
    LineEnding,
    LineKind,
    LineNews,
    LineState,
    heard,
    lines_of,
    placing,
)
from contact_api.domain.calls.dialling_limits import Dialled, Stop
from contact_api.domain.core.values import CallId, ContactId, StaffId
from contact_api.ports import Contested, Store
from tests.adapters.store_contract.shelf import add
from tests.makers import UNIT, a_contact, at

NUMBERS = {LineKind.STAFF: "+46701740610", LineKind.INTERPRETER: "+46701740611"}


def a_call(name: str = "call-1", contact: str = "c1", **but: object) -> Call:
    call = Call(
        id=CallId(name),
        contact_id=ContactId(contact),
        staff_id=StaffId("backen-01"),
        unit_id=UNIT.id,
        lease_number=1,
        asked_at=at("09:00"),
        callee_key=f"number of {contact}",
        lines=lines_of(with_interpreter=True),
        heard_at=at("09:00"),
        look_at=at("09:01"),
    )
    return replace(call, **but)  # type: ignore[arg-type]


@pytest.fixture
def book(store: Store) -> Store:
    """With two contacts to be called."""
    add(store, a_contact("c1"), a_contact("c2"))
    return store


def write(store: Store, *calls: Call) -> None:
    for call in calls:
        with store.transaction() as tx:
            tx.add_call(call, numbers=NUMBERS)


def test_a_call_comes_back_as_it_was_written_with_the_numbers_that_were_sealed(book: Store) -> None:
    write(book, a_call())

    with book.transaction() as tx:
        assert tx.call(CallId("call-1")) == a_call()
        assert tx.hold_call(CallId("call-1")) == a_call()
        assert tx.numbers(CallId("call-1")) == NUMBERS
        assert tx.call(CallId("another")) is None
        assert tx.numbers(CallId("another")) == {}


def test_what_is_heard_of_a_call_is_kept_to_the_last_field(book: Store) -> None:
    write(book, a_call())
    call = placing(a_call(), LineKind.STAFF, now=at("09:02"))
    for state, ending in ((LineState.JOINED, None), (LineState.ENDED, LineEnding.COMPLETED)):
        call = heard(call, LineKind.STAFF, LineNews("line-1", state, at("09:03"), ending, 61))
    call = heard(call, LineKind.STAFF, LineNews("line-2", LineState.RINGING, at("09:03")))
    call = replace(call, cancelled_at=at("09:04"), cancelled_by="control-room", stopped=True)
    call = replace(call, settled_at=at("09:05"), came_to=CameTo.STOPPED, cost=150, look_at=at("09:09"))

    with book.transaction() as tx:
        tx.save_call(call)
    with book.transaction() as tx:
        assert tx.call(call.id) == call


@pytest.mark.parametrize("same", ["contact_id", "callee_key"])
def test_there_is_one_unsettled_call_per_contact_and_per_number(book: Store, same: str) -> None:
    write(book, a_call())
    other = replace(a_call("call-2", "c2"), **{same: getattr(a_call(), same)})

    with pytest.raises(Contested):
        write(book, other)

    with book.transaction() as tx:
        tx.save_call(a_call(settled_at=at("09:05"), came_to=CameTo.NO_ANSWER))
    write(book, other)
    with book.transaction() as tx:
        assert [call.id for call in tx.unsettled_calls()] == ["call-2"]


def test_when_a_number_was_rung_is_known_in_order_and_of_no_other_number(book: Store) -> None:
    write(book, a_call("b", settled_at=at("09:05"), came_to=CameTo.BUSY, asked_at=at("09:10")))
    write(book, a_call("a", settled_at=at("09:05"), came_to=CameTo.BUSY, asked_at=at("09:20")))
    write(book, a_call("other", "c2"))

    with book.transaction() as tx:
        assert tx.rung_at("number of c1", since=at("09:15")) == [at("09:20")]
        assert tx.rung_at("number of c1", since=at("09:00")) == [at("09:10"), at("09:20")]


def test_a_call_is_overdue_until_it_is_over(book: Store) -> None:
    write(book, a_call(look_at=at("09:01")), a_call("call-2", "c2", look_at=at("09:02")))

    with book.transaction() as tx:
        assert tx.overdue_calls(now=at("09:00")) == []
        assert tx.overdue_calls(now=at("09:02")) == ["call-1", "call-2"]
        settled = a_call(settled_at=at("09:05"), came_to=CameTo.TALKED)
        tx.save_call(settled)
        assert tx.overdue_calls(now=at("09:02")) == ["call-2"]
        tx.save_call(replace(settled, strangers=("line-7",)))
        assert tx.overdue_calls(now=at("09:02")) == ["call-1", "call-2"]


def test_what_was_dialled_is_counted_by_second_by_what_goes_on_and_by_what_the_day_cost(book: Store) -> None:
    placed = placing(a_call(), LineKind.STAFF, now=at("09:00"))
    over = a_call("call-2", "c2", settled_at=at("09:05"), came_to=CameTo.TALKED, cost=150)
    yesterday = replace(over, id=CallId("call-0"), asked_at=at("09:00") - timedelta(days=1), cost=999)
    write(book, placed, over, yesterday)

    with book.transaction() as tx:
        just_now = tx.dialled(since=at("00:00"), now=at("09:00") + timedelta(milliseconds=900))
        later = tx.dialled(since=at("00:00"), now=at("09:00") + timedelta(seconds=1))

    assert just_now == Dialled(last_second=1, at_once=1, cost_today=150)
    assert later == Dialled(last_second=0, at_once=1, cost_today=150)


def test_the_stop_stands_until_it_is_lifted(book: Store) -> None:
    first, second = Stop(at("09:00"), "control-room", "wrong number"), Stop(at("09:30"), "other", "again")
    for stop in (None, first, second, None):
        with book.transaction() as tx:
            assert tx.hold_stop() == tx.stop()
            tx.save_stop(stop)
        with book.transaction() as tx:
            assert (tx.stop(), tx.hold_stop()) == (stop, stop)
