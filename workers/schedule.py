"""The one scheduler: relays the outbox, finds what was lost on the way, lays the coming days' capacity.

It owns the deadlines: everything it does goes by the database, so an empty Redis loses nothing.
"""

import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from types import FrameType
from typing import Any

import psycopg
import structlog
from redis.exceptions import RedisError

from contact_api.adapters.queue.rq_queue import RegionQueues
from contact_api.adapters.sql.outbox import relay, tidy
from contact_api.adapters.sql.scheduler_lock import SchedulerLock
from contact_api.adapters.sql.store import SqlStore
from contact_api.bootstrap import Application
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.values import Window
from contact_api.ports import Job, Transaction
from contact_api.usecases.assessment.assessments_due import warn_of_due
from contact_api.usecases.calls.dial import enqueue_overdue_calls
from contact_api.usecases.figures.figures_of_days import note_days
from contact_api.usecases.messages.send_reminders import (
    notify_delay,
    remind,
    to_be_reminded,
    whose_promise_is_at_risk,
)
from contact_api.usecases.messages.shortage_alerts import close_shortages
from contact_api.usecases.planning.learn import days_to_learn
from contact_api.usecases.planning.plan_day import may_plan, plan_or_rest
from contact_api.usecases.planning.sweep import REPLAN_EVERY, let_hours_lapse, return_expired, send_again
from contact_api.usecases.staff_time.change_shifts import lay_capacity
from contact_api.usecases.staff_time.roster_end import tell_of_roster_ends
from contact_api.usecases.staff_time.what_breaks import LAID_DAYS
from contact_api.usecases.voice_menu.answer_caller import forget_calls, forgotten_calls, hear_hang_up
from workers.booking_chores import BookingChores
from workers.chores import Every
from workers.waiting_list_chores import WaitingListChores

log = structlog.get_logger()

TICK_SECONDS = 0.2
TEXT_EVERY = timedelta(seconds=20)  # so late a reminder or a notice of delay may be
COUNT_EVERY = timedelta(minutes=10)
TURNS_KEPT = timedelta(days=10)  # longer than any minute can be held
JOB_IS_LATE = timedelta(seconds=20)  # after so long a plan that should be made is made right here


