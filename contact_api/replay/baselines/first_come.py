"""First come, first served over the whole region: a queue, and no promise beyond a place in it.

Whoever is free takes the contact that has waited longest among those they fit, of any centre the citizen accepts. Who
has been free longest is offered a contact first. Nobody is promised a time. A citizen who does not answer keeps their
place and is called again by the scenario's rule. The queue is emptied at the end of the day. Other orders than that of
arrival: queue_orders.py; own people before others: own_unit_first.py.
"""

import heapq
from bisect import insort
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import IntEnum

from contact_api.domain.core.values import ContactId, Outcome, StaffId
from contact_api.replay.baselines.day_state import DayState
from contact_api.replay.baselines.working_time import is_working, working_spans
from contact_api.replay.results.figures import ContactResult
from contact_api.replay.scenario.scenario import Citizen, Scenario

# By what is known at arrival; the least is taken first.
QueueOrder = Callable[[DayState, Citizen], tuple[float, ...]]


class EventKind(IntEnum):
    """What can happen, in the order in which it happens at one time."""

    CONTACT_READY = 0  # a citizen may be called from now on
    OTHER_UNITS = 1  # and, if they still wait, by staff of other units too
    SHIFT_BEGINS = 2
    CALL_ENDS = 3


def by_arrival(_: DayState, citizen: Citizen) -> tuple[float, ...]:
    """First come, first served."""
    return (citizen.arrived_at.timestamp(),)


def first_come(
    scenario: Scenario, *, order: QueueOrder = by_arrival, own_unit_for: timedelta | None = None
) -> list[ContactResult]:
    """What comes of every contact. Decides by nothing that is not known at the time.

    `own_unit_for`: so long only staff of the citizen's own unit may take a contact, and they take own people first;
    None: the unit makes no difference.
    """
    return _Queue(scenario, order, own_unit_for).run()


class _Queue:
    """The contacts that wait, and the staff who are free."""

    def __init__(self, scenario: Scenario, order: QueueOrder, own_unit_for: timedelta | None) -> None:
        self.day = DayState(scenario)
        self._order, self._own_unit_for = order, own_unit_for
        self._unit = {staff_id: member.unit_id for staff_id, member in scenario.staff.items()}
        self._max_attempts = scenario.planning.max_attempts
        self._retry_after = scenario.planning.retry_after
        self._spans = working_spans(scenario)
        self._events: list[tuple[datetime, EventKind, str]] = []
        self._waiting: list[tuple[tuple[float, ...], ContactId]] = []  # in order
        self._free: dict[StaffId, datetime] = {}  # since when
        self._busy: set[StaffId] = set()

    def run(self) -> list[ContactResult]:
        """Run the day; what came of every contact."""
        for citizen in self.day.citizens.values():
            self.day.record_promise(citizen.contact_id, None, None, now=citizen.arrived_at)
            ready_at = citizen.callable_from
            self._events.append((ready_at, EventKind.CONTACT_READY, citizen.contact_id))
        for staff_id, spans in self._spans.items():
            self._events.extend((span.start, EventKind.SHIFT_BEGINS, staff_id) for span in spans)
        heapq.heapify(self._events)
        while self._events:
            now, kind, subject = heapq.heappop(self._events)
            if kind is EventKind.CONTACT_READY:
                self._contact_ready(ContactId(subject), now=now)
            elif kind is EventKind.OTHER_UNITS:
                self._other_units(ContactId(subject), now=now)
            else:
                if kind is EventKind.CALL_ENDS:
                    self._busy.discard(StaffId(subject))
                self._staff_ready(StaffId(subject), now=now)
        return self.day.results()

    def _other_units(self, contact_id: ContactId, *, now: datetime) -> None:
        place = next((one for one in self._waiting if one[1] == contact_id), None)
        if place is not None:
            self._waiting.remove(place)
            self._contact_ready(contact_id, now=now)

    def _contact_ready(self, contact_id: ContactId, *, now: datetime) -> None:
        citizen = self.day.citizens[contact_id]
        if now > self.day.scenario.callable_until(citizen):
            return
        free = [
            one
            for one in self._free
            if self._may_take(one, citizen, now=now) and is_working(self._spans, one, now=now)
        ]
        if free:
            best = min(free, key=lambda one: (self._is_of_other_unit(one, citizen), self._free[one], one))
            self._call(contact_id, best, now=now)
            return
        insort(self._waiting, (self._order(self.day, citizen), contact_id))
        others_at = self._others_at(citizen)
        if others_at > now:
            heapq.heappush(self._events, (others_at, EventKind.OTHER_UNITS, contact_id))

    def _staff_ready(self, staff_id: StaffId, *, now: datetime) -> None:
        if staff_id in self._busy or not is_working(self._spans, staff_id, now=now):
            return
        contact_id = self._next_for(staff_id, now=now)
        if contact_id is None:
            self._free[staff_id] = now
        else:
            self._call(contact_id, staff_id, now=now)

    def _next_for(self, staff_id: StaffId, *, now: datetime) -> ContactId | None:
        """Take the first contact they may take out of the queue, own people first; drop those that are too late."""
        citizens, best = self.day.citizens, None
        for place in list(self._waiting):
            citizen = citizens[place[1]]
            if now > self.day.scenario.callable_until(citizen):
                self._waiting.remove(place)
            elif self._may_take(staff_id, citizen, now=now):
                if not self._is_of_other_unit(staff_id, citizen):
                    best = place
                    break
                best = best or place
        if best is None:
            return None
        self._waiting.remove(best)
        return best[1]

    def _may_take(self, staff_id: StaffId, citizen: Citizen, *, now: datetime) -> bool:
        if staff_id not in self.day.fitting(citizen):
            return False
        return not self._is_of_other_unit(staff_id, citizen) or now >= self._others_at(citizen)

    def _is_of_other_unit(self, staff_id: StaffId, citizen: Citizen) -> bool:
        """Whether the staff member is of another unit than the citizen, where that makes a difference."""
        return self._own_unit_for is not None and self._unit[staff_id] != citizen.unit_id

    def _others_at(self, citizen: Citizen) -> datetime:
        """From when on other units may take the contact too."""
        return citizen.callable_from + (self._own_unit_for or timedelta(0))

    def _call(self, contact_id: ContactId, staff_id: StaffId, *, now: datetime) -> None:
        attempt = self.day.make_attempt(contact_id, staff_id, now=now)
        self._free.pop(staff_id, None)
        self._busy.add(staff_id)
        heapq.heappush(self._events, (attempt.ended_at, EventKind.CALL_ENDS, staff_id))
        if attempt.outcome is Outcome.NO_ANSWER and attempt.number < self._max_attempts:
            again = attempt.ended_at + self._retry_after
            heapq.heappush(self._events, (again, EventKind.CONTACT_READY, contact_id))
