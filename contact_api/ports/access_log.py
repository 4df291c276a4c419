"""Who looked at whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.values import ContactId, PersonId, UnitId, Window


@dataclass(frozen=True, slots=True)
class Access:
    """One look at a person. Source: HSLF-FS 2016:40 4:9 (who, which commission, unit, when, what)."""

    at: datetime
    actor: str
    role: str
    action: str  # read, changed, listed, pulled
    purpose: str
    commission: str | None = None
    unit_id: UnitId | None = None
    contact_id: ContactId | None = None
    person_id: PersonId | None = None


class AccessLog(Protocol):
    """Every look at a person; rows are added, never changed."""

    def add_access(self, access: Access) -> None: ...
    def access_log(
        self, *, person_id: PersonId | None, actor: str | None, span: Window, limit: int, offset: int
    ) -> list[Access]:
        """Looks in the span at this person, by this actor, or at and by all; the newest first."""
