"""What happened to a contact request, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from contact_api.domain.core.values import ContactId


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a contact's history: what happened, when, by whom. Rows are added, never changed."""

    contact_id: ContactId
    kind: str  # noun.verb
    at: datetime
    actor: str = "system"
    facts: Mapping[str, Any] = field(default_factory=dict)


class History(Protocol):
    """What happened to contact requests."""

    def add_event(self, event: Event) -> None: ...
    def history(self, contact_id: ContactId) -> Sequence[Event]:
        """All that happened to a contact, in the order in which it was written."""
