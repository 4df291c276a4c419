"""The store on PostgreSQL: a pool of connections, a transaction per request or job, the region remembered."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import psycopg.errors
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row
from psycopg.types.json import set_json_dumps
from pydantic_core import to_json
from sqlalchemy import PoolProxiedConnection
from sqlalchemy.exc import TimeoutError as NoneFree

from contact_api.adapters.sql.capacity import CELL_IS_FULL
from contact_api.adapters.sql.connections import Connections
from contact_api.adapters.sql.idempotency import KEY_USED
from contact_api.adapters.sql.region import read_region, region_version
from contact_api.adapters.sql.transaction import SqlTransaction
from contact_api.domain.region.region import Region
from contact_api.ports import Contested, KeyUsed, Sealing

AGAIN = (
    psycopg.errors.ExclusionViolation,  # somebody's minute would be planned twice
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)
LOOK_AGAIN_AFTER = 2.0  # seconds a process may go on with reference data that has changed since


class StoreIsDown(Exception):
    """PostgreSQL cannot be reached; nothing was written.

    Lost in the very moment of the commit, it may stand all the same: the same Idempotency-Key finds out.
    """


class SqlStore:
    """Hands out transactions on PostgreSQL. Made after a fork, never before: it owns connections."""

    def __init__(
        self,
        database_url: str,
        *,
        region: str,
        sealer: Sealing,
        is_red: Callable[[date], bool],
        now: Callable[[], datetime],
        pool_size: int = 8,
    ) -> None:
        set_json_dumps(to_json)  # in this process; several times as fast as the standard library's
        self._connections = Connections(database_url, size=pool_size)
        self._code = region
        self._sealer = sealer
        self._is_red = is_red
        self._now = now
        self._region: Region | None = None
        self._read: tuple[int, date] | None = None  # the version it has, and the day it was read
        self._looked_at = float("-inf")
        self._broke_at = float("-inf")
        self._looking = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """One transaction: committed when the block ends well, rolled back when it does not.

        Errors: Contested, KeyUsed (see ports); StoreIsDown when there is no database to talk to.
        """
        with self._pooled() as connection:
            with _translated(Contested), connection.cursor(row_factory=dict_row) as cursor:
                tx = SqlTransaction(cursor, self._current_region(cursor), self._sealer)
                yield tx
                tx.prepare()
            if connection.info.transaction_status is TransactionStatus.INERROR:
                raise psycopg.errors.InFailedSqlTransaction(
                    "a refusal was swallowed; nothing would be written"
                )
            with _translated(StoreIsDown):  # lost now, it may stand: it must not be run again
                tx.commit()

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection of the pool, in a transaction that is rolled back at the end unless it was committed.

        Errors: StoreIsDown when there is none to be had.
        """
        with self._pooled() as connection:
            connection.autocommit = False
            try:
                yield connection
            finally:
                with suppress(psycopg.OperationalError):
                    connection.rollback()
                    connection.autocommit = True

    @contextmanager
    def _pooled(self) -> Iterator[psycopg.Connection[Any]]:
        try:
            pooled = self._unbroken()
        except (NoneFree, psycopg.OperationalError) as error:
            raise StoreIsDown from error
        connection = pooled.driver_connection
        assert isinstance(connection, psycopg.Connection)  # noqa: S101 - the pools hold none else
        try:
            yield connection
        finally:
            if connection.info.transaction_status is not TransactionStatus.IDLE:
                with suppress(psycopg.OperationalError):
                    connection.rollback()
            if connection.closed:
                pooled.invalidate()
                self._broke_at = time.monotonic()
            pooled.close()

    def _unbroken(self) -> PoolProxiedConnection:
        """A connection younger than the last one that broke: what lay in the pool broke with it."""
        while True:
            pooled = self._connections.lend()
            if pooled.info.setdefault("since", time.monotonic()) >= self._broke_at:
                return pooled
            pooled.invalidate()
            pooled.close()

    def close(self) -> None:
        """Give every connection back to the database."""
        self._connections.close()

    def is_up(self) -> bool:
        """Whether the database answers."""
        try:
            with self.connection() as connection:
                connection.execute("SELECT 1")
        except (StoreIsDown, psycopg.Error):
            return False
        return True

    def _current_region(self, cursor: psycopg.Cursor[dict[str, Any]]) -> Region:
        """The reference data; looked at now and then, read anew when its version rose or a day began.

        One thread looks at a time, and nobody waits for it: on the event loop it could not go on while others wait.
        """
        known = self._region
        if known is not None and time.monotonic() - self._looked_at < LOOK_AGAIN_AFTER:
            return known
        looks = self._looking.acquire(blocking=False)
        try:
            return known if known is not None and not looks else self._look_again(cursor)
        finally:
            if looks:
                self._looking.release()

    def _look_again(self, cursor: psycopg.Cursor[dict[str, Any]]) -> Region:
        now, known = self._now(), self._region
        zone = known.zone if known else UTC
        version = region_version(cursor, self._code)
        if known is None or self._read != (version, now.astimezone(zone).date()):
            known = read_region(cursor, self._code, is_red=self._is_red, now=now)
            self._region, self._read = known, (version, known.today(now))
        self._looked_at = time.monotonic()
        return known


class _translated:  # noqa: N801 - read as words after `with`
    """Say in the ports' words what the database refused; nothing was written then.

    `lost`: what it means that the connection broke. Before the commit it is Contested, as it may have broken while it
    lay in the pool: take another.
    """

    def __init__(self, lost: type[Exception]) -> None:
        self._lost = lost

    def __enter__(self) -> None:
        """Nothing is to be done before."""

    def __exit__(self, _kind: object, error: BaseException | None, _passed: object) -> None:
        said = self._said_by(error)
        if said is not None:
            raise said from error

    def _said_by(self, error: BaseException | None) -> type[Exception] | None:
        if not isinstance(error, psycopg.Error):
            return None
        constraint = error.diag.constraint_name
        if isinstance(error, psycopg.errors.UniqueViolation):
            return KeyUsed if constraint == KEY_USED else Contested
        if isinstance(error, psycopg.errors.CheckViolation):
            return Contested if constraint == CELL_IS_FULL else None
        if isinstance(error, AGAIN):
            return Contested
        return self._lost if isinstance(error, psycopg.OperationalError) else None
