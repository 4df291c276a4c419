"""What humans are asked to look at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from contact_api.domain.core.values import ContactId, UnitId

MOST_OF_ONE = 3  # open alerts of one submitter that stand among the others'


class AlertState(StrEnum):
    """Where an alert stands."""

    OPEN = "open"  # nobody has taken care of it
    TAKEN = "taken"  # somebody takes care of it
    CLOSED = "closed"  # what it was about is over


@dataclass(frozen=True, slots=True)
class Alert:
    """A human is asked to look at once."""

    id: str
    contact_id: ContactId | None  # None: it is about the unit
    unit_id: UnitId
    kind: str
    raised_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    times_raised: int = 1
    last_raised_at: datetime | None = None  # None: only once
    closed_at: datetime | None = None  # what it was about is over, whoever had taken care of it
    number: int | None = None  # how many contacts it is about, where it is about a unit's

    @property
    def state(self) -> AlertState:
        """Where it stands."""
        if self.closed_at is not None:
            return AlertState.CLOSED
        return AlertState.OPEN if self.acknowledged_at is None else AlertState.TAKEN


class Alerts(Protocol):
    """What humans are asked to look at once."""

    def add_alert(self, alert: Alert) -> None:
        """Raise an alert. Contested when one with its id stands."""

    def alerts(
        self,
        *,
        units: Collection[UnitId] | None,
        open_only: bool,
        leaving_out: Collection[str] = (),
        limit: int,
        offset: int = 0,
    ) -> list[Alert]:
        """A page of the alerts of these units, or of all, the oldest first; `open_only`: in the state OPEN.

        Of those in the state OPEN that one submitter's requests raised, more than `MOST_OF_ONE` come after everybody
        else's. `leaving_out` are kinds that are not wanted.
        """

    def hold_open_alert(self, contact_id: ContactId, kinds: Collection[str]) -> Alert | None:
        """The oldest open alert of these kinds about a contact, protected as below."""

    def unclosed_alerts(self, kind: str) -> list[Alert]:
        """All of one kind about units, not about a contact, that are not closed, the oldest first."""

    def hold_alerts_of(self, contact_id: ContactId) -> list[Alert]:
        """All alerts about a contact that are not closed, the oldest first, protected as below."""

    def alert_of(self, contact_id: ContactId) -> Alert | None:
        """The alert about a contact that matters now: an open one, else one that is taken, else the last."""

    def alert(self, alert_id: str) -> Alert | None:
        """The alert, as it stands."""

    def hold_open_alert_of(self, key: str, kind: str) -> Alert | None:
        """The oldest open alert of this kind about any open contact of one submitter or sender, protected as below."""

    def hold_alert(self, alert_id: str) -> Alert | None:
        """The alert, protected from others' changes until the transaction ends."""

    def save_alert(self, alert: Alert) -> None: ...
