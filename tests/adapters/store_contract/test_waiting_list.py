"""Who waits for a time to be freed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.booking.waiting_list import Waiting, WaitingId, WaitingState, WhyNot
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.ports import Contested, Store
from tests.adapters.store_contract.shelf import HERE, add
from tests.makers import DAY, a_contact, a_waiting, at


@pytest.fixture(autouse=True)
def people(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"), a_contact("c3"))


def put(store: Store, *places: Waiting) -> None:
    with store.transaction() as tx:
        for one in places:
            tx.add_waiting(one)


def test_a_place_is_read_back_as_it_was_written(store: Store) -> None:
    place = a_waiting(
        "w1",
        from_day=DAY,
        hour_from=9,
        interpreter=True,
        by_staff=True,
        not_again=(at("09:00"), at("10:00")),
        state=WaitingState.OFFERED,
        offer_id=BookingId("b1"),
        offered_until=at("11:00"),
        offers=2,
        unanswered=1,
        why_not=WhyNot.BUSY_THEN,
    )
    put(store, place)

    with store.transaction() as tx:
        assert tx.waiting(place.id) == place
        assert tx.waiting_of_contact(place.contact_id) == [place]
        assert tx.waiting_for_offer(BookingId("b1")) == place
        assert tx.waiting_for_offer(BookingId("b2")) is None
        assert tx.waiting(WaitingId("w2")) is None


def test_a_contact_request_has_one_open_place_for_a_kind_of_time(store: Store) -> None:
    first = a_waiting("w1")
    put(store, first, a_waiting("w2", contact_id=ContactId("c2")))
    with pytest.raises(Contested):
        put(store, a_waiting("w3"))

    with store.transaction() as tx:
        tx.save_waiting(replace(first, state=WaitingState.ENDED, ended_at=at("09:00"), why_not=WhyNot.LEFT))
    put(store, a_waiting("w3"))


def test_the_open_ones_come_by_the_day_they_are_due_and_the_overdue_are_counted_by_unit(store: Store) -> None:
    yesterday = DAY - timedelta(days=1)
    put(
        store,
        a_waiting("w1", due_day=DAY),
        a_waiting("w2", contact_id=ContactId("c2"), due_day=yesterday),
        a_waiting("w3", contact_id=ContactId("c3"), due_day=yesterday, owner_unit_id=UnitId("teg")),
        a_waiting(
            "w4",
            contact_id=ContactId("c3"),
            due_day=yesterday,
            state=WaitingState.ENDED,
            ended_at=at("09:00"),
        ),
    )

    with store.transaction() as tx:
        assert [one.id for one in tx.open_waiting()] == ["w2", "w3", "w1"]
        assert [one.id for one in tx.open_waiting(HERE)] == ["w2", "w1"]
        assert dict(tx.overdue_waiting(DAY)) == {"backen": 1, "teg": 1}
        assert dict(tx.overdue_waiting(yesterday)) == {}
