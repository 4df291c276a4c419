"""First come, first served over the whole region: a queue, and no promise beyond a place in it.

Whoever is free takes the longest waiting whom she fits, of her own or any other centre the citizen accepts; who has
been free longest is asked first. Nobody is told a time. Who does not answer keeps her place and is rung again by the
scenario's rule. The queue is emptied at the end of the day. Other orders than that of arrival: reach_only.py.
"""

import heapq
from bisect import insort
from collections.abc import Callable
from datetime import datetime
from enum import IntEnum

from contact_api.domain.values import ContactId, Outcome, StaffId
from contact_api.replay.figures import Case
from contact_api.replay.rivals.course import Course, is_working
from contact_api.replay.rivals.worked import worked_spans
from contact_api.replay.scenario import Citizen, Scenario

Order = Callable[
    [Course, Citizen], tuple[float, ...]
]  # by what is known when she comes; the least is taken first


class Kind(IntEnum):
    """What can happen, in the order in which it happens at one moment."""

    WAITS = 0  # a citizen may be rung from now on
    BEGINS = 1  # a staff member begins her shift
    ENDS = 2  # a call ends


def by_arrival(_: Course, citizen: Citizen) -> tuple[float, ...]:
    """First come, first served."""
    return (citizen.arrived_at.timestamp(),)


def first_come(scenario: Scenario, *, order: Order = by_arrival) -> list[Case]:
    """What comes of everybody. Decides by nothing that is not known at the time."""
    line = _Line(scenario, order)
    line.run()
    return line.course.cases()


class _Line:
    """The queue, and who waits for it."""

    def __init__(self, scenario: Scenario, order: Order) -> None:
        self.course = Course(scenario)
        self._order = order
        self._most = scenario.planning.max_attempts
        self._retry_after = scenario.planning.retry_after
        self._spans = worked_spans(scenario)
        self._ahead: list[tuple[datetime, Kind, str]] = []
        self._waiting: list[tuple[tuple[float, ...], ContactId]] = []  # in order
        self._free: dict[StaffId, datetime] = {}  # since when
        self._busy: set[StaffId] = set()

    def run(self) -> None:
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
                continue
            if kind is Kind.ENDS:
                self._busy.discard(StaffId(who))
            self._is_free(StaffId(who), now=now)

    def _waits(self, contact_id: ContactId, *, now: datetime) -> None:
        citizen = self.course.citizens[contact_id]
        if now > self.course.closes(citizen):
            return
        fitting = self.course.fitting(citizen)
        free = [one for one in self._free if one in fitting and is_working(self._spans, one, now=now)]
        if free:
            self._ring(contact_id, min(free, key=lambda one: (self._free[one], one)), now=now)
        else:
            insort(self._waiting, (self._order(self.course, citizen), contact_id))

    def _is_free(self, staff_id: StaffId, *, now: datetime) -> None:
        if staff_id in self._busy or not is_working(self._spans, staff_id, now=now):
            return
        contact_id = self._next_for(staff_id, now=now)
        if contact_id is None:
            self._free[staff_id] = now
        else:
            self._ring(contact_id, staff_id, now=now)

    def _next_for(self, staff_id: StaffId, *, now: datetime) -> ContactId | None:
        """Take the first whom she fits out of the queue, and those who can be rung no more."""
        citizens = self.course.citizens
        for place in list(self._waiting):
            citizen = citizens[place[1]]
            gone = now > self.course.closes(citizen)
            if gone or staff_id in self.course.fitting(citizen):
                self._waiting.remove(place)
                if not gone:
                    return citizen.contact_id
        return None

    def _ring(self, contact_id: ContactId, staff_id: StaffId, *, now: datetime) -> None:
        attempt = self.course.ring(contact_id, staff_id, now=now)
        self._free.pop(staff_id, None)
        self._busy.add(staff_id)
        heapq.heappush(self._ahead, (attempt.ended_at, Kind.ENDS, staff_id))
        if attempt.outcome is Outcome.NO_ANSWER and attempt.number < self._most:
            again = attempt.ended_at + self._retry_after
            heapq.heappush(self._ahead, (again, Kind.WAITS, contact_id))
