"""What citizens were told, and why."""

from collections.abc import Sequence
from typing import Protocol

from contact_api.domain.core.values import ContactId
from contact_api.domain.promise.promise import Promise


class Promises(Protocol):
    """Every promise that was made; rows are added, never changed."""

    def add_promise(self, promise: Promise) -> None: ...
    def promises(self, contact_id: ContactId) -> Sequence[Promise]:
        """What the citizen was told, the first first; whether with its reasons is the store's choice."""

    def explained(self, contact_id: ContactId) -> Sequence[Promise]:
        """The same with the reasons that were written down with each."""
