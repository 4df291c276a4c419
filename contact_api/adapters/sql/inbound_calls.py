"""Every attempt to get through, also those that never became a request."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, Write
from contact_api.domain.core.values import ContactId, Outcome, UnitId, Window
from contact_api.domain.figures.inbound_calls import CallBack, InboundEvent, InboundKind, TurnedAwayBy

COLUMNS = "sender, event_id, call_reference, kind, at, unit_id, caller, why, contact_id"
INBOUND_EVENT = Table("inbound_event", key=("sender", "event_id"))
ADD_INBOUND = Write(
    f"""
INSERT INTO inbound_event (region, {COLUMNS})
SELECT %(region)s, * FROM unnest(
       %(sender)s::text[], %(event_id)s::text[], %(call_reference)s::text[], %(kind)s::text[], %(at)s::timestamptz[],
       %(unit_id)s::text[], %(caller)s::text[], %(why)s::text[], %(contact_id)s::text[])
    ON CONFLICT (sender, event_id) DO NOTHING
""",
    rows_of=(INBOUND_EVENT,),
)
# All events of the calls that were heard of in the span, also those before and after it. The calls are gathered first:
# each is then found by its index, where a join of the two would read every event there is.
OF_CALLS = f"""
WITH heard AS MATERIALIZED (
    SELECT DISTINCT sender, call_reference FROM inbound_event
     WHERE region = %(region)s AND at >= %(start)s AND at < %(end)s
)
SELECT event.* FROM heard, LATERAL (
    SELECT {COLUMNS} FROM inbound_event e
     WHERE e.sender = heard.sender AND e.call_reference = heard.call_reference OFFSET 0) event
"""


class InboundCalls(UnitOfWork):
    """See contact_api/ports/inbound_calls.py."""

    def add_inbound(self, events: Iterable[InboundEvent]) -> None:
        # in one order, so that two posts of the same events do not wait for each other
        rows = [_values(event) for event in sorted(events, key=lambda one: (one.sender, one.event_id))]
        if rows:
            columns = {name: [row[name] for row in rows] for name in rows[0]}
            values = {"region": self._region.code} | columns
            self._batch.add(ADD_INBOUND, values)

    def known_inbound(self, sender: str, event_ids: Collection[str]) -> dict[str, InboundEvent]:
        found = self._seen_plain(
            f"SELECT {COLUMNS} FROM inbound_event WHERE sender = %(sender)s AND event_id = ANY(%(ids)s)",
            {"sender": sender, "ids": list(event_ids)},
        )
        return {event.event_id: event for event in map(_event_of, found)}

    def inbound_events(self, span: Window) -> list[InboundEvent]:
        values = {"region": self._region.code, "start": span.start, "end": span.end}
        return [_event_of(row) for row in self._seen_plain(OF_CALLS, values)]

    def call_backs(self, contact_ids: Collection[ContactId]) -> Mapping[ContactId, Sequence[CallBack]]:
        found = self._seen(
            "SELECT contact_id, started_at, outcome FROM attempt WHERE contact_id = ANY(%(ids)s) "
            "ORDER BY contact_id, number",
            {"ids": list(contact_ids)},
        )
        made: dict[ContactId, list[CallBack]] = defaultdict(list)
        for row in found:
            reached = row["outcome"] == Outcome.REACHED.value
            made[ContactId(row["contact_id"])].append(CallBack(row["started_at"], reached))
        return dict(made)


def _values(event: InboundEvent) -> dict[str, Any]:
    return {
        "sender": event.sender,
        "event_id": event.event_id,
        "call_reference": event.call_reference,
        "kind": event.kind.value,
        "at": event.at,
        "unit_id": event.unit_id,
        "caller": event.caller,
        "why": event.why.value if event.why else None,
        "contact_id": event.contact_id,
    }


def _event_of(row: tuple[Any, ...]) -> InboundEvent:
    sender, event_id, call_reference, kind, at, unit_id, caller, why, contact_id = row
    return InboundEvent(
        sender=sender,
        event_id=event_id,
        call_reference=call_reference,
        kind=InboundKind(kind),
        at=at,
        unit_id=unit_id and UnitId(unit_id),
        caller=caller,
        why=why and TurnedAwayBy(why),
        contact_id=contact_id and ContactId(contact_id),
    )
