"""What an intake is about to ask, said at once so that a store may read it in one go."""

from datetime import datetime
from typing import Protocol

from contact_api.domain.core.values import PersonId, UnitId, Window


class LookAhead(Protocol):
    """The questions every intake begins with."""

    def look_ahead(
        self,
        person_id: PersonId,
        duplicate_keys: tuple[str, ...],
        unit_id: UnitId,
        span: Window,
        *,
        since: datetime,
        limited_as: str | None = None,
    ) -> None:
        """Say what an intake is about to ask. Changes no answer."""
