"""The product as the simulated citizens and staff meet it, and its use cases over memory."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Protocol, TypeVar

from contact_api.adapters.memory.store import MemoryStore
from contact_api.domain.capacity.capacity import Shift, StaffMember
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, Outcome, Result, StaffId, Window
from contact_api.domain.promise.promise import Promise
from contact_api.domain.region.region import Region
from contact_api.ports import Transaction
from contact_api.replay.scenario.region import request_of
from contact_api.replay.scenario.scenario import Citizen
from contact_api.usecases.intake.take_in import take_in
from contact_api.usecases.planning.learn import days_to_learn, learn
from contact_api.usecases.planning.plan_day import plan_day
from contact_api.usecases.planning.sweep import return_expired
from contact_api.usecases.staff_time.change_shifts import add_shift, call_in_sick
from contact_api.usecases.work_queue.pull_next import heartbeat, pull_next
from contact_api.usecases.work_queue.record_outcome import record_outcome

T = TypeVar("T")


class ContactRouting(Protocol):
    """Whatever decides: the use cases over memory in a replay, the running service in a test that compares both."""

    @property
    def region(self) -> Region: ...

    def shifts(self, member: StaffMember, span: Window) -> list[Shift]:
        """The staff member's known shifts that touch the span."""

    def add_shift(self, shift: Shift, *, now: datetime) -> None: ...
    def call_in_sick(self, staff_id: StaffId, *, now: datetime) -> None: ...
    def take_in(self, citizen: Citizen, *, now: datetime) -> Contact: ...
    def contact(self, contact_id: ContactId) -> Contact | None: ...
    def pull(self, staff_id: StaffId, *, now: datetime) -> Contact | None: ...
    def hold(self, held: Contact, *, now: datetime) -> None:
        """Say that whoever pulled it still works on it."""

    def record(self, held: Contact, outcome: Outcome, *, now: datetime) -> Contact:
        """Say how the attempt ended; where the contact stands then."""

    def plan(self, *, now: datetime) -> Collection[ContactId]:
        """Have the rest of the day planned anew. Returns the contacts it may have moved in the queue."""


class InMemoryContactRouting:
    """The use cases over the memory store."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self._store = MemoryStore(region)

    def act(self, work: Callable[[Transaction], T]) -> T:
        """Run one unit of work."""
        with self._store.transaction() as tx:
            return work(tx)

    def shifts(self, member: StaffMember, span: Window) -> list[Shift]:
        found = self.act(lambda tx: tx.shifts(span, units=[member.unit_id]))
        return [shift for shift in found if shift.staff_id == member.id]

    def add_shift(self, shift: Shift, *, now: datetime) -> None:
        self.act(lambda tx: add_shift(shift, tx, now=now))

    def call_in_sick(self, staff_id: StaffId, *, now: datetime) -> None:
        self.act(lambda tx: call_in_sick(staff_id, tx, at=now, now=now))

    def take_in(self, citizen: Citizen, *, now: datetime) -> Contact:
        return self.act(lambda tx: take_in(request_of(citizen), tx, now=now)).contact

    def contact(self, contact_id: ContactId) -> Contact | None:
        return self.act(lambda tx: tx.contact(contact_id))

    def pull(self, staff_id: StaffId, *, now: datetime) -> Contact | None:
        pulled = self.act(lambda tx: pull_next(staff_id, tx, now=now))
        return pulled.contact if pulled else None

    def hold(self, held: Contact, *, now: datetime) -> None:
        self.act(lambda tx: heartbeat(held.id, _holder(held), held.lease_number, tx, now=now))

    def record(self, held: Contact, outcome: Outcome, *, now: datetime) -> Contact:
        result = Result.ADVICE if outcome is Outcome.REACHED else None
        return self.act(
            lambda tx: record_outcome(
                held.id, _holder(held), held.lease_number, outcome, tx, result=result, now=now
            )
        )

    def plan(self, *, now: datetime) -> Collection[ContactId]:
        self._learn(now=now)
        self.act(lambda tx: return_expired(tx, now=now))
        plan = plan_day(self.act, now=now)
        return {step.contact.id for step in plan.steps} | plan.lent.keys()

    def _learn(self, *, now: datetime) -> None:
        """As each night in the running service: the figures of the day before count from here on."""

        def learn_finished_days(tx: Transaction) -> None:
            for day in days_to_learn(tx, now=now):
                learn(day, tx, now=now)

        self.act(learn_finished_days)

    def promises(self, contact_id: ContactId) -> tuple[Promise, ...]:
        """What the citizen was promised, in order."""
        return tuple(self.act(lambda tx: tx.promises(contact_id)))

    def attempts(self, contact_id: ContactId) -> tuple[Attempt, ...]:
        """The attempts to reach the citizen, in order."""
        return tuple(self.act(lambda tx: tx.attempts(contact_id)))


def _holder(held: Contact) -> StaffId:
    assert held.claimed_by is not None  # noqa: S101 - who pulled it has it
    return held.claimed_by
