"""Every attempt to get through, also those that never became a request."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from contact_api.domain.core.values import ContactId, Window
from contact_api.domain.figures.inbound_calls import CallBack, InboundEvent


class InboundCalls(Protocol):
    """Every attempt to get through, also those that never became a request. Events are added, never changed."""

    def add_inbound(self, events: Iterable[InboundEvent]) -> None:
        """Write events down; one whose sender has sent its id before is left as it stands."""

    def known_inbound(self, sender: str, event_ids: Collection[str]) -> dict[str, InboundEvent]:
        """Those of a sender's events that stand, by their ids."""

    def inbound_events(self, span: Window) -> list[InboundEvent]:
        """Every event of the calls of which something happened in the span, also what happened outside of it."""

    def call_backs(self, contact_ids: Collection[ContactId]) -> Mapping[ContactId, Sequence[CallBack]]:
        """The attempts to reach who is to be called back, the first first; contacts without any are left out."""
