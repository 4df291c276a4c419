"""The ways to the database that every read and write of a transaction takes."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from contact_api.adapters.sql import rows
from contact_api.adapters.sql.ahead import Ahead
from contact_api.adapters.sql.batch import Batch
from contact_api.domain.core.contact import Contact
from contact_api.domain.region.region import Region
from contact_api.ports import Sealing

MOST_AT_ONCE = 500
IN_OWN_WORDS = frozenset({"contact.transferred", "triage.overridden"})  # events whose `why` somebody wrote


class Ways:
    """One connection, and what was gathered for it. Every read first sends the writes gathered so far."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        self._cursor = cursor
        self._batch = Batch(cursor, begin=self._begin)
        self._region = region
        self._sealer = sealer
        self._sealed: dict[str, str] = {}  # details that came along with a row, not yet opened
        self._ahead: Ahead | None = None
        self._texts_arrive: set[str] = set()  # contacts of which a read has said so already
        self._began = False
        self._has_read = False  # and so met the connection alive

    def region(self) -> Region:
        return self._region

    def _seen(self, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A read that holds nothing. While nothing is written or held it needs no transaction around it:

        each statement sees what stands when it begins, inside of one or not (READ COMMITTED).
        """
        self._send_gathered()
        return self._cursor.execute(sql, values).fetchall()

    def _seen_plain(self, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The same as plain tuples: they cost less where the rows are many."""
        self._send_gathered()
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

    @property
    def _foreseen(self) -> Ahead | None:
        return self._ahead if self._batch.is_empty else None

    def _begin(self) -> None:
        """From here on all stand or none does, and what is held stays held."""
        self._ahead = None
        if not self._began:
            self._cursor.execute("BEGIN")
            self._began = True

    def _contact(self, sql: str, values: Mapping[str, Any]) -> Contact | None:
        row = self._row(sql, values)
        return self._contacts_of([row])[0] if row else None

    def _contacts(self, where: str, values: Mapping[str, Any]) -> list[Contact]:
        return self._contacts_of(self._rows(f"{rows.SELECT_CONTACT} {where}", values))

    def _contacts_of(self, found: Sequence[Mapping[str, Any]]) -> list[Contact]:
        self._keep_sealed(found)
        return [rows.contact_of(row) for row in found]

    def _keep_sealed(self, found: Sequence[Mapping[str, Any]]) -> None:
        self._sealed.update({row["id"]: row["details_sealed"] for row in found})
