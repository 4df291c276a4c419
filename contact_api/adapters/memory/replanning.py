"""Whether the region's plan wants to be made anew."""

from datetime import datetime

from contact_api.adapters.memory.outbox import Outbox
from contact_api.ports import Job

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
