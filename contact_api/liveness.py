"""Whether the parts that work unasked do: not that they are there, but what they did lately."""

from datetime import datetime, timedelta

import psycopg
from redis.exceptions import RedisError

from contact_api.adapters.queue.rq_queue import RegionQueues
from contact_api.adapters.sql.chores import Chore, Progress, progress
from contact_api.adapters.sql.scheduler_lock import ALIVE, REPLACED_AFTER
from contact_api.adapters.sql.store import SqlStore, StoreIsDown

# How old the last of its work may be before a part counts as standing still (docs/operations.md#health).
JOBS_LEAVE_WITHIN = timedelta(minutes=1)  # the oldest row of the outbox that nobody handed to the queue
SWEPT_WITHIN = timedelta(minutes=1)
PLANNED_WITHIN = timedelta(minutes=15)  # every five it is made anew, also when nothing moved
TAKEN_WITHIN = {
    "calls_and_texts": timedelta(minutes=1),
    "planning": timedelta(minutes=5),
}  # jobs, by a worker


def fault_of_workers(queues: RegionQueues, *, now: datetime) -> str | None:
    """What is wrong with the workers, or None. `now`: the wall clock, as RQ goes by it."""
    try:
        for group, within in TAKEN_WITHIN.items():
            kind = group.replace("_", " ")
            if not queues.workers_alive(group, now=now):
                return f"no worker for {kind} has been heard of lately"
            waits = queues.waits(group, now=now)
            if waits > within:
                return f"the oldest job for {kind} has waited {_seconds(waits)} for a worker"
    except RedisError as error:
        return f"Redis does not answer ({type(error).__name__})"
    return None


def fault_of_scheduler(store: SqlStore, *, now: datetime) -> str | None:
    """What is wrong with the scheduler, or None."""
    try:
        with store.connection() as connection:
            found = progress(connection)
    except (StoreIsDown, psycopg.OperationalError):
        return "the database does not answer"
    if found.holder is None:
        return "no process holds the scheduler's lock"
    if found.outbox_waits > JOBS_LEAVE_WITHIN:
        return f"the oldest job in the outbox has waited {_seconds(found.outbox_waits)}"
    return next((fault for fault in _idle(found, now) if fault), None)


def _idle(found: Progress, now: datetime) -> list[str | None]:
    """What should have been done lately and was not."""
    return [
        _late("sign of life", found.chores.get(ALIVE), REPLACED_AFTER, now),
        _late("sweep", found.chores.get("sweep"), SWEPT_WITHIN, now),
        _late("plan", found.chores.get("plan"), PLANNED_WITHIN, now),
    ]


def _late(what: str, chore: Chore | None, within: timedelta, now: datetime) -> str | None:
    if chore is None:
        return f"no {what} yet"
    rests = chore.failures and chore.retry_at
    failed = f"; it failed {chore.failures} times, next at {chore.retry_at:%H:%M:%SZ}" if rests else ""
    if chore.done_at is None:
        return f"no {what} yet{failed}"
    age = now - chore.done_at
    return f"the last {what} was {_seconds(age)} ago{failed}" if age > within else None


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds():.0f} s"
