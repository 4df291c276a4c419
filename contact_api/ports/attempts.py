"""Every attempt to reach a citizen."""

from collections.abc import Sequence
from typing import Protocol

from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.values import ContactId


class Attempts(Protocol):
    """Every attempt to reach a citizen; rows are added, never changed."""

    def add_attempt(self, attempt: Attempt) -> None:
        """Write an attempt down. Contested when one with its number and start stands."""

    def attempts(self, contact_id: ContactId) -> Sequence[Attempt]:
        """The attempts to reach the citizen, the first first."""
