"""The virtual clock: what happens when, in an order that never depends on what comes later.

Of what happens at the same moment the lower `Kind` comes first, and of the same kind the lower id.
"""

import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from contact_api.usecases.planning.sweep import REPLAN_EVERY


class Kind(IntEnum):
    """What can happen, in the order in which it happens at one moment."""

    SHIFT_KNOWN = 0
    SICK_CALL = 1
    CALL_ENDS = 2
    HEARTBEAT = 3
    ARRIVAL = 4
    REPLAN = 5
    CONTACT_READY = 6  # a contact may be rung now, or be lent to other units
    STAFF_READY = 7  # a staff member begins her shift, or has her hands free


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """One thing that happens, by the id of whom it happens to."""

    at: datetime
    kind: Kind
    who: str = ""


class Timeline:
    """What is still to come."""

    def __init__(self) -> None:
        self._ahead: list[Moment] = []
        self._known: set[Moment] = set()

    def add(self, moment: Moment) -> None:
        """Note what will happen; the same thing twice is once."""
        if moment not in self._known:
            self._known.add(moment)
            heapq.heappush(self._ahead, moment)

    def next(self, *, before: datetime | None) -> Moment | None:
        """Take out what happens next; None when nothing does, before that time."""
        if not self._ahead or (before is not None and self._ahead[0].at >= before):
            return None
        moment = heapq.heappop(self._ahead)
        self._known.discard(moment)
        return moment


def every_five_minutes(start: datetime, end: datetime) -> list[datetime]:
    """The regular times to plan anew, aligned to the clock."""
    step = REPLAN_EVERY
    seconds = int(step.total_seconds())
    first = datetime.fromtimestamp(-(-int(start.timestamp()) // seconds) * seconds, tz=start.tzinfo)
    count = max(0, int((end - first) / step) + 1) if first < end else 0
    return [first + n * timedelta(seconds=seconds) for n in range(count)]
