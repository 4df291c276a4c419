"""Every attempt to get through, also those that never became a request."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.core.values import ContactId, Outcome, Window
from contact_api.domain.figures.inbound_calls import CallBack, InboundEvent


class InboundCalls(UnitOfWork):
    """See contact_api/ports/inbound_calls.py."""

    def add_inbound(self, events: Iterable[InboundEvent]) -> None:
        for event in events:
            if (event.sender, event.event_id) not in self._rows.inbound:
                self._undo.put(self._rows.inbound, (event.sender, event.event_id), event)

    def known_inbound(self, sender: str, event_ids: Collection[str]) -> dict[str, InboundEvent]:
        found = ((one, self._rows.inbound.get((sender, one))) for one in event_ids)
        return {event_id: event for event_id, event in found if event is not None}

    def inbound_events(self, span: Window) -> list[InboundEvent]:
        events = self._rows.inbound.values()
        calls = {(one.sender, one.call_reference) for one in events if one.at in span}
        return [one for one in events if (one.sender, one.call_reference) in calls]

    def call_backs(self, contact_ids: Collection[ContactId]) -> Mapping[ContactId, Sequence[CallBack]]:
        return {
            contact_id: [
                CallBack(one.started_at, one.outcome is Outcome.REACHED)
                for one in self._rows.attempts[contact_id]
            ]
            for contact_id in contact_ids
            if self._rows.attempts.get(contact_id)
        }
