"""What the ledger keeps of calls that citizens made."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.values import ContactId, Outcome, Window
from contact_api.domain.figures.inbound_calls import CallBack, InboundEvent, InboundKind, TurnedAwayBy
from contact_api.ports import Store, Transaction
from tests.adapters.store_contract.shelf import Interrupted, add, an_attempt
from tests.makers import DAY, UNIT, ZONE, a_contact, at

SPAN = day_span(DAY, ZONE)
EVENT = InboundEvent(
    sender="pbx",
    event_id="evt-1",
    call_reference="call-1",
    kind=InboundKind.TURNED_AWAY,
    at=at("08:00"),
    unit_id=UNIT.id,
    caller="a look-up value",
    why=TurnedAwayBy.FULL,
    contact_id=ContactId("c1"),
)


def an_event(event_id: str = "evt-1", **but: Any) -> InboundEvent:
    return replace(EVENT, event_id=event_id, **but)


def note(store: Store, *events: InboundEvent) -> None:
    with store.transaction() as tx:
        tx.add_inbound(events)


def noted(store: Store, span: Window = SPAN) -> list[str]:
    with store.transaction() as tx:
        return sorted(event.event_id for event in tx.inbound_events(span))


def test_an_event_comes_back_as_it_was_told(store: Store) -> None:
    bare = InboundEvent("pbx", "evt-2", "call-2", InboundKind.OFFERED, at("08:01"))
    note(store, EVENT, bare)

    with store.transaction() as tx:
        assert sorted(tx.inbound_events(SPAN), key=lambda one: one.event_id) == [EVENT, bare]
        assert tx.known_inbound("pbx", ["evt-2", "evt-3"]) == {"evt-2": bare}


def test_an_id_told_again_leaves_what_was_told_first(store: Store) -> None:
    note(store, EVENT, an_event(kind=InboundKind.OFFERED))
    note(store, an_event(kind=InboundKind.ANSWERED), an_event("evt-2"))

    with store.transaction() as tx:
        assert tx.known_inbound("pbx", ["evt-1"]) == {"evt-1": EVENT}
    assert noted(store) == ["evt-1", "evt-2"]


def test_two_exchanges_may_use_the_same_id(store: Store) -> None:
    note(store, EVENT, an_event(sender="other"))

    with store.transaction() as tx:
        assert tx.known_inbound("other", ["evt-1"]) == {"evt-1": an_event(sender="other")}
    assert noted(store) == ["evt-1", "evt-1"]


def test_a_call_of_the_day_comes_with_what_happened_to_it_on_another(store: Store) -> None:
    midnight = SPAN.start
    note(
        store,
        an_event("before", at=midnight - timedelta(minutes=1)),
        an_event("after", at=midnight),
        an_event("other call", call_reference="call-2", at=midnight - timedelta(minutes=1)),
        an_event("tomorrow", call_reference="call-3", at=SPAN.end),
    )

    assert noted(store) == ["after", "before"]


def test_nothing_told_is_nothing_noted(store: Store) -> None:
    note(store)

    assert noted(store) == []


def test_what_is_not_kept_is_not_noted(store: Store) -> None:
    def begin(tx: Transaction) -> None:
        tx.add_inbound([EVENT])
        raise Interrupted

    with pytest.raises(Interrupted), store.transaction() as tx:
        begin(tx)

    assert noted(store) == []


def test_call_backs_are_found_by_their_requests_in_order(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    with store.transaction() as tx:
        tx.add_attempt(an_attempt("c1", 1))
        tx.add_attempt(an_attempt("c1", 2, outcome=Outcome.REACHED))

    with store.transaction() as tx:
        found = tx.call_backs([ContactId("c1"), ContactId("c2"), ContactId("nobody")])

    assert dict(found) == {"c1": [CallBack(at("09:00"), reached=False), CallBack(at("10:00"), reached=True)]}
