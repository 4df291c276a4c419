"""Writes of one transaction, gathered and sent as one data-modifying statement.

Each write becomes a common table expression. All of one statement see the same snapshot, so no two of them may
change the same row: the second one sends what is there first. Whether they may follows from their tables and keys.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import psycopg

from contact_api.adapters.sql.writes import Pair, Table, Write

MOST = 24
_PLACE = re.compile(r"%\((\w+)\)s")


class Batch:
    """Gathers writes; `send` runs them together."""

    def __init__(self, cursor: psycopg.Cursor[Any], *, begin: Callable[[], None] = lambda: None) -> None:
        self._begin = begin  # called when what was gathered needs more than one statement
        self._connection = cursor.connection
        self._writes: list[Write] = []
        self._values: list[Mapping[str, Any]] = []
        self._changed = Changed()

    def add(self, write: Write, values: Mapping[str, Any]) -> None:
        """Add one write with the values of its placeholders."""
        if len(self._writes) >= MOST or self._changed.meets(write, values):
            self._begin()
            self.send()
        self._writes.append(write)
        self._values.append(values)
        self._changed.note(write, values)

    def changes(self, table: Table) -> bool:
        """Whether something gathered changes rows of this table."""
        return self._changed.has(table)

    @property
    def is_empty(self) -> bool:
        return not self._writes

    def send(self) -> None:
        """Run what was gathered; nothing to do is fine."""
        if not self._writes:
            return
        writes, values = tuple(self._writes), self._values
        self._writes, self._values, self._changed = [], [], Changed()
        statement, places = _together(writes)
        cursor = psycopg.RawCursor(self._connection)  # takes `$1` as it is: reading so long a text costs more
        cursor.execute(statement, [values[number][name] for number, name in places])


class Changed:
    """The rows that what was gathered changes."""

    def __init__(self) -> None:
        self._tables: set[str] = set()
        self._whole: set[str] = set()  # the tables of which any row may be changed
        self._rows: set[tuple[str, Any]] = set()  # the others' rows, by table and key

    def meets(self, write: Write, values: Mapping[str, Any]) -> bool:
        """Whether a write may change a row that is changed already."""
        if self._tables.isdisjoint(write.tables):  # as nearly all are
            return False
        return (
            not self._tables.isdisjoint(write.whole)
            or not self._whole.isdisjoint(write.tables)
            or any((table, key_of(values)) in self._rows for table, key_of in write.keys)
        )

    def has(self, table: Table) -> bool:
        """Whether any of a table is."""
        return table.name in self._tables

    def note(self, write: Write, values: Mapping[str, Any]) -> None:
        """Add the rows of a write."""
        self._tables |= write.tables
        self._whole |= write.whole
        self._rows |= {(table, key_of(values)) for table, key_of in write.keys}


@lru_cache(maxsize=1024)
def _together(writes: tuple[Write, ...]) -> tuple[bytes, tuple[tuple[int, str], ...]]:
    """The one statement, and for each `$n` in it the write and the name of its value."""
    places: dict[tuple[int, str], int] = {}
    parts: list[str] = []
    # PostgreSQL carries them out from the last to the first; ids must rise as the use case wrote.
    for number in reversed(range(len(writes))):
        parts += (_numbered(part, number, places) for part in _parts(writes[number].sql, number))
    first = writes[0].sql
    alone = len(writes) == 1 and isinstance(first, str)
    text = _numbered(str(first), 0, places) if alone else f"WITH {', '.join(parts)} SELECT 1"
    return text.encode(), tuple(places)


def _numbered(sql: str, number: int, places: dict[tuple[int, str], int]) -> str:
    def place(found: re.Match[str]) -> str:
        return f"${places.setdefault((number, found[1]), len(places) + 1)}"

    return _PLACE.sub(place, sql)


def _parts(sql: str | Pair, number: int) -> list[str]:
    if isinstance(sql, str):
        return [f"w{number} AS ({sql})"]
    first = f"w{number}_first"
    return [f"{first} AS ({sql.first})", f"w{number} AS ({sql.then.format(first=first)})"]
