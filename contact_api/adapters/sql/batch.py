"""Writes of one transaction, gathered and sent as one data-modifying statement.

Each fragment becomes a common table expression. All fragments of one statement see the same snapshot, so no
two of them may touch the same row: whoever adds a fragment names what it touches, and a second touch sends
what is there first.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

MOST = 24

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

    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self._cursor = cursor
        self._fragments: list[str | Pair] = []
        self._values: dict[str, Any] = {}
        self._touched: list[Touched] = []

    def add(self, sql: str | Pair, values: Mapping[str, Any], *, touches: Touched = ()) -> None:
        """Add one statement; its placeholders are `%(name)s` with names of its own."""
        if len(self._fragments) >= MOST or (touches and any(_meet(touches, one) for one in self._touched)):
            self.send()
        number = len(self._fragments)
        places = {name: f"%({name}_{number})s" for name in values}
        if isinstance(sql, Pair):
            self._fragments.append(Pair(sql.first % places, sql.then % places))
        else:
            self._fragments.append(sql % places)
        self._values.update({f"{name}_{number}": value for name, value in values.items()})
        if touches:
            self._touched.append(touches)

    def send(self) -> None:
        """Run what was gathered; nothing to do is fine."""
        if not self._fragments:
            return
        fragments, values = self._fragments, self._values
        self._fragments, self._values, self._touched = [], {}, []
        if len(fragments) == 1 and isinstance(fragments[0], str):
            self._cursor.execute(fragments[0], values)
            return
        # PostgreSQL carries them out from the last to the first; ids must rise as the use case wrote.
        parts = [
            part for number in reversed(range(len(fragments))) for part in _parts(fragments[number], number)
        ]
        self._cursor.execute(f"WITH {', '.join(parts)} SELECT 1", values)


def _parts(fragment: str | Pair, number: int) -> list[str]:
    if isinstance(fragment, str):
        return [f"w{number} AS ({fragment})"]
    first = f"w{number}_first"
    return [f"{first} AS ({fragment.first})", f"w{number} AS ({fragment.then.format(first=first)})"]


def _meet(one: Touched, other: Touched) -> bool:
    """Whether one of them is the other, or a part of it."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
