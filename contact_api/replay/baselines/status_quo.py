"""The day as regions run it now: each centre alone, fixed times for calling back, and "full, ring tomorrow".

Every shift is cut into times of SLOT for one call each; the last is kept free, so that work ends in time. Whoever seeks
contact gets the first free time of her own centre that lies in her hours, in order of arrival; when there is none she
is told to ring tomorrow. Nobody is rung before her time. Who does not answer is tried once more within her hour, by the
same person, if there is a moment to spare between two times. Urgent or not makes no difference: that is found out when
she is called. When somebody calls in sick her times are given anew where the centre has any left.

SLOT is five times an hour: a call takes 7 minutes and 2 for documentation on average, and a calendar that is to be kept
leaves room for the longer ones. So run, an ordinary day reaches about two thirds (Region Västerbotten 2025: 66.5 %).
"""

import heapq
from bisect import insort
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from contact_api.domain.core.calendar import day_span, local_day
from contact_api.domain.core.values import ContactId, Outcome, StaffId, UnitId, Window
from contact_api.replay.baselines.day_state import Course, is_working
from contact_api.replay.baselines.working_time import worked_spans
from contact_api.replay.results.figures import Case
from contact_api.replay.scenario.scenario import Citizen, Scenario

SLOT = timedelta(minutes=12)
TRIED_AGAIN_WITHIN = timedelta(minutes=60)  # of the time she was given
MOST_ATTEMPTS = 2


class Kind(IntEnum):
    """What can happen, in the order in which it happens at one moment."""

    SHIFT_KNOWN = 0
    SICK_CALL = 1
    CALL_ENDS = 2
    ARRIVAL = 3
    TURN = 4  # a time has come, or somebody may be tried again


@dataclass(frozen=True, slots=True, order=True)
class Booking:
    """A citizen's time in somebody's calendar; `due_at` is later than `slot_at` for the second try."""

    due_at: datetime
    contact_id: ContactId
    slot_at: datetime


def status_quo(scenario: Scenario) -> list[Case]:
    """What comes of everybody. Decides by nothing that is not known at the time."""
    centres = _Centres(scenario)
    centres.run()
    return centres.course.cases()


