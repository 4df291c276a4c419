"""Statements that write, each with the rows it changes; which two may leave together follows from that (batch.py)."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

_PLACE = re.compile(r"%\((\w+)\)s")
# Not `DO UPDATE SET`, and no row lock (`FOR NO KEY UPDATE`).
_WRITTEN = re.compile(r"\b(?:INSERT INTO|DELETE FROM|(?<!DO )(?<!KEY )(?<!FOR )UPDATE) (\w+)")


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the columns of its primary key; none when the database numbers the rows."""

    name: str
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements of which the second reads, as `{first}`, the rows that the first one returns."""

    first: str
    then: str


@dataclass(frozen=True, slots=True, eq=False)
class Write:
    """A statement that writes, and which rows: one of a table, by the key among its values, or any of a table.

    Its placeholders are `%(name)s`; those of a key have the names of its columns. What it says of itself is held
    against the statement as it is made: no table that is written can be forgotten, and no key be without a value.
    """

    sql: str | Pair
    row_of: tuple[Table, ...] = ()
    rows_of: tuple[Table, ...] = ()
    tables: frozenset[str] = field(init=False)
    whole: frozenset[str] = field(init=False)  # those of which it may change any row
    keys: tuple[tuple[str, Callable[[Mapping[str, Any]], Any]], ...] = field(init=False)  # of its rows

    def __post_init__(self) -> None:
        text = self.sql if isinstance(self.sql, str) else f"{self.sql.first} {self.sql.then}"
        named = {table.name for table in (*self.row_of, *self.rows_of)}
        written = set(_WRITTEN.findall(text))
        if named != written:
            raise ValueError(f"it writes {sorted(written)} and names {sorted(named)}: {text}")
        places = set(_PLACE.findall(text))
        for table in self.row_of:
            if not places.issuperset(table.key):
                raise ValueError(f"the key of {table.name} is not among its values: {text}")
            if not table.key and f"INSERT INTO {table.name}" not in text:
                raise ValueError(f"a row of {table.name} that is there can only be one of any: {text}")
        object.__setattr__(self, "tables", frozenset(named))
        object.__setattr__(self, "whole", frozenset(table.name for table in self.rows_of))
        keyed = ((table.name, itemgetter(*table.key)) for table in self.row_of if table.key)
        object.__setattr__(self, "keys", tuple(keyed))


def insert(table: Table, columns: Iterable[str]) -> Write:
    """Add one row."""
    names = tuple(columns)
    listed = ", ".join(f'"{name}"' for name in names)
    return Write(f"INSERT INTO {table.name} ({listed}) VALUES ({', '.join(map(_place, names))})", (table,))


def update(table: Table, columns: Iterable[str]) -> Write:
    """Change the columns of one row that is found by its key; the key itself stays."""
    changed = ", ".join(f'"{name}" = {_place(name)}' for name in columns if name not in table.key)
    return Write(f"UPDATE {table.name} SET {changed} WHERE {_by_key(table)}", (table,))


def delete(table: Table) -> Write:
    """Remove one row, found by its key."""
    return Write(f"DELETE FROM {table.name} WHERE {_by_key(table)}", (table,))


def _by_key(table: Table) -> str:
    return " AND ".join(f'"{name}" = {_place(name)}' for name in table.key)


def _place(name: str) -> str:
    return f"%({name})s"
