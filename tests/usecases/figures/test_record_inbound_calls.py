"""Who tried to get through is written down, also who never became a request."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from contact_api.adapters.identity.sealing import Sealer
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.domain.figures.inbound_calls import InboundEvent, InboundKind
from contact_api.ports import Store
from contact_api.usecases.figures.record_inbound_calls import (
    Noted,
    caller_index,
    calls_in,
    note,
    note_each,
    requested,
)
from tests.makers import DAY, UNIT, ZONE, a_region, at
from tests.stores import over_both_stores

SPAN = day_span(DAY, ZONE)
MINUTE = timedelta(minutes=1)
SEALER = Sealer(["a made-up master secret of forty characters"])
EVENT = InboundEvent("pbx", "evt-1", "call-1", InboundKind.TURNED_AWAY, at("08:00"), UNIT.id, "anna")


def an_event(event_id: str, **but: Any) -> InboundEvent:
    return replace(EVENT, event_id=event_id, **but)


@over_both_stores
def test_of_every_event_it_is_said_what_became_of_it(store: Store) -> None:
    with store.transaction() as tx:
        note(tx, EVENT)

    with store.transaction() as tx:
        told = note_each(
            tx,
            [an_event("evt-2"), EVENT, an_event("evt-1", at=at("09:00")), an_event("evt-1", sender="other")],
        )

    assert told == [Noted.TAKEN_IN, Noted.KNOWN_ALREADY, Noted.CONTRADICTED, Noted.TAKEN_IN]


@over_both_stores
def test_only_looked_at_nothing_is_written(store: Store) -> None:
    with store.transaction() as tx:
        assert note_each(tx, [EVENT, EVENT], only_look=True) == [Noted.TAKEN_IN, Noted.KNOWN_ALREADY]

    with store.transaction() as tx:
        assert calls_in(SPAN, tx) == []


@over_both_stores
def test_a_request_belongs_to_the_call_it_was_made_in(store: Store) -> None:
    made_in: dict[str, Any] = {"unit_id": UNIT.id, "caller": "anna", "at": at("08:02")}
    with store.transaction() as tx:
        note(tx, an_event("evt-1", kind=InboundKind.OFFERED))
        note(tx, requested("pbx", "msg-1", ContactId("c1"), call_reference="call-1", **made_in))
        note(tx, requested("pbx", "msg-2", ContactId("c2"), call_reference=None, **made_in))

    with store.transaction() as tx:
        found = [(call.at, call.outcome, call.contact_id) for call in calls_in(SPAN, tx)]

    assert found == [
        (at("08:00"), InboundKind.REQUESTED, "c1"),
        (at("08:02"), InboundKind.REQUESTED, "c2"),
    ]


@over_both_stores
def test_a_unit_sees_the_calls_to_it_and_a_call_belongs_to_the_day_it_began(store: Store) -> None:
    with store.transaction() as tx:
        note(
            tx,
            EVENT,
            an_event("evt-2", call_reference="call-2", unit_id=UnitId("teg")),
            an_event("evt-3", call_reference="call-3", at=SPAN.start - MINUTE),
            an_event("evt-4", call_reference="call-3", at=SPAN.start),
            an_event("evt-5", call_reference="call-4", unit_id=None),
        )

    with store.transaction() as tx:
        everywhere = [call.call_reference for call in calls_in(SPAN, tx)]
        here = [call.call_reference for call in calls_in(SPAN, tx, units=frozenset({UNIT.id}))]

    assert (everywhere, here) == (["call-1", "call-2", "call-4"], ["call-1"])


def test_an_event_told_again_after_the_secret_was_changed_is_known(store: Store) -> None:
    with store.transaction() as tx:
        note(tx, EVENT)

    with store.transaction() as tx:
        assert note_each(tx, [replace(EVENT, caller="another look-up value")]) == [Noted.KNOWN_ALREADY]


def test_a_caller_is_the_same_all_day_and_nobody_the_day_after() -> None:
    def index(moment: str) -> str:
        return caller_index("+46701740605", at(moment), region=a_region(), index=SEALER)

    morning, evening = index("08:00"), index("23:59")
    tomorrow = caller_index("+46701740605", SPAN.end, region=a_region(), index=SEALER)

    assert morning == evening != tomorrow
    assert "701740605" not in morning
