"""What is written between staff and citizens."""

from collections.abc import Sequence
from typing import Protocol

from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.written_messages import WrittenMessage


class WrittenMessages(Protocol):
    """What is written between staff and citizens; rows are added, never changed."""

    def add_written_message(self, written_message: WrittenMessage) -> None:
        """Write it down, sealed. Contested when one with its id stands."""

    def written_messages(self, contact_id: ContactId) -> Sequence[WrittenMessage]:
        """All that was written about a contact request, the first first."""

    def number_written(self, contact_id: ContactId) -> int:
        """How many of them the citizen reads: all but what came with a request."""