class Scheduler:
    """Works while it holds the lock; a second one waits, and takes over when the first ends or stops working."""

    def __init__(self, app: Application, store: SqlStore, queues: RegionQueues) -> None:
        self._app = app
        self._store = store
        self._queues = queues
        self._stop = threading.Event()
        self._retries = queues.retries()
        self._chores = [
            Every(timedelta(0), self.relay),
            Every(timedelta(seconds=1), self.wake_retries),
            Every(timedelta(hours=1), self.lay_days),
            *BookingChores(app).all(),
            Every(timedelta(seconds=2), self.sweep),
            Every(timedelta(seconds=1), self.watch_calls),
            Every(TEXT_EVERY, self.text_ahead),
            Every(timedelta(seconds=30), self.end_forgotten_calls),
            Every(REPLAN_EVERY, self.let_hours_lapse),
            Every(REPLAN_EVERY, self.close_shortages),
            Every(REPLAN_EVERY, self.warn_of_assessments),
            Every(REPLAN_EVERY, self.mark),
            Every(timedelta(seconds=2), self.make_late_plan),
            Every(timedelta(hours=1), self.learn),
            Every(COUNT_EVERY, self.count_figures),
            Every(timedelta(hours=6), self.watch_rosters),
            Every(timedelta(hours=1), self.tidy),
            *WaitingListChores(app).all(),
        ]

    def run(self) -> None:
        """Until SIGTERM or SIGINT. Whatever goes wrong, the lock is let go, and asked for again."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        while not self._stop.is_set():
            try:
                with SchedulerLock(str(self._app.settings.database_url.get_secret_value())) as lock:
                    self._serve(lock)
            except psycopg.OperationalError as fault:
                log.warning("scheduler.lock_lost", fault=type(fault).__name__)
                self._stop.wait(1.0)
            except Exception:  # a fault of ours: another process may do better meanwhile
                log.exception("scheduler.failed")
                self._stop.wait(1.0)

    def _serve(self, lock: SchedulerLock) -> None:
        while not self._stop.is_set() and not lock.take(now=self._app.now()):
            self._stop.wait(1.0)
        log.info("scheduler.started")
        while not self._stop.is_set():
            self.tick(lock)
            self._stop.wait(TICK_SECONDS)

    def tick(self, lock: SchedulerLock) -> None:
        """One round: hand over what waits in the outbox, then whatever chore is due.

        Errors: psycopg.Error when the lock's connection is gone; what fails in a chore is that chore's.
        """
        now = self._app.now()
        for chore in self._chores:
            lock.say_alive(now=self._app.now())
            if chore.is_due(now):
                self._do(chore, lock, now)

    def _do(self, chore: Every, lock: SchedulerLock, now: datetime) -> None:
        try:
            chore.run(now)
        except RedisError:
            if chore.failures == 1:
                log.warning("scheduler.redis_down", chore=chore.name)  # once; the rows wait in the outbox
        except Exception:  # whatever it is, the other chores go on
            log.exception(
                "chore.failed", chore=chore.name, failures=chore.failures, retry_at=str(chore.due_at)
            )
        lock.note(chore.name, failures=chore.failures, due_at=chore.due_at, now=now)

    def relay(self, now: datetime) -> None:
        """Hand the oldest jobs of the outbox to the queue."""
        with self._store.connection() as connection:
            relay(connection, self._queues.enqueue, now=now)

    def wake_retries(self, _now: datetime) -> None:
        """Put jobs whose wait is over back in their queues."""
        self._retries.wake()

    def sweep(self, now: datetime) -> None:
        """Return expired leases, ring again for unsent texts whose job is lost."""
        back = self._act(lambda tx: return_expired(tx, now=now))
        queued = self._queues.rows_waiting(Job.SEND_MESSAGE)
        again = self._act(lambda tx: send_again(tx, queued=queued, now=now))
        if back or again:
            log.info("sweep.found", leases=back, messages=again)

    def make_late_plan(self, now: datetime) -> None:
        """Make the plan that should have been made by a job, unless one that failed rests."""
        if not self._act(lambda tx: may_plan(tx, now=now)):
            return
        if self._act(lambda tx: tx.take_dirty(now=now - JOB_IS_LATE)):
            plan = plan_or_rest(self._act, now=now)
            log.info("plan.made", by="scheduler", steps=len(plan.steps), lent=len(plan.lent))

    def watch_calls(self, now: datetime) -> None:
        """Queue calls that nothing was heard of for too long, or whose next step is due."""
        overdue = self._act(lambda tx: enqueue_overdue_calls(tx, now=now))
        if overdue:
            log.info("calls.overdue", calls=len(overdue))

    def text_ahead(self, now: datetime) -> None:
        """Remind whose window opens soon; tell whose promise is at risk."""
        due = self._act(lambda tx: to_be_reminded(tx, now=now))
        late = self._act(lambda tx: whose_promise_is_at_risk(tx, now=now))
        reminders = sum(self._act(partial(remind, one, now=now)) for one in due)
        delays = sum(self._act(partial(notify_delay, one, now=now)) for one in late)
        if reminders or delays:
            log.info("texts.ahead", reminders=reminders, delays=delays)

    def end_forgotten_calls(self, now: datetime) -> None:
        """Callers whose hanging up nobody told us of: what they gave becomes a request."""
        for call_id in self._act(lambda tx: forgotten_calls(tx, now=now)):
            contact_id, index = self._app.new_contact_id(), self._app.sealer
            self._act(partial(hear_hang_up, call_id, contact_id=contact_id, index=index, now=now))
            log.info("caller.forgotten", call=call_id)

    def let_hours_lapse(self, now: datetime) -> None:
        """Who still waits from an earlier day may be rung at any hour of this one."""
        self._act(lambda tx: let_hours_lapse(tx, now=now))

    def close_shortages(self, now: datetime) -> None:
        """Close the alerts of units at which nobody waits without a time any more."""
        self._act(lambda tx: close_shortages(tx, now=now))

    def warn_of_assessments(self, now: datetime) -> None:
        """Alert the units at which somebody is to be assessed today or should have been; close what is over."""
        self._act(lambda tx: warn_of_due(tx, now=now))

    def mark(self, now: datetime) -> None:
        """Have the plan made anew now and then, in case something moved that nobody marked."""
        self._act(lambda tx: tx.mark_dirty(now=now))

    def learn(self, now: datetime) -> None:
        """Queue, in the night, the job that learns from the day that ended."""

        def queue_it(tx: Transaction) -> None:
            if days_to_learn(tx, now=now):
                tx.enqueue(Job.LEARN, region=tx.region().code)

        self._act(queue_it)

    def count_figures(self, now: datetime) -> None:
        """Note days that are over, and queue the job that counts those that are not counted or have changed."""

        def queue_it(tx: Transaction) -> None:
            if note_days(tx, now=now):
                tx.enqueue(Job.COUNT_FIGURES, region=tx.region().code)

        self._act(queue_it)

    def watch_rosters(self, now: datetime) -> None:
        """Alert the units whose roster ends soon, and say how many days are left of each."""
        lead = timedelta(days=self._app.settings.roster_lead_days)
        for one in self._act(lambda tx: tell_of_roster_ends(lead, tx, now=now)):
            log.warning("roster.ends", unit=one.unit_id, days_left=one.days_left)

    def tidy(self, now: datetime) -> None:
        """Remove what is no longer needed."""
        self._act(lambda tx: forget_calls(tx, now=now))
        self._act(lambda tx: tx.forget_turns(before=now - TURNS_KEPT))
        with self._store.connection() as connection:
            tidy(connection, now=now)

    def lay_days(self, now: datetime) -> None:
        """Work out the staff minutes of today and the coming days from shifts and opening hours."""

        def lay(tx: Transaction) -> None:
            region = tx.region()
            today, until = region.today(now), region.today(now) + timedelta(days=LAID_DAYS)
            span = Window(midnight(today, region.zone), midnight(until, region.zone))
            lay_capacity(tx, span, units=list(region.units), now=now)

        self._act(lay)

    def _act(self, act: Callable[[Transaction], Any]) -> Any:
        return self._app.transact(act)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()
