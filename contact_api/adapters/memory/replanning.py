"""Whether the region's plan wants to be made anew."""

from datetime import datetime

from contact_api.adapters.memory.outbox import Outbox
from contact_api.ports import FailedPlans, Job

DIRTY = "region"


class ReplanMark(Outbox):
    """See contact_api/ports/replanning.py."""

    def mark_dirty(self, *, now: datetime) -> None:
        if DIRTY not in self._rows.dirty:
            self._undo.put(self._rows.dirty, DIRTY, now)
            self.enqueue(Job.REPLAN, region=self._rows.region.code)

    def take_dirty(self, *, now: datetime) -> bool:
        since = self._rows.dirty.get(DIRTY)
        if since is None or since > now:
            return False
        self._undo.drop(self._rows.dirty, DIRTY)
        return True

    def failed_plans(self) -> FailedPlans:
        return self._rows.failed_plans.get(DIRTY, FailedPlans())

    def plan_failed(self, failed: FailedPlans, *, now: datetime) -> None:
        self._undo.put(self._rows.failed_plans, DIRTY, failed)
        if DIRTY not in self._rows.dirty:
            self._undo.put(self._rows.dirty, DIRTY, now)

    def plan_made(self, *, now: datetime) -> None:  # noqa: ARG002 - nobody asks this store when
        self._undo.put(self._rows.failed_plans, DIRTY, FailedPlans())
