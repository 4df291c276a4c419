"""The virtual clock: what happens when, in an order that never depends on what comes later.

Of what happens at the same time the lower `EventKind` comes first, and of the same kind the lower id.
"""

import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from contact_api.usecases.planning.sweep import REPLAN_EVERY


class EventKind(IntEnum):
    """What can happen, in the order in which it happens at one time."""

    SHIFT_KNOWN = 0
    SICK_CALL = 1
    CALL_ENDS = 2
    HEARTBEAT = 3
    ARRIVAL = 4
    REPLAN = 5
    CONTACT_READY = 6  # a contact may be called now, or be lent to other units
    STAFF_READY = 7  # a staff member's shift begins, or their call has ended


@dataclass(frozen=True, slots=True, order=True)
class SimulationEvent:
    """One thing that happens; `subject` is the id of the contact, staff member or roster row it happens to."""

    at: datetime
    kind: EventKind
    subject: str = ""


class EventQueue:
    """What is still to happen."""

    def __init__(self) -> None:
        self._queue: list[SimulationEvent] = []
        self._queued: set[SimulationEvent] = set()

    def schedule(self, at: datetime, kind: EventKind, subject: str = "") -> None:
        """Let this happen then; the same thing twice is once."""
        event = SimulationEvent(at, kind, subject)
        if event not in self._queued:
            self._queued.add(event)
            heapq.heappush(self._queue, event)

    def next(self, *, before: datetime | None) -> SimulationEvent | None:
        """Take out what happens next; None when nothing does, before that time."""
        if not self._queue or (before is not None and self._queue[0].at >= before):
            return None
        event = heapq.heappop(self._queue)
        self._queued.discard(event)
        return event


def replan_times(start: datetime, end: datetime) -> list[datetime]:
    """The regular times to plan anew, aligned to the clock."""
    step = REPLAN_EVERY
    seconds = int(step.total_seconds())
    first = datetime.fromtimestamp(-(-int(start.timestamp()) // seconds) * seconds, tz=start.tzinfo)
    count = max(0, int((end - first) / step) + 1) if first < end else 0
    return [first + n * timedelta(seconds=seconds) for n in range(count)]
