"""The right to be the one scheduler: a lock that lives and dies with a connection of its own.

Never a connection of the pool: what fails on that one is given back to others, still locked.
"""

from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

import psycopg
import structlog

from contact_api.adapters.sql.chores import SCHEDULER_LOCK, holder_of_the_lock, note_done, note_failed
from contact_api.adapters.sql.connections import CONNECT_SECONDS, plain_url

log = structlog.get_logger()

ALIVE = "scheduler"  # the row that whoever holds the lock writes while it works
NOTED_EVERY = timedelta(seconds=1)
REPLACED_AFTER = timedelta(seconds=30)  # a holder that has written nothing for so long does no work
OPTIONS = "-c timezone=UTC -c statement_timeout=10s"  # it waits for nothing that takes long
KEEPALIVE: dict[str, Any] = {  # a network that is gone is noticed by both ends
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


class SchedulerLock:
    """Held from a `take` that succeeds until the block ends, however it ends.

    Errors, of every method: psycopg.Error when the connection is gone, and with it the lock.
    """

    def __init__(self, database_url: str) -> None:
        self._connection: psycopg.Connection[Any] = psycopg.connect(
            plain_url(database_url),
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name="contact-api scheduler",
            options=OPTIONS,
            **KEEPALIVE,
        )
        self._seen: tuple[Any, ...] | None = None  # what the other holder wrote last
        self._seen_first_at: datetime | None = None
        self._noted_at: dict[str, datetime] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def take(self, *, now: datetime) -> bool:
        """Become the one scheduler, if nobody is. A holder that shows no work for long is ended; then ask again."""
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", [SCHEDULER_LOCK]).fetchone()
        if row and row[0]:
            self.say_alive(now=now)
            return True
        self._end_the_idle(now)
        return False

    def say_alive(self, *, now: datetime) -> None:
        """Show those who wait that there is work done."""
        self._note_done(ALIVE, now)

    def note(self, name: str, *, failures: int, due_at: datetime | None, now: datetime) -> None:
        """How a chore went: that it failed, so often in a row, or that it was done."""
        if failures:
            self._noted_at.pop(name, None)
            note_failed(self._connection, name, failures=failures, retry_at=due_at or now)
        else:
            self._note_done(name, now)

    def _note_done(self, name: str, now: datetime) -> None:
        noted_at = self._noted_at.get(name)
        if noted_at is None or not timedelta(0) <= now - noted_at < NOTED_EVERY:
            note_done(self._connection, name, now=now)
            self._noted_at[name] = now

    def _end_the_idle(self, now: datetime) -> None:
        """Measured from when this process first saw what the holder wrote: clocks of two hosts may differ."""
        holder = holder_of_the_lock(self._connection)
        alive = self._connection.execute("SELECT done_at FROM chore WHERE name = %s", [ALIVE]).fetchone()
        seen = (holder, alive)
        if holder is None or seen != self._seen or self._seen_first_at is None:
            self._seen, self._seen_first_at = seen, now
        elif now - self._seen_first_at >= REPLACED_AFTER:
            log.warning("scheduler.replaces_idle", backend=holder)
            self._connection.execute("SELECT pg_terminate_backend(%s)", [holder])
