"""First come, first served over the whole region: a queue, and no promise beyond a place in it.

Whoever is free takes the longest waiting whom she fits, of her own or any other centre the citizen accepts; who has
been free longest is asked first. Nobody is told a time. Who does not answer keeps her place and is rung again by the
scenario's rule. The queue is emptied at the end of the day. Other orders than that of arrival: reach_only.py; own
people before others: own_first.py.
"""

import heapq
from bisect import insort
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import IntEnum

from contact_api.domain.core.values import ContactId, Outcome, StaffId
from contact_api.replay.baselines.day_state import Course, is_working
from contact_api.replay.baselines.working_time import worked_spans
from contact_api.replay.results.figures import Case
from contact_api.replay.scenario.scenario import Citizen, Scenario

Order = Callable[
    [Course, Citizen], tuple[float, ...]
]  # by what is known when she comes; the least is taken first


class Kind(IntEnum):
    """What can happen, in the order in which it happens at one moment."""

    WAITS = 0  # a citizen may be rung from now on
    OTHERS = 1  # and, if she still waits, by more hands than before
    BEGINS = 2  # a staff member begins her shift
    ENDS = 3  # a call ends


def by_arrival(_: Course, citizen: Citizen) -> tuple[float, ...]:
    """First come, first served."""
    return (citizen.arrived_at.timestamp(),)


def first_come(
    scenario: Scenario, *, order: Order = by_arrival, own_for: timedelta | None = None
) -> list[Case]:
    """What comes of everybody. Decides by nothing that is not known at the time.

    `own_for`: whoever is free takes people of her own centre first, and others only when they have waited so long;
    None: she makes no difference.
    """
    return _Line(scenario, order, own_for).run()


class _Line:
    """The queue, and who waits for it."""

    def __init__(self, scenario: Scenario, order: Order, own_for: timedelta | None) -> None:
        self.course = Course(scenario)
        self._order, self._own_for = order, own_for
        self._unit = {staff_id: member.unit_id for staff_id, member in scenario.staff.items()}
        self._most = scenario.planning.max_attempts
        self._retry_after = scenario.planning.retry_after
        self._spans = worked_spans(scenario)
        self._ahead: list[tuple[datetime, Kind, str]] = []
        self._waiting: list[tuple[tuple[float, ...], ContactId]] = []  # in order
        self._free: dict[StaffId, datetime] = {}  # since when
        self._busy: set[StaffId] = set()

    def run(self) -> list[Case]:
        """Play the day; what came of everybody."""
        for citizen in self.course.citizens.values():
            self.course.tell(citizen.contact_id, None, None, now=citizen.arrived_at)
            self._ahead.append((self.course.opens(citizen), Kind.WAITS, citizen.contact_id))
        for staff_id, spans in self._spans.items():
            self._ahead.extend((span.start, Kind.BEGINS, staff_id) for span in spans)
        heapq.heapify(self._ahead)
        while self._ahead:
            now, kind, who = heapq.heappop(self._ahead)
            if kind is Kind.WAITS:
                self._waits(ContactId(who), now=now)
            elif kind is Kind.OTHERS:
                self._may_be_others(ContactId(who), now=now)
            else:
                if kind is Kind.ENDS:
                    self._busy.discard(StaffId(who))
                self._is_free(StaffId(who), now=now)
        return self.course.cases()

    def _may_be_others(self, contact_id: ContactId, *, now: datetime) -> None:
        place = next((one for one in self._waiting if one[1] == contact_id), None)
        if place is not None:
            self._waiting.remove(place)
            self._waits(contact_id, now=now)

    def _waits(self, contact_id: ContactId, *, now: datetime) -> None:
        citizen = self.course.citizens[contact_id]
        if now > self.course.closes(citizen):
            return
        free = [
            one
            for one in self._free
            if self._may_take(one, citizen, now=now) and is_working(self._spans, one, now=now)
        ]
        if free:
            best = min(free, key=lambda one: (self._is_away(one, citizen), self._free[one], one))
            self._ring(contact_id, best, now=now)
            return
        insort(self._waiting, (self._order(self.course, citizen), contact_id))
        others_at = self._others_at(citizen)
        if others_at > now:
            heapq.heappush(self._ahead, (others_at, Kind.OTHERS, contact_id))

    def _is_free(self, staff_id: StaffId, *, now: datetime) -> None:
        if staff_id in self._busy or not is_working(self._spans, staff_id, now=now):
            return
        contact_id = self._next_for(staff_id, now=now)
        if contact_id is None:
            self._free[staff_id] = now
        else:
            self._ring(contact_id, staff_id, now=now)

    def _next_for(self, staff_id: StaffId, *, now: datetime) -> ContactId | None:
        """Take the first whom she may ring out of the queue, own people first, and those who can be rung no more."""
        citizens, best = self.course.citizens, None
        for place in list(self._waiting):
            citizen = citizens[place[1]]
            if now > self.course.closes(citizen):
                self._waiting.remove(place)
            elif self._may_take(staff_id, citizen, now=now):
                if not self._is_away(staff_id, citizen):
                    best = place
                    break
                best = best or place
        if best is None:
            return None
        self._waiting.remove(best)
        return best[1]

    def _may_take(self, staff_id: StaffId, citizen: Citizen, *, now: datetime) -> bool:
        if staff_id not in self.course.fitting(citizen):
            return False
        return not self._is_away(staff_id, citizen) or now >= self._others_at(citizen)

    def _is_away(self, staff_id: StaffId, citizen: Citizen) -> bool:
        """Whether she is of another centre, where that makes a difference."""
        return self._own_for is not None and self._unit[staff_id] != citizen.unit_id

    def _others_at(self, citizen: Citizen) -> datetime:
        """From when on other centres may take her too."""
        return self.course.opens(citizen) + (self._own_for or timedelta(0))

    def _ring(self, contact_id: ContactId, staff_id: StaffId, *, now: datetime) -> None:
        attempt = self.course.ring(contact_id, staff_id, now=now)
        self._free.pop(staff_id, None)
        self._busy.add(staff_id)
        heapq.heappush(self._ahead, (attempt.ended_at, Kind.ENDS, staff_id))
        if attempt.outcome is Outcome.NO_ANSWER and attempt.number < self._most:
            again = attempt.ended_at + self._retry_after
            heapq.heappush(self._ahead, (again, Kind.WAITS, contact_id))
