"""What was done for a unit or the whole region, and who did it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from contact_api.domain.core.values import UnitId


class ActKind(StrEnum):
    """What was done."""

    CALLS_STOPPED = "calls_stopped"
    CALLS_ALLOWED = "calls_allowed"
    SHIFT_ADDED = "shift_added"
    STAFF_TIME_ADDED = "staff_time_added"
    STAFF_TIME_CHANGED = "staff_time_changed"
    STAFF_TIME_ENDED = "staff_time_ended"
    SICK_CALL = "sick_call"
    SICK_CALL_WITHDRAWN = "sick_call_withdrawn"
    ALERT_ACKNOWLEDGED = "alert_acknowledged"


@dataclass(frozen=True, slots=True)
class CentralAct:
    """One thing that somebody did for others: who, as what, on which commission, when, about what."""

    at: datetime
    kind: ActKind
    actor: str
    role: str
    commission: str | None = None
    unit_id: UnitId | None = None  # which unit it concerns; None: the whole region
    subject_id: str | None = None  # the staff member or the alert it is about
    from_at: datetime | None = None
    to_at: datetime | None = None
    why: str | None = None


class CentralActs(Protocol):
    """Every act; rows are added, never changed."""

    def add_act(self, act: CentralAct) -> None: ...
    def acts(self, *, units: Collection[UnitId] | None, limit: int, offset: int = 0) -> list[CentralAct]:
        """A page of the acts that concern these units, or of all, the newest first."""
