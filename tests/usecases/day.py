"""A day at the region: short ways to act on it, and to look at what came of it.

A time is a clock time of the day of `makers` ("08:00"), or a moment of any day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from uuid import uuid4

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.capacity.capacity import Cell, Shift
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import ContactId, Outcome, Result, StaffId, UnitId, Window
from contact_api.domain.promise.promise import Offer, Promise
from contact_api.domain.region.region import Region
from contact_api.domain.replanning.replan import PlanStep
from contact_api.domain.triage.triage import Declared
from contact_api.ports import Event, Job, Message, Transaction
from contact_api.usecases.booking.book_time import book_time
from contact_api.usecases.booking.wanted_time import Wanted
from contact_api.usecases.intake.requests import TakenIn
from contact_api.usecases.intake.take_in import take_in
from contact_api.usecases.planning.plan_day import Planned, plan_day
from contact_api.usecases.planning.replan import replan_region
from contact_api.usecases.promising.choose_window import cancel, choose_window, offered_windows
from contact_api.usecases.staff_time.change_shifts import add_shift, call_in_sick
from contact_api.usecases.work_queue.pull_next import Pulled, pull_next
from contact_api.usecases.work_queue.record_outcome import record_outcome
from tests.makers import ZONE, a_request, at
from tests.stores import DOCTOR, Kept, in_memory, the_region

T = TypeVar("T")

COLD = "R01"  # the same day, six minutes, a nurse
BREATH = "R03"  # acute, nine minutes, a nurse or a doctor
PRESCRIPTION = "R31"  # administrative
VIOLENCE = "R40"  # acute, and asks for safe contact
CALL_112, SAME_HOUR = "RF01", "RF19"  # red flags
MINUTES = 8  # of a cold, documentation included

NURSE, COLLEAGUE = StaffId("backen-01"), StaffId("backen-02")
TEGS_NURSE, CITYS_NURSE = StaffId("teg-01"), StaffId("city-01")  # of the same provider, of another
BACKEN, TEG, CITY = UnitId("backen"), UnitId("teg"), UnitId("city")
EVER = Window(datetime(2025, 1, 1, tzinfo=ZONE), datetime(2027, 1, 1, tzinfo=ZONE))

When = str | datetime


def moment(when: When) -> datetime:
    return at(when) if isinstance(when, str) else when


def clock(told: datetime | None) -> str | None:
    return None if told is None else f"{told.astimezone(ZONE):%H:%M}"


def clocks(window: Window | None) -> str | None:
    return None if window is None else f"{clock(window.start)}-{clock(window.end)}"


class Meanwhile:
    """A transaction that finds what others did meanwhile: it answers these calls with what they left."""

    def __init__(self, tx: Transaction, **answers: Any) -> None:
        self._tx = tx
        self._answers = answers

    def __getattr__(self, name: str) -> Any:
        if name in self._answers:
            return lambda *_asked, **_more: self._answers[name]
        return getattr(self._tx, name)


@dataclass(frozen=True)
class Day:
    """One region's work over a store."""

    kept: Kept

    def run(self, act: Callable[[Transaction], T], **meanwhile: Any) -> T:
        """Act in one transaction; `meanwhile` names reads and what they answer because others were quicker."""
        with self.kept.store.transaction() as tx:
            return act(cast(Transaction, Meanwhile(tx, **meanwhile)) if meanwhile else tx)

    # acts

    def roster(self, staff_id: str, start: When, end: When, *, now: When = "07:00") -> None:
        shift = Shift(StaffId(staff_id), moment(start), moment(end))
        self.run(lambda tx: add_shift(shift, tx, now=moment(now)))

    def call_in_sick(self, staff_id: str, *, at: When) -> int:
        return self.run(lambda tx: call_in_sick(StaffId(staff_id), tx, at=moment(at), now=moment(at)))

    def seek(self, name: str = "c1", reason: str = COLD, *, now: When = "08:00", **but: Any) -> TakenIn:
        told = {name: but.pop(name) for name in ("facts", "red_flags") if name in but}
        request = a_request(name, declared=Declared(reason, **told), sought_at=moment(now), **but)
        return self.run(lambda tx: take_in(request, tx, now=moment(now)))

    def pull(self, staff_id: str = NURSE, *, now: When) -> Pulled | None:
        return self.run(lambda tx: pull_next(StaffId(staff_id), tx, now=moment(now)))

    def pulled(self, staff_id: str = NURSE, *, now: When) -> Contact:
        found = self.pull(staff_id, now=now)
        assert found is not None, "nobody waits for this member of staff"
        return found.contact

    def ends(self, held: Contact, outcome: Outcome, *, now: When, result: Result | None = None) -> Contact:
        staff_id = held.claimed_by
        assert staff_id is not None
        return self.run(
            lambda tx: record_outcome(
                held.id, staff_id, held.lease_number, outcome, tx, result=result, now=moment(now)
            )
        )

    def rings_in_vain(self, staff_id: str = NURSE, *, now: When, times: int = 1) -> Contact:
        """Ring the next one in vain, as often as told, each time as soon as the rule lets it."""
        when = moment(now)
        ended = self.ends(self.pulled(staff_id, now=when), Outcome.NO_ANSWER, now=when)
        return (
            ended
            if times == 1
            else self.rings_in_vain(staff_id, now=ended.not_before or when, times=times - 1)
        )

    def offered(self, name: str = "c1", *, after: When, now: When) -> Sequence[Offer]:
        return self.run(lambda tx: offered_windows(ContactId(name), tx, after=moment(after), now=moment(now)))

    def choose(self, name: str = "c1", *, start: When, now: When, unit: UnitId = BACKEN) -> Promise:
        return self.run(
            lambda tx: choose_window(
                ContactId(name), moment(start), unit, tx, now=moment(now), actor="citizen"
            )
        )[1]

    def book(self, name: str = "c1", *, now: When) -> Booking:
        """A time with the doctor on the day after, at the full hour, which is planned for it."""
        start = moment(now).replace(minute=0) + timedelta(days=1)
        contact = ContactId(name)
        wanted = Wanted(TimeTypeId("visit"), BACKEN, start)
        time = StaffTime(DOCTOR.id, BACKEN, StaffTimeKind.BOOKABLE, start, start + timedelta(hours=1))

        def act(tx: Transaction) -> Booking:
            tx.add_staff_time([time])
            new_id = BookingId(str(uuid4()))
            return book_time(new_id, contact, wanted, Booker(), tx, by="citizen", now=moment(now))

        return self.run(act)

    def cancel(self, name: str = "c1", *, now: When) -> Contact:
        return self.run(lambda tx: cancel(ContactId(name), tx, now=moment(now), actor="citizen"))

    def replan(self, *, now: When) -> list[PlanStep]:
        return self.run(lambda tx: replan_region(tx, now=moment(now)))

    def plan(self, *, now: When) -> Planned:
        return plan_day(self.run, now=moment(now))

    # looks

    def region(self) -> Region:
        return self.run(lambda tx: tx.region())

    def contact(self, name: str = "c1") -> Contact:
        found = self.run(lambda tx: tx.contact(ContactId(name)))
        assert found is not None, f"there is no {name}"
        return found

    def details(self, name: str = "c1") -> Details:
        return self.run(lambda tx: tx.details(ContactId(name))) or Details()

    def promises(self, name: str = "c1") -> Sequence[Promise]:
        return self.run(lambda tx: tx.promises(ContactId(name)))

    def history(self, name: str = "c1") -> Sequence[Event]:
        return self.run(lambda tx: tx.history(ContactId(name)))

    def kinds(self, name: str = "c1") -> list[str]:
        return [event.kind for event in self.history(name)]

    def messages(self, name: str = "c1") -> list[Message]:
        """The texts about a contact, in the order in which they were left to be sent."""
        sent = [str(ids["message_id"]) for job, ids in self.kept.jobs() if job is Job.SEND_MESSAGE]
        found = self.run(lambda tx: [tx.hold_message(one) for one in sent])  # type: ignore[arg-type]
        return [one for one in found if one is not None and one.contact_id == name]

    def texts(self, name: str = "c1") -> list[str]:
        return [message.kind.value for message in self.messages(name)]

    def cells(self, unit: UnitId = BACKEN, span: Window = EVER) -> list[Cell]:
        found = self.run(lambda tx: tx.cells([unit], span))
        return sorted((cell for cell in found if cell.staff_minutes), key=lambda cell: cell.start)

    def reserved(self, unit: UnitId = BACKEN) -> dict[str | None, int]:
        """The minutes set aside, by the clock time at which their half hour begins."""
        return {
            clock(cell.start): cell.reserved_minutes for cell in self.cells(unit) if cell.reserved_minutes
        }


def a_day(**but: Any) -> Day:
    """A day in memory, at a region that differs from the usual one."""
    return Day(in_memory(replace(the_region(), **but)))
