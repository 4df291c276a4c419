"""Whether the region's plan wants to be made anew, and whether one could be made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FailedPlans:
    """How many plans have failed in a row, and when the next is tried."""

    count: int = 0
    retry_at: datetime | None = None


class ReplanMark(Protocol):
    """The mark that something moved since the plan was made; setting it has the plan made anew."""

    def mark_dirty(self, *, now: datetime) -> None:
        """Something moved: the region's plan wants to be made anew."""

    def take_dirty(self, *, now: datetime) -> bool:
        """Clear the mark and say whether it was there; called before the plan reads anything."""

    def failed_plans(self) -> FailedPlans:
        """Those since a plan was last made."""

    def plan_failed(self, failed: FailedPlans, *, now: datetime) -> None:
        """Set the mark again, but leave the next plan to the scheduler: no job is enqueued for it."""

    def plan_made(self, *, now: datetime) -> None:
        """A plan was made; none has failed since."""
