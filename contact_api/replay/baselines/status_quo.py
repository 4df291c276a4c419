"""The day as regions run it now: each centre alone, fixed times for calling back, and "full, ring tomorrow".

Every shift is cut into times of SLOT for one call each; the last is kept free, so that work ends in time. A citizen
gets the first free time of their own centre that they can take, in order of arrival. When there is none they are told
to ring tomorrow. Nobody is called before their time. Who does not answer is tried once more within the hour, by the
same person, if there is time between two slots. Urgent or not makes no difference: that is found out in the call.
When staff call in sick, the citizens they had get other times where the centre has any left.

SLOT is five times an hour: a call takes 7 minutes and 2 for documentation on average, and a calendar that is to be kept
leaves time for the longer ones. So run, an ordinary day reaches about two thirds (Region Västerbotten 2025: 66.5 %).
"""

import heapq
from bisect import insort
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from contact_api.domain.core.calendar import day_span, local_day
from contact_api.domain.core.values import ContactId, Outcome, StaffId, UnitId, Window
from contact_api.replay.baselines.day_state import DayState
from contact_api.replay.baselines.working_time import is_working, working_spans
from contact_api.replay.results.figures import ContactResult
from contact_api.replay.scenario.scenario import Citizen, Scenario

SLOT = timedelta(minutes=12)
RETRY_WITHIN = timedelta(minutes=60)  # of the slot
MAX_ATTEMPTS = 2


class EventKind(IntEnum):
    """What can happen, in the order in which it happens at one time."""

    SHIFT_KNOWN = 0
    SICK_CALL = 1
    CALL_ENDS = 2
    ARRIVAL = 3
    CALL_DUE = 4  # a slot begins, or somebody may be tried again


@dataclass(frozen=True, slots=True, order=True)
class Booking:
    """A citizen's slot in a staff member's calendar; `due_at` is later than `slot_at` for the second attempt."""

    due_at: datetime
    contact_id: ContactId
    slot_at: datetime


def status_quo(scenario: Scenario) -> list[ContactResult]:
    """What comes of every contact. Decides by nothing that is not known at the time."""
    calendars = _Calendars(scenario)
    calendars.run()
    return calendars.day.results()


