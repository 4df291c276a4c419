"""First come, first served over the whole region: a queue, and no promise beyond a place in it.

Whoever is free takes the longest waiting whom she fits, of her own or any other centre the citizen accepts; who has
been free longest is asked first. Nobody is told a time. Who does not answer keeps her place and is rung again by the
scenario's rule. The queue is emptied at the end of the day.
"""

import heapq
from bisect import insort
from datetime import datetime
from enum import IntEnum

from contact_api.domain.values import ContactId, Outcome, StaffId
from contact_api.replay.figures import Case
from contact_api.replay.rivals.course import Course, is_working
from contact_api.replay.rivals.worked import worked_spans
from contact_api.replay.scenario import Scenario


class Kind(IntEnum):
    """What can happen, in the order in which it happens at one moment."""

    WAITS = 0  # a citizen may be rung from now on
    BEGINS = 1  # a staff member begins her shift
    ENDS = 2  # a call ends


def first_come(scenario: Scenario) -> list[Case]:
    """What comes of everybody. Decides by nothing that is not known at the time."""
    line = _Line(scenario)
    line.run()
    return line.course.cases()


class _Line:
    """The queue, and who waits for it."""

    def __init__(self, scenario: Scenario) -> None:
        self.course = Course(scenario)
        self._most = scenario.planning.max_attempts
        self._retry_after = scenario.planning.retry_after
        self._spans = worked_spans(scenario)
        self._ahead: list[tuple[datetime, Kind, str]] = []
        self._waiting: list[tuple[datetime, ContactId]] = []  # by when they sought contact
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
            insort(self._waiting, (citizen.arrived_at, contact_id))

    def _is_free(self, staff_id: StaffId, *, now: datetime) -> None:
        if staff_id in self._busy or not is_working(self._spans, staff_id, now=now):
            return
        contact_id = self._longest_waiting(staff_id, now=now)
        if contact_id is None:
            self._free[staff_id] = now
        else:
            self._ring(contact_id, staff_id, now=now)

    def _longest_waiting(self, staff_id: StaffId, *, now: datetime) -> ContactId | None:
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
