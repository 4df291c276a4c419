"""Two pools of connections: one for threads, one for the event loop, on which nobody may hold up others (ADR 0017)."""

from asyncio import to_thread
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import waiting
from psycopg.abc import RV, PQGen
from sqlalchemy import AsyncAdaptedQueuePool, PoolProxiedConnection, QueuePool, make_url
from sqlalchemy.util.concurrency import await_, in_greenlet

CONNECT_SECONDS = 5
# Times come back in UTC. Every statement finds its rows by an index: one plan for all values is as good as a new one
# for each, and planning costs more than what is planned.
OPTIONS = "-c timezone=UTC -c plan_cache_mode=force_generic_plan"


def plain_url(database_url: str) -> str:
    """The URL as psycopg reads it; ours names SQLAlchemy's driver."""
    return make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


class Connections:
    """Lends connections, from the pool of the place it is asked from; each pool holds `size` at most.

    Nothing is begun on them (autocommit): SqlTransaction begins a transaction as soon as something is to be held.
    """

    def __init__(self, database_url: str, *, size: int) -> None:
        address = plain_url(database_url)

        def connect() -> psycopg.Connection[Any]:
            return Yielding.connect(
                address,
                autocommit=True,
                connect_timeout=CONNECT_SECONDS,
                application_name="contact-api",
                options=OPTIONS,
            )

        def connect_aside() -> psycopg.Connection[Any]:
            """In a thread: a database that does not answer must not stop the loop."""
            return await_(to_thread(connect))

        self._for_threads = _pool(QueuePool, connect, size)
        self._for_the_loop = _pool(AsyncAdaptedQueuePool, connect_aside, size)

    def lend(self) -> PoolProxiedConnection:
        """A connection; its `close` gives it back. Errors: psycopg.OperationalError; sqlalchemy's TimeoutError."""
        return (self._for_the_loop if in_greenlet() else self._for_threads).connect()

    def close(self) -> None:
        """Give every connection back to the database."""
        self._for_threads.dispose()
        self._for_the_loop.dispose()


class Yielding(psycopg.Connection[Any]):
    """A connection that lets the event loop serve others while it waits for the database."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """All waiting of psycopg goes through here. In a thread it waits as ever."""
        if not in_greenlet():
            return super().wait(gen, interval, timeout)
        try:
            return await_(waiting.wait_async(gen, self.pgconn.socket, interval, timeout))
        except psycopg.Error:
            raise
        except BaseException:  # cut short, as the server goes down: nobody knows what stands
            self.pgconn.finish()
            raise


def _pool(kind: type[QueuePool], connect: Callable[[], Any], size: int) -> QueuePool:
    return kind(
        connect,
        pool_size=size,
        max_overflow=0,
        timeout=10,
        recycle=1800,
        reset_on_return=None,  # the store leaves none behind in a transaction
    )