class _Centres:
    """The calendars of all staff; no centre looks into another's."""

    def __init__(self, scenario: Scenario) -> None:
        self.course = Course(scenario)
        self._scenario = scenario
        self._spans = worked_spans(scenario)
        self._ahead: list[tuple[datetime, Kind, str]] = []
        self._roster = {str(number): row for number, row in enumerate(sorted(scenario.roster, key=repr))}
        self._slots: dict[UnitId, list[tuple[datetime, StaffId]]] = defaultdict(list)  # still free
        self._booked: dict[StaffId, list[Booking]] = defaultdict(list)
        self._busy: set[StaffId] = set()
        self._off_sick: set[tuple[StaffId, date]] = set()
        self._what_happens = {
            Kind.SHIFT_KNOWN: self._shift_known,
            Kind.SICK_CALL: self._sick_call,
            Kind.CALL_ENDS: self._call_ends,
            Kind.ARRIVAL: self._arrival,
            Kind.TURN: self._turn,
        }

    def run(self) -> None:
        for number, row in self._roster.items():
            day = day_span(self._day(row.starts_at), self._scenario.zone)
            kind = Kind.SICK_CALL if row.is_sick_call else Kind.SHIFT_KNOWN
            self._plan(row.known_at or (row.starts_at if row.is_sick_call else day.start), kind, number)
        for citizen in self.course.citizens.values():
            self._plan(citizen.arrived_at, Kind.ARRIVAL, citizen.contact_id)
        while self._ahead:
            now, kind, who = heapq.heappop(self._ahead)
            self._what_happens[kind](who, now)

    def _plan(self, at: datetime, kind: Kind, who: str) -> None:
        heapq.heappush(self._ahead, (at, kind, who))

    # the calendars

    def _shift_known(self, number: str, now: datetime) -> None:
        row = self._roster[number]
        if (row.staff_id, self._day(row.starts_at)) in self._off_sick:
            return
        free = self._slots[self._scenario.staff[row.staff_id].unit_id]
        hers = [at for at, staff_id in free if staff_id == row.staff_id]
        hers += [one.slot_at for one in self._booked[row.staff_id]]
        at = row.starts_at
        while at + 2 * SLOT <= row.ends_at:
            if at >= now and all(abs(at - other) >= SLOT for other in hers):
                insort(free, (at, row.staff_id))
            at += SLOT

    def _sick_call(self, number: str, now: datetime) -> None:
        staff_id, today = self._roster[number].staff_id, self._day(now)
        self._off_sick.add((staff_id, today))
        unit_id = self._scenario.staff[staff_id].unit_id
        free = self._slots[unit_id]
        self._slots[unit_id] = [one for one in free if one[1] != staff_id or self._day(one[0]) != today]
        for booking in [one for one in self._booked[staff_id] if self._day(one.slot_at) == today]:
            self._booked[staff_id].remove(booking)
            if not self.course.was_tried(booking.contact_id):
                self._give(self.course.citizens[booking.contact_id], now=now)

    def _day(self, moment: datetime) -> date:
        return local_day(moment, self._scenario.zone)

    # the citizens

    def _arrival(self, contact_id: str, now: datetime) -> None:
        self._give(self.course.citizens[ContactId(contact_id)], now=now)

    def _give(self, citizen: Citizen, *, now: datetime) -> None:
        """Give her the first free time at her centre, or say that it is full."""
        opens, closes = max(now, self.course.opens(citizen)), self.course.closes(citizen)
        fitting, free = self.course.fitting(citizen), self._slots[citizen.unit_id]
        slot = next((one for one in free if opens <= one[0] <= closes and one[1] in fitting), None)
        if slot is None:
            self.course.tell(citizen.contact_id, None, None, now=now)
            return
        free.remove(slot)
        at, staff_id = slot
        self.course.tell(citizen.contact_id, citizen.unit_id, Window(at, at + SLOT), now=now)
        self._book(staff_id, Booking(at, citizen.contact_id, at))

    def _book(self, staff_id: StaffId, booking: Booking) -> None:
        insort(self._booked[staff_id], booking)
        self._plan(booking.due_at, Kind.TURN, staff_id)

    # the staff

    def _call_ends(self, staff_id: str, now: datetime) -> None:
        self._busy.discard(StaffId(staff_id))
        self._turn(staff_id, now)

    def _turn(self, who: str, now: datetime) -> None:
        """Ring whose time has come: first those who were not tried yet, then those who may be tried again."""
        staff_id = StaffId(who)
        if staff_id in self._busy or not is_working(self._spans, staff_id, now=now):
            return
        due = [one for one in self._booked[staff_id] if one.due_at <= now]
        for booking in sorted(due, key=lambda one: (one.due_at != one.slot_at, one)):
            self._booked[staff_id].remove(booking)
            if self._may_still_ring(booking, now=now):
                self._ring(booking, staff_id, now=now)
                return

    def _may_still_ring(self, booking: Booking, *, now: datetime) -> bool:
        again = booking.due_at != booking.slot_at
        in_available_hours = not again or now <= booking.slot_at + TRIED_AGAIN_WITHIN
        return in_available_hours and now <= self.course.closes(self.course.citizens[booking.contact_id])

    def _ring(self, booking: Booking, staff_id: StaffId, *, now: datetime) -> None:
        attempt = self.course.ring(booking.contact_id, staff_id, now=now)
        self._busy.add(staff_id)
        self._plan(attempt.ended_at, Kind.CALL_ENDS, staff_id)
        if attempt.outcome is Outcome.NO_ANSWER and attempt.number < MOST_ATTEMPTS:
            again = attempt.ended_at + self._scenario.planning.retry_after
            self._book(staff_id, Booking(again, booking.contact_id, booking.slot_at))
