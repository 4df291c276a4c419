"""A call as a test drives it: jobs that were rung for, the exchange, the sweeper, somebody who kills workers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from contact_api.adapters.identity.sealing import Sealer
from contact_api.domain.calls.calls import Call, LineKind, LineNews, LineState
from contact_api.domain.calls.dialling_limits import DiallingLimits
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import CallId
from contact_api.ports import Job, LineToRing, Transaction
from contact_api.usecases.calls.dial import Dialling, dial, enqueue_overdue_calls
from contact_api.usecases.calls.record_call_event import hear
from contact_api.usecases.calls.start_call import CallNumbers, start_call
from contact_api.usecases.planning.sweep import return_expired
from tests.adapters.sql.small_region import SECRET
from tests.makers import at
from tests.usecases.calls.exchange import CITIZENS_NUMBER, INTERPRETERS_NUMBER, STAFFS_NUMBER, Exchange, Fate
from tests.usecases.day import NURSE, Day

T = TypeVar("T")
LIMITS = DiallingLimits()
INDEX = Sealer([SECRET])
CITIZENS = Details(phone=CITIZENS_NUMBER, phone_takes_sms=True)
SHOWN = "+46101740600"


class Killed(BaseException):
    """The worker was killed right there."""


@dataclass
class Telephoning:
    """One contact in a nurse's hands who presses call at nine."""

    day: Day
    exchange: Exchange
    limits: DiallingLimits = LIMITS
    kills: dict[int, str] = field(default_factory=dict)  # at the n-th thing a worker does: before or after it
    deeds: int = 0
    jobs_done: int = 0

    def starts(self, *, interpreter: bool = False, name: str = "c1") -> Call:
        held = self.day.pulled(now=self.exchange.now)
        wish = CallNumbers(STAFFS_NUMBER, INTERPRETERS_NUMBER if interpreter else None)
        now = self.exchange.now
        return self.day.run(
            lambda tx: start_call(
                held.id, NURSE, held.lease_number, wish, tx, limits=self.limits, index=INDEX, now=now
            )
        )

    # what others do

    def works(self) -> None:
        """A worker takes the jobs that were rung for; when it is killed the job is rung for again."""
        while self.jobs_done < len(jobs := self._jobs()):
            call_id = CallId(str(jobs[self.jobs_done]["call_id"]))
            self.jobs_done += 1
            try:
                dial(
                    call_id,
                    self._transact,
                    _Mortal(self),
                    Dialling(self.limits, lambda _unit: SHOWN),
                    now=lambda: self.exchange.now,
                )
            except Killed:
                return  # whoever is there next finds the rest by the sweeper

    def dies_with_its_jobs(self) -> None:
        """A worker that had just taken the jobs that were rung for, and had done nothing of them."""
        self.jobs_done = len(self._jobs())

    def time_passes(self, seconds: float) -> None:
        """And the sweeper looks."""
        self.exchange.now += timedelta(seconds=seconds)
        now = self.exchange.now
        self.day.run(lambda tx: enqueue_overdue_calls(tx, now=now))
        self.day.run(lambda tx: return_expired(tx, now=now))

    def tells(self, number: int, call: Call, *, again: bool = False) -> None:
        """The exchange delivers one of the things it has to say."""
        kind, news = self.exchange.said[number] if again else self.exchange.said.pop(number)
        now = self.exchange.now
        self.day.run(lambda tx: hear(call.id, kind, news, tx, now=now))

    def goes_on(self, provider_id: str, call: Call) -> None:
        """A telephone does its next thing. That somebody comes into the room we do ourselves, and know at once."""
        self.exchange.go_on(provider_id)
        if self.exchange.said[-1][1].state is LineState.JOINED:
            self.tells(len(self.exchange.said) - 1, call)

    def runs_its_course(self, call: Call) -> Call:
        """Everybody does what he still has to, in order, until nothing happens any more."""
        for _ in range(200):
            self.works()
            while self.exchange.moving:
                self.goes_on(self.exchange.moving[0], call)
                while self.exchange.said:
                    self.tells(0, call)
                self.works()
            while self.exchange.said:
                self.tells(0, call)
            found = self.call(call)
            if found.is_over:
                return found
            self.time_passes(5)
        raise AssertionError(f"the call never ends: {self.call(call)}")

    # what there is

    def call(self, call: Call) -> Call:
        found = self.day.run(lambda tx: tx.call(call.id))
        assert found is not None
        return found

    def contact(self) -> Contact:
        return self.day.contact()

    def does(self, deed: Callable[[], T]) -> T:
        """Something a worker does and may be killed at."""
        self.deeds += 1
        when = self.kills.get(self.deeds)
        if when == "before":
            raise Killed
        done = deed()
        if when == "after":
            raise Killed
        return done

    def _jobs(self) -> list[Mapping[str, object]]:
        return [ids for job, ids in self.day.kept.jobs() if job is Job.DIAL]

    def _transact(self, act: Callable[[Transaction], T]) -> T:
        return self.does(lambda: self.day.run(act))


class _Mortal:
    """The exchange as a worker sees it who may be killed before or after each thing he asks for."""

    def __init__(self, telephoning: Telephoning) -> None:
        self._does = telephoning.does
        self._exchange = telephoning.exchange

    def ring(self, line: LineToRing) -> str:
        return self._does(lambda: self._exchange.ring(line))

    def hang_up(self, provider_id: str) -> None:
        self._does(lambda: self._exchange.hang_up(provider_id))

    def ask(self, provider_id: str) -> LineNews | None:
        return self._does(lambda: self._exchange.ask(provider_id))

    def find(self, to: str, *, since: datetime) -> list[str]:
        return self._does(lambda: self._exchange.find(to, since=since))


def telephoning(
    day: Day,
    staff: Fate = Fate.TALKS,
    citizen: Fate = Fate.LEAVES,
    interpreter: Fate = Fate.TALKS,
) -> Telephoning:
    """A citizen sought contact at eight, and it is nine; everybody's telephone has its fate."""
    day.seek(details=CITIZENS)
    fates: Mapping[LineKind, Fate] = {
        LineKind.STAFF: staff,
        LineKind.CITIZEN: citizen,
        LineKind.INTERPRETER: interpreter,
    }
    return Telephoning(day, Exchange(fates, at("09:00")))