class _Calendars:
    """The calendars of all staff; no centre looks into another's."""

    def __init__(self, scenario: Scenario) -> None:
        self.day = DayState(scenario)
        self._scenario = scenario
        self._spans = working_spans(scenario)
        self._events: list[tuple[datetime, EventKind, str]] = []
        self._roster = {str(number): row for number, row in enumerate(sorted(scenario.roster, key=repr))}
        self._slots: dict[UnitId, list[tuple[datetime, StaffId]]] = defaultdict(list)  # still free
        self._booked: dict[StaffId, list[Booking]] = defaultdict(list)
        self._busy: set[StaffId] = set()
        self._off_sick: set[tuple[StaffId, date]] = set()
        self._actions = {
            EventKind.SHIFT_KNOWN: self._shift_known,
            EventKind.SICK_CALL: self._sick_call,
            EventKind.CALL_ENDS: self._call_ends,
            EventKind.ARRIVAL: self._arrival,
            EventKind.CALL_DUE: self._call_due,
        }

    def run(self) -> None:
        for number, row in self._roster.items():
            day = day_span(self._date(row.starts_at), self._scenario.zone)
            kind = EventKind.SICK_CALL if row.is_sick_call else EventKind.SHIFT_KNOWN
            self._schedule(row.known_at or (row.starts_at if row.is_sick_call else day.start), kind, number)
        for citizen in self.day.citizens.values():
            self._schedule(citizen.arrived_at, EventKind.ARRIVAL, citizen.contact_id)
        while self._events:
            now, kind, subject = heapq.heappop(self._events)
            self._actions[kind](subject, now)

    def _schedule(self, at: datetime, kind: EventKind, subject: str) -> None:
        heapq.heappush(self._events, (at, kind, subject))

    # the calendars

    def _shift_known(self, number: str, now: datetime) -> None:
        row = self._roster[number]
        if (row.staff_id, self._date(row.starts_at)) in self._off_sick:
            return
        free = self._slots[self._scenario.staff[row.staff_id].unit_id]
        taken = [at for at, staff_id in free if staff_id == row.staff_id]
        taken += [one.slot_at for one in self._booked[row.staff_id]]
        at = row.starts_at
        while at + 2 * SLOT <= row.ends_at:
            if at >= now and all(abs(at - other) >= SLOT for other in taken):
                insort(free, (at, row.staff_id))
            at += SLOT

    def _sick_call(self, number: str, now: datetime) -> None:
        staff_id, today = self._roster[number].staff_id, self._date(now)
        self._off_sick.add((staff_id, today))
        unit_id = self._scenario.staff[staff_id].unit_id
        free = self._slots[unit_id]
        self._slots[unit_id] = [one for one in free if one[1] != staff_id or self._date(one[0]) != today]
        for booking in [one for one in self._booked[staff_id] if self._date(one.slot_at) == today]:
            self._booked[staff_id].remove(booking)
            if not self.day.was_attempted(booking.contact_id):
                self._give_slot(self.day.citizens[booking.contact_id], now=now)

    def _date(self, moment: datetime) -> date:
        return local_day(moment, self._scenario.zone)

    # the citizens

    def _arrival(self, contact_id: str, now: datetime) -> None:
        self._give_slot(self.day.citizens[ContactId(contact_id)], now=now)

    def _give_slot(self, citizen: Citizen, *, now: datetime) -> None:
        """Give the citizen the first free slot at their centre, or say that it is full."""
        opens, closes = max(now, citizen.callable_from), self._scenario.callable_until(citizen)
        fitting, free = self.day.fitting(citizen), self._slots[citizen.unit_id]
        slot = next((one for one in free if opens <= one[0] <= closes and one[1] in fitting), None)
        if slot is None:
            self.day.record_promise(citizen.contact_id, None, None, now=now)
            return
        free.remove(slot)
        at, staff_id = slot
        self.day.record_promise(citizen.contact_id, citizen.unit_id, Window(at, at + SLOT), now=now)
        self._book(staff_id, Booking(at, citizen.contact_id, at))

    def _book(self, staff_id: StaffId, booking: Booking) -> None:
        insort(self._booked[staff_id], booking)
        self._schedule(booking.due_at, EventKind.CALL_DUE, staff_id)

    # the staff

    def _call_ends(self, staff_id: str, now: datetime) -> None:
        self._busy.discard(StaffId(staff_id))
        self._call_due(staff_id, now)

    def _call_due(self, subject: str, now: datetime) -> None:
        """Call whose slot has begun: first those who were not tried yet, then those who may be tried again."""
        staff_id = StaffId(subject)
        if staff_id in self._busy or not is_working(self._spans, staff_id, now=now):
            return
        due = [one for one in self._booked[staff_id] if one.due_at <= now]
        for booking in sorted(due, key=lambda one: (one.due_at != one.slot_at, one)):
            self._booked[staff_id].remove(booking)
            if self._may_still_call(booking, now=now):
                self._call(booking, staff_id, now=now)
                return

    def _may_still_call(self, booking: Booking, *, now: datetime) -> bool:
        is_retry = booking.due_at != booking.slot_at
        in_time = not is_retry or now <= booking.slot_at + RETRY_WITHIN
        return in_time and now <= self._scenario.callable_until(self.day.citizens[booking.contact_id])

    def _call(self, booking: Booking, staff_id: StaffId, *, now: datetime) -> None:
        attempt = self.day.make_attempt(booking.contact_id, staff_id, now=now)
        self._busy.add(staff_id)
        self._schedule(attempt.ended_at, EventKind.CALL_ENDS, staff_id)
        if attempt.outcome is Outcome.NO_ANSWER and attempt.number < MAX_ATTEMPTS:
            again = attempt.ended_at + self._scenario.planning.retry_after
            self._book(staff_id, Booking(again, booking.contact_id, booking.slot_at))
