"""Writes of one transaction, gathered and sent as one data-modifying statement.

Each fragment becomes a common table expression. All fragments of one statement see the same snapshot, so no
two of them may touch the same row: whoever adds a fragment names what it touches, and a second touch sends
what is there first.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg

MOST = 24
_PLACE = re.compile(r"%\((\w+)\)s")

Touched = tuple[
    Hashable, ...
]  # from the general to the particular: ("cell",) is every cell, ("cell", "a") is one


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements of which the second reads, as `{first}`, the rows that the first one returns."""

    first: str
    then: str


class Batch:
    """Gathers fragments; `send` runs them together."""

    def __init__(self, cursor: psycopg.Cursor[Any], *, begin: Callable[[], None] = lambda: None) -> None:
        self._begin = begin  # called when what was gathered needs more than one statement
        self._connection = cursor.connection
        self._fragments: list[str | Pair] = []
        self._values: list[Mapping[str, Any]] = []
        self._touched: list[Touched] = []

    def add(self, sql: str | Pair, values: Mapping[str, Any], *, touches: Touched = ()) -> None:
        """Add one statement; its placeholders are `%(name)s` with names of its own."""
        if len(self._fragments) >= MOST or (touches and any(_meet(touches, one) for one in self._touched)):
            self._begin()
            self.send()
        self._fragments.append(sql)
        self._values.append(values)
        if touches:
            self._touched.append(touches)

    @property
    def is_empty(self) -> bool:
        return not self._fragments

    def send(self) -> None:
        """Run what was gathered; nothing to do is fine."""
        if not self._fragments:
            return
        fragments, values = tuple(self._fragments), self._values
        self._fragments, self._values, self._touched = [], [], []
        statement, places = _together(fragments)
        cursor = psycopg.RawCursor(self._connection)  # takes `$1` as it is: reading so long a text costs more
        cursor.execute(statement, [values[number][name] for number, name in places])


@lru_cache(maxsize=1024)
def _together(fragments: tuple[str | Pair, ...]) -> tuple[bytes, tuple[tuple[int, str], ...]]:
    """The one statement, and for each `$n` in it the fragment and the name of its value."""
    places: dict[tuple[int, str], int] = {}
    parts: list[str] = []
    # PostgreSQL carries them out from the last to the first; ids must rise as the use case wrote.
    for number in reversed(range(len(fragments))):
        parts += (_numbered(part, number, places) for part in _parts(fragments[number], number))
    alone = len(fragments) == 1 and isinstance(fragments[0], str)
    text = _numbered(str(fragments[0]), 0, places) if alone else f"WITH {', '.join(parts)} SELECT 1"
    return text.encode(), tuple(places)


def _numbered(sql: str, number: int, places: dict[tuple[int, str], int]) -> str:
    def place(found: re.Match[str]) -> str:
        return f"${places.setdefault((number, found[1]), len(places) + 1)}"

    return _PLACE.sub(place, sql)


def _parts(fragment: str | Pair, number: int) -> list[str]:
    if isinstance(fragment, str):
        return [f"w{number} AS ({fragment})"]
    first = f"w{number}_first"
    return [f"{first} AS ({fragment.first})", f"w{number} AS ({fragment.then.format(first=first)})"]


def _meet(one: Touched, other: Touched) -> bool:
    """Whether one of them is the other, or a part of it."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
