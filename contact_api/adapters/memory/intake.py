"""What an intake is about to ask."""

from datetime import datetime

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.core.values import PersonId, UnitId, Window


class LookAhead(UnitOfWork):
    """See contact_api/ports/intake.py."""

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
        """Everything is at hand."""
