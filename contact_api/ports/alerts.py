"""What humans are asked to look at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.values import ContactId, UnitId


@dataclass(frozen=True, slots=True)
class Alert:
    """A human is asked to look at once."""

    id: str
    contact_id: ContactId
    unit_id: UnitId
    kind: str
    raised_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    times_raised: int = 1
    last_raised_at: datetime | None = None  # None: only once


class Alerts(Protocol):
    """What humans are asked to look at once."""

    def add_alert(self, alert: Alert) -> None:
        """Raise an alert. Contested when one with its id stands."""

    def alerts(
        self, *, units: Collection[UnitId] | None, open_only: bool, limit: int, offset: int = 0
    ) -> list[Alert]:
        """A page of the alerts of these units, or of all, the oldest first."""

    def hold_open_alert(self, contact_id: ContactId, kinds: Collection[str]) -> Alert | None:
        """The oldest alert of these kinds about a contact that nobody has taken care of, protected as below."""

    def hold_alert(self, alert_id: str) -> Alert | None:
        """The alert, protected from others' changes until the transaction ends."""

    def save_alert(self, alert: Alert) -> None: ...
