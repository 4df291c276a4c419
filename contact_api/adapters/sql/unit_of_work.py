"""What every room of a transaction reads and writes through: one connection, and the writes gathered for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg

from contact_api.adapters.sql.batch import Batch
from contact_api.adapters.sql.writes import Table
from contact_api.domain.core.values import Window
from contact_api.domain.region.region import Region
from contact_api.ports import Sealing

MOST_AT_ONCE = 500
# A range with one end looks, to a plan that is made for all values, as if it held a third of the table; one with two
# ends as if it held little. What is asked `since` lately is little: it is given an end, and so found by its index.
AND_LATER = "'infinity'"

Row = Mapping[str, Any]


class UnitOfWork:
    """One connection, and what was gathered for it. A read first sends the writes gathered so far that it could see."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        self._cursor = cursor
        self._batch = Batch(cursor, begin=self._begin)
        self._region = region
        self._sealer = sealer
        self._began = False
        self._has_read = False  # and so met the connection alive

    def _seen(self, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A read that holds nothing. While nothing is written or held it needs no transaction around it:

        each statement sees what stands when it begins, inside of one or not (READ COMMITTED).
        """
        self._send_gathered()
        return self._cursor.execute(sql, values).fetchall()

    def _seen_plain(
        self, sql: str, values: Mapping[str, Any], *, only_of: Table | None = None
    ) -> list[tuple[Any, ...]]:
        """The same as plain tuples: they cost less where the rows are many.

        `only_of`: the one table it reads; while nothing gathered changes that, the rest is not sent for it.
        """
        if only_of is None or self._batch.changes(only_of):
            self._send_gathered()
        self._has_read = True
        return self._cursor.connection.cursor().execute(sql, values).fetchall()

    def _send_gathered(self) -> None:
        self._has_read = True
        if not self._batch.is_empty:
            self._begin()
            self._batch.send()

    def _rows(self, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        self._begin()
        self._batch.send()
        return self._cursor.execute(sql, values).fetchall()

    def _row(self, sql: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
        self._begin()
        self._batch.send()
        return self._cursor.execute(sql, values).fetchone()

    def _row_alone(self, sql: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """A statement that is a whole transaction by itself, unless one began. Doing it twice must be harmless:

        when the connection is lost in it, nobody knows whether it stands, and it is run again.
        """
        if not self._batch.is_empty:
            return self._row(sql, values)
        return self._cursor.execute(sql, values).fetchone()

    def _begin(self) -> None:
        """From here on all stand or none does, and what is held stays held."""
        if not self._began:
            self._cursor.execute("BEGIN")
            self._began = True


def window_of(row: Row) -> Window | None:
    """The window of a row that has one."""
    start: datetime | None = row["window_from"]
    return Window(start, row["window_to"]) if start is not None else None
