"""The days of a scenario, played through the product: clock, citizens and staff hands are made up.

A staff member who is on shift and has her hands free pulls. When there is nothing for her she waits until a
contact she fits comes in, may be rung, or may be lent to her unit (see nearness.py for who is asked first).
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
from contact_api.replay.simulation.contact_routing import Product
from contact_api.replay.simulation.events import Kind, Moment, Timeline, every_five_minutes
from contact_api.replay.simulation.idle_staff import who_waits_for

INSTANT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Call:
    """A contact in somebody's hands; when it ends and how is the citizen's part."""

    contact: Contact
    staff_id: StaffId
    ends_at: datetime
    outcome: Outcome


class Days:
    """A scenario on its way; `run` once."""

    def __init__(
        self, scenario: Scenario, product: Product, *, arrived: Callable[[], None] = lambda: None
    ) -> None:
        self.scenario = scenario
        self.region = product.region
        self._product = product
        self._arrived = arrived
        self._timeline = Timeline()
        self._citizens = {one.contact_id: one for one in scenario.citizens}
        self._roster = {str(number): row for number, row in enumerate(scenario.roster)}
        self._calls: dict[ContactId, Call] = {}
        self._busy: set[StaffId] = set()
        self._idle: set[StaffId] = set()
        self._off_sick: set[tuple[StaffId, object]] = set()
        self._what_happens: dict[Kind, Callable[[str, datetime], None]] = {
            Kind.SHIFT_KNOWN: self._shift_known,
            Kind.SICK_CALL: self._sick_call,
            Kind.CALL_ENDS: self._call_ends,
            Kind.HEARTBEAT: self._heartbeat,
            Kind.ARRIVAL: self._arrival,
            Kind.REPLAN: self._replan,
            Kind.CONTACT_READY: self._contact_ready,
            Kind.STAFF_READY: self._staff_ready,
        }

    def run(self, *, until: datetime | None = None) -> None:
        """Play everything before `until`; the calls begun by then are ended, and nothing else is decided."""
        self._lay_out()
        while (moment := self._timeline.next(before=until)) is not None:
            self._what_happens[moment.kind](moment.who, moment.at)
        while self._calls and (moment := self._timeline.next(before=None)) is not None:
            if moment.kind in (Kind.HEARTBEAT, Kind.CALL_ENDS):
                self._what_happens[moment.kind](moment.who, moment.at)

    def _lay_out(self) -> None:
        for number, row in self._roster.items():
            day = day_span(self.region.today(row.starts_at), self.region.zone)
            if row.is_sick_call:
                self._timeline.add(Moment(row.known_at or row.starts_at, Kind.SICK_CALL, number))
            else:
                self._timeline.add(Moment(row.known_at or day.start, Kind.SHIFT_KNOWN, number))
        for citizen in self.scenario.citizens:
            self._timeline.add(Moment(citizen.arrived_at, Kind.ARRIVAL, citizen.contact_id))
        for date in self.scenario.days:
            day = day_span(date, self.region.zone)
            for at in every_five_minutes(day.start, day.end - INSTANT):
                self._timeline.add(Moment(at, Kind.REPLAN))

    # the roster

    def _shift_known(self, number: str, now: datetime) -> None:
        row = self._roster[number]
        if (row.staff_id, self.region.today(row.starts_at)) in self._off_sick:
            return
        known = self._product.shifts(self.region.member(row.staff_id), Window(row.starts_at, row.ends_at))
        for shift in _not_yet_known(row, known):
            self._product.add_shift(shift, now=now)
            self._timeline.add(Moment(max(now, shift.starts_at), Kind.STAFF_READY, shift.staff_id))
        self._timeline.add(Moment(now, Kind.REPLAN))

    def _sick_call(self, number: str, now: datetime) -> None:
        row = self._roster[number]
        self._off_sick.add((row.staff_id, self.region.today(now)))
        self._product.call_in_sick(row.staff_id, now=now)
        self._timeline.add(Moment(now, Kind.REPLAN))

    def _on_shift(self, member: StaffMember, *, now: datetime) -> bool:
        here = self._product.shifts(member, Window(now, now + INSTANT))
        return any(shift.starts_at <= now < shift.worked_until for shift in here)

    # the citizens

    def _arrival(self, contact_id: str, now: datetime) -> None:
        citizen = self._citizens[ContactId(contact_id)]
        contact = self._product.take_in(citizen, now=now)
        self._when_ready(contact, now=now)
        self._arrived()

    def _when_ready(self, contact: Contact, *, now: datetime) -> None:
        """Note the moments from which somebody may take the contact who could not before."""
        for at in {contact.callable_from or now, contact.lend_at or now}:
            self._timeline.add(Moment(max(now, at), Kind.CONTACT_READY, contact.id))

    def _contact_ready(self, contact_id: str, now: datetime) -> None:
        contact = self._product.contact(ContactId(contact_id))
        if contact is None or not may_call(contact, now=now):
            return
        for member in who_waits_for(contact, self._idle, self.region, now=now):
            if contact.state is not ContactState.WAITING:
                return
            self._staff_ready(member.id, now)
            contact = self._product.contact(contact.id) or contact

    # the staff

    def _staff_ready(self, staff_id: str, now: datetime) -> None:
        member = self.region.member(StaffId(staff_id))
        self._idle.discard(member.id)
        if member.id in self._busy or not self._on_shift(member, now=now):
            return
        contact = self._product.pull(member.id, now=now)
        if contact is None:
            self._idle.add(member.id)
            return
        self._begin(contact, member.id, now=now)

    def _begin(self, contact: Contact, staff_id: StaffId, *, now: datetime) -> None:
        citizen = self._citizens[contact.id]
        answers = citizen.answers(contact.attempts + 1)
        talk = timedelta(minutes=citizen.actual_minutes) + self.scenario.wrap
        lasts = talk if answers else self.scenario.ring
        outcome = Outcome.REACHED if answers else Outcome.NO_ANSWER
        call = Call(contact, staff_id, now + lasts, outcome)
        self._calls[contact.id] = call
        self._busy.add(staff_id)
        self._timeline.add(Moment(call.ends_at, Kind.CALL_ENDS, contact.id))
        self._timeline.add(Moment(now + self.region.planning.lease / 2, Kind.HEARTBEAT, contact.id))

    def _heartbeat(self, contact_id: str, now: datetime) -> None:
        call = self._calls.get(ContactId(contact_id))
        if call is None:
            return
        self._product.hold(call.contact, now=now)
        self._timeline.add(Moment(now + self.region.planning.lease / 2, Kind.HEARTBEAT, contact_id))

    def _call_ends(self, contact_id: str, now: datetime) -> None:
        call = self._calls.pop(ContactId(contact_id))
        self._busy.discard(call.staff_id)
        contact = self._product.record(call.contact, call.outcome, now=now)
        if contact.state.is_open:
            self._when_ready(contact, now=now)
        self._timeline.add(Moment(now, Kind.STAFF_READY, call.staff_id))

    # the plan

    def _replan(self, _: str, now: datetime) -> None:
        for contact_id in sorted(self._product.plan(now=now)):
            contact = self._product.contact(contact_id)
            if contact is not None:
                self._when_ready(contact, now=now)


def _not_yet_known(row: RosterRow, known: list[Shift]) -> list[Shift]:
    """The parts of a shift row that no known shift covers: what overlaps is worked once."""
    parts = []
    start = row.starts_at
    for shift in sorted(known, key=lambda one: one.starts_at):
        if start < shift.starts_at:
            parts.append(Shift(row.staff_id, start, min(shift.starts_at, row.ends_at)))
        start = max(start, shift.worked_until)
    if start < row.ends_at:
        parts.append(Shift(row.staff_id, start, row.ends_at))
    return parts
