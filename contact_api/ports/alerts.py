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


class Alerts(Protocol):
    """What humans are asked to look at once."""

    def add_alert(self, alert: Alert) -> None:
        """Raise an alert. Contested when one with its id stands."""

    def alerts(self, *, units: Collection[UnitId] | None, open_only: bool) -> list[Alert]:
        """Alerts of these units, or of all, the latest first."""

    def hold_alert(self, alert_id: str) -> Alert | None:
        """The alert, protected from others' changes until the transaction ends."""

    def save_alert(self, alert: Alert) -> None: ...
