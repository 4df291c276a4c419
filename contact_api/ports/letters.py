"""What is written between staff and citizens."""

from collections.abc import Sequence
from typing import Protocol

from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.written_messages import Letter


class Letters(Protocol):
    """What is written between staff and citizens; rows are added, never changed."""

    def add_letter(self, letter: Letter) -> None:
        """Keep it, sealed. Contested when one with its id stands."""

    def letters(self, contact_id: ContactId) -> Sequence[Letter]:
        """All that was written about a contact request, the first first."""
