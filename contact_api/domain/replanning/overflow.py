"""Whom may other units help with? Those whom their own unit will not reach in time by the look of its queue.

A unit's queue is played forward with its own staff, first deadline first and with expected handling times. Whoever
would be late is lent at once to other units they accept; when they accept none, minutes are freed by lending the
longest of those before them who do. A unit that is short of time by forecast lends what is too much (overload.py).
Everybody else stays with their own unit until their time has nearly come.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contact_api.domain.capacity.capacity import Shift, StaffMember, masters
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, StaffId, UnitId
from contact_api.domain.forecast.learned_statistics import LearnedStatistics, Work
from contact_api.domain.replanning.overload import StaffTimeLeft, Workload, lent_when_overloaded

Takes = Mapping[ContactId, timedelta]

MOST_LENT = 12  # of one unit in one plan; the next plan sees the rest


@dataclass(slots=True)
class _StaffSimulation:
    """One staff member as the queue is played forward: when they are free, and until when they work."""

    member: StaffMember
    free_at: datetime
    shifts: list[tuple[datetime, datetime]]

    def free_from(self, moment: datetime) -> datetime | None:
        """The first moment from then on at which they may begin a call."""
        at = max(moment, self.free_at)
        for start, end in self.shifts:
            if at < end:
                return max(at, start)
        return None

    def is_about_to_leave(self, at: datetime, *, planning: Planning) -> bool:
        """Whether their shift ends so soon after that moment that a longer call would take the rest of it."""
        return any(start <= at < end <= at + planning.lend for start, end in self.shifts)

    def time_left(self, now: datetime) -> timedelta:
        """How long they work from then on."""
        return sum((end - max(start, now) for start, end in self.shifts), timedelta())

    def is_at_work(self, now: datetime) -> bool:
        """Whether they are on shift."""
        return any(start <= now for start, _ in self.shifts)


def lent_now(
    contacts: Iterable[Contact],
    shifts: Iterable[Shift],
    staff: Mapping[StaffId, StaffMember],
    lendable: Collection[ContactId],
    coming: Mapping[UnitId, timedelta],
    learned: LearnedStatistics,
    *,
    planning: Planning,
    now: datetime,
) -> set[ContactId]:
    """The waiting contacts that other units may take from now on.

    `lendable`: those who accept another unit. `coming`: what each unit's own people who are still to come will take.
    """
    contacts = list(contacts)
    busy = {c.claimed_by: _free_again(c, now=now) for c in contacts if c.state is ContactState.CLAIMED}
    of_unit = _staff_by_unit(shifts, staff, busy, now=now)
    queues: dict[UnitId, list[Contact]] = defaultdict(list)
    for contact in contacts:
        if contact.state is ContactState.WAITING and (contact.backed or contact.id not in lendable):
            queues[contact.promised_unit or contact.need.unit_id].append(contact)
    lent: set[ContactId] = set()
    for unit_id in sorted(queues):
        queue = sorted(queues[unit_id], key=_first_due)
        takes = {one.id: _takes(one, learned, planning=planning) for one in queue}
        own = of_unit.get(unit_id, [])
        promised = [one for one in queue if one.backed]
        lent |= _of_unit(promised, own, lendable, takes, planning=planning, now=now)
        staff_left = [StaffTimeLeft(one.member, one.time_left(now), one.is_at_work(now)) for one in own]
        load = Workload(unit_id, queue, staff_left, coming.get(unit_id, timedelta()))
        lent |= lent_when_overloaded(load, takes, lendable, planning=planning, now=now)
    return lent


def _of_unit(
    queue: list[Contact],
    staff: Sequence[_StaffSimulation],
    lendable: Collection[ContactId],
    takes: Takes,
    *,
    planning: Planning,
    now: datetime,
) -> set[ContactId]:
    lent: set[ContactId] = set()
    for _ in range(MOST_LENT):
        begun, late = _played(queue, staff, takes, planning=planning, now=now)
        if late is None:
            break
        before = [*begun, late]
        out = max(
            (c for c in before if c.id in lendable),
            key=lambda c: (c is late, c.need.minutes, c.id),
            default=None,
        )
        if out is None:
            queue = [c for c in queue if c is not late]  # nobody can make way for this one
            continue
        lent.add(out.id)
        queue = [c for c in queue if c is not out]
    return lent


def _played(
    queue: Sequence[Contact],
    staff: Sequence[_StaffSimulation],
    takes: Takes,
    *,
    planning: Planning,
    now: datetime,
) -> tuple[list[Contact], Contact | None]:
    """Those begun in time, in order, and the first who would be late; None when nobody is."""
    staff = [replace(one) for one in staff]  # each time the queue is played from now on
    waiting = list(queue)
    begun: list[Contact] = []
    while waiting:
        best: tuple[datetime, int, _StaffSimulation] | None = None
        for one in staff:
            place = _next_for(one, waiting, planning=planning, now=now)
            if place is not None and (best is None or place[0] < best[0]):
                best = (place[0], place[1], one)
        if best is None:
            return begun, waiting[0]
        at, index, one = best
        contact = waiting.pop(index)
        if at > (contact.due_at or at):
            return begun, contact
        one.free_at = at + takes[contact.id]
        begun.append(contact)
    return begun, None


def _next_for(
    one: _StaffSimulation, waiting: Sequence[Contact], *, planning: Planning, now: datetime
) -> tuple[datetime, int] | None:
    """When a staff member begins their next call and with whom: the first due of those who may be rung then.

    Who is urgent is not left to the last minutes of a shift.
    """
    at = one.free_from(now)
    while at is not None:
        soonest: datetime | None = None
        leaves = one.is_about_to_leave(at, planning=planning)
        for index, contact in enumerate(waiting):
            if not masters(one.member.professions, one.member.languages, contact.need):
                continue
            if leaves and contact.need.urgency.is_urgent:
                continue
            ready = contact.callable_from or at
            if ready <= at:
                return at, index
            soonest = ready if soonest is None or ready < soonest else soonest
        if soonest is None:
            return None
        at = one.free_from(soonest)
    return None


def _takes(contact: Contact, learned: LearnedStatistics, *, planning: Planning) -> timedelta:
    """How long the next attempt takes on average: the conversation if somebody answers, else the ring."""
    need = contact.need
    talk = learned.handling(need.minutes, Work(need.professions[0], need.urgency.is_urgent)).mean
    chance = learned.chance_of_answer(contact.attempts + 1)
    return timedelta(minutes=chance * talk + (1 - chance) * (planning.ring / MINUTE))


def _free_again(contact: Contact, *, now: datetime) -> datetime:
    return max(now, (contact.claimed_at or now) + timedelta(minutes=contact.need.minutes))


def _staff_by_unit(
    shifts: Iterable[Shift],
    staff: Mapping[StaffId, StaffMember],
    busy: Mapping[StaffId | None, datetime],
    *,
    now: datetime,
) -> dict[UnitId, list[_StaffSimulation]]:
    times: dict[tuple[StaffId, UnitId], list[tuple[datetime, datetime]]] = {}
    for shift in shifts:
        if shift.worked_until > max(now, shift.starts_at):
            there = (shift.staff_id, shift.unit_id or staff[shift.staff_id].unit_id)
            times.setdefault(there, []).append((shift.starts_at, shift.worked_until))
    found: dict[UnitId, list[_StaffSimulation]] = {}
    for staff_id, unit_id in sorted(times):
        spans = sorted(times[staff_id, unit_id])
        one = _StaffSimulation(staff[staff_id], busy.get(staff_id, now), spans)
        found.setdefault(unit_id, []).append(one)
    return found


def _first_due(contact: Contact) -> tuple[bool, datetime, str]:
    return (not contact.need.urgency.is_urgent, contact.due_at or contact.need.sought_at, contact.id)
