"""The days of a scenario, run through the product; only the clock, the citizens and the staff are simulated.

A staff member who is on shift and in no call pulls the next contact. When there is none they wait. They pull again
when a contact they fit comes in, may be called, or may be lent to their unit (idle_staff.py says who is first).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_api.domain.capacity.capacity import Shift, StaffMember
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import (
    ContactId,
    ContactState,
    Outcome,
    StaffId,
    Window,
)
from contact_api.domain.work_queue.work_queue import may_call
from contact_api.replay.scenario.scenario import RosterRow, Scenario
from contact_api.replay.simulation.contact_routing import ContactRouting
from contact_api.replay.simulation.events import EventKind, EventQueue, replan_times
from contact_api.replay.simulation.idle_staff import idle_staff_for

INSTANT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class OngoingCall:
    """A contact that a staff member is calling; when the call ends, and how, is the citizen's part."""

    contact: Contact
    staff_id: StaffId
    ends_at: datetime
    outcome: Outcome


class Simulation:
    """One run of a scenario; `run` once."""

    def __init__(
        self, scenario: Scenario, routing: ContactRouting, *, on_arrival: Callable[[], None] = lambda: None
    ) -> None:
        self.scenario = scenario
        self.region = routing.region
        self._routing = routing
        self._on_arrival = on_arrival
        self._events = EventQueue()
        self._citizens = {one.contact_id: one for one in scenario.citizens}
        self._roster = {str(number): row for number, row in enumerate(scenario.roster)}
        self._calls: dict[ContactId, OngoingCall] = {}
        self._busy: set[StaffId] = set()
        self._idle: set[StaffId] = set()
        self._off_sick: set[tuple[StaffId, object]] = set()
        self._actions: dict[EventKind, Callable[[str, datetime], None]] = {
            EventKind.SHIFT_KNOWN: self._shift_known,
            EventKind.SICK_CALL: self._sick_call,
            EventKind.CALL_ENDS: self._call_ends,
            EventKind.HEARTBEAT: self._heartbeat,
            EventKind.ARRIVAL: self._arrival,
            EventKind.REPLAN: self._replan,
            EventKind.CONTACT_READY: self._contact_ready,
            EventKind.STAFF_READY: self._staff_ready,
        }

    def run(self, *, until: datetime | None = None) -> None:
        """Run everything before `until`; the calls begun by then are ended, and nothing else is decided."""
        self._schedule_all()
        while (event := self._events.next(before=until)) is not None:
            self._actions[event.kind](event.subject, event.at)
        while self._calls and (event := self._events.next(before=None)) is not None:
            if event.kind in (EventKind.HEARTBEAT, EventKind.CALL_ENDS):
                self._actions[event.kind](event.subject, event.at)

    def _schedule_all(self) -> None:
        for number, row in self._roster.items():
            day = day_span(self.region.today(row.starts_at), self.region.zone)
            if row.is_sick_call:
                self._events.schedule(row.known_at or row.starts_at, EventKind.SICK_CALL, number)
            else:
                self._events.schedule(row.known_at or day.start, EventKind.SHIFT_KNOWN, number)
        for citizen in self.scenario.citizens:
            self._events.schedule(citizen.arrived_at, EventKind.ARRIVAL, citizen.contact_id)
        for date in self.scenario.days:
            day = day_span(date, self.region.zone)
            for at in replan_times(day.start, day.end - INSTANT):
                self._events.schedule(at, EventKind.REPLAN)

    # the roster

    def _shift_known(self, number: str, now: datetime) -> None:
        row = self._roster[number]
        if (row.staff_id, self.region.today(row.starts_at)) in self._off_sick:
            return
        known = self._routing.shifts(self.region.member(row.staff_id), Window(row.starts_at, row.ends_at))
        for shift in _not_yet_known(row, known):
            self._routing.add_shift(shift, now=now)
            self._events.schedule(max(now, shift.starts_at), EventKind.STAFF_READY, shift.staff_id)
        self._events.schedule(now, EventKind.REPLAN)

    def _sick_call(self, number: str, now: datetime) -> None:
        row = self._roster[number]
        self._off_sick.add((row.staff_id, self.region.today(now)))
        self._routing.call_in_sick(row.staff_id, now=now)
        self._events.schedule(now, EventKind.REPLAN)

    def _on_shift(self, member: StaffMember, *, now: datetime) -> bool:
        here = self._routing.shifts(member, Window(now, now + INSTANT))
        return any(shift.starts_at <= now < shift.worked_until for shift in here)

    # the citizens

    def _arrival(self, contact_id: str, now: datetime) -> None:
        citizen = self._citizens[ContactId(contact_id)]
        contact = self._routing.take_in(citizen, now=now)
        self._when_ready(contact, now=now)
        self._on_arrival()

    def _when_ready(self, contact: Contact, *, now: datetime) -> None:
        """Schedule the times from which staff may take the contact who could not before."""
        for at in {contact.callable_from or now, contact.lend_at or now}:
            self._events.schedule(max(now, at), EventKind.CONTACT_READY, contact.id)

    def _contact_ready(self, contact_id: str, now: datetime) -> None:
        contact = self._routing.contact(ContactId(contact_id))
        if contact is None or not may_call(contact, now=now):
            return
        for member in idle_staff_for(contact, self._idle, self.region, now=now):
            if contact.state is not ContactState.WAITING:
                return
            self._staff_ready(member.id, now)
            contact = self._routing.contact(contact.id) or contact

    # the staff

    def _staff_ready(self, staff_id: str, now: datetime) -> None:
        member = self.region.member(StaffId(staff_id))
        self._idle.discard(member.id)
        if member.id in self._busy or not self._on_shift(member, now=now):
            return
        contact = self._routing.pull(member.id, now=now)
        if contact is None:
            self._idle.add(member.id)
            return
        self._begin(contact, member.id, now=now)

    def _begin(self, contact: Contact, staff_id: StaffId, *, now: datetime) -> None:
        citizen = self._citizens[contact.id]
        answers = citizen.answers(contact.attempts + 1)
        talk = timedelta(minutes=citizen.actual_minutes) + self.scenario.wrap
        duration = talk if answers else self.scenario.ring
        outcome = Outcome.REACHED if answers else Outcome.NO_ANSWER
        call = OngoingCall(contact, staff_id, now + duration, outcome)
        self._calls[contact.id] = call
        self._busy.add(staff_id)
        self._events.schedule(call.ends_at, EventKind.CALL_ENDS, contact.id)
        self._events.schedule(now + self.region.planning.lease / 2, EventKind.HEARTBEAT, contact.id)

    def _heartbeat(self, contact_id: str, now: datetime) -> None:
        call = self._calls.get(ContactId(contact_id))
        if call is None:
            return
        self._routing.hold(call.contact, now=now)
        self._events.schedule(now + self.region.planning.lease / 2, EventKind.HEARTBEAT, contact_id)

    def _call_ends(self, contact_id: str, now: datetime) -> None:
        call = self._calls.pop(ContactId(contact_id))
        self._busy.discard(call.staff_id)
        contact = self._routing.record(call.contact, call.outcome, now=now)
        if contact.state.is_open:
            self._when_ready(contact, now=now)
        self._events.schedule(now, EventKind.STAFF_READY, call.staff_id)

    # the plan

    def _replan(self, _: str, now: datetime) -> None:
        for contact_id in sorted(self._routing.plan(now=now)):
            contact = self._routing.contact(contact_id)
            if contact is not None:
                self._when_ready(contact, now=now)


def _not_yet_known(row: RosterRow, known: list[Shift]) -> list[Shift]:
    """The parts of a roster row that no known shift covers: what overlaps is worked once."""
    parts = []
    start = row.starts_at
    for shift in sorted(known, key=lambda one: one.starts_at):
        if start < shift.starts_at:
            parts.append(Shift(row.staff_id, start, min(shift.starts_at, row.ends_at)))
        start = max(start, shift.worked_until)
    if start < row.ends_at:
        parts.append(Shift(row.staff_id, start, row.ends_at))
    return parts
