"""Writes of one transaction, gathered and sent as one data-modifying statement.

Each fragment becomes a common table expression. All fragments of one statement see the same snapshot, so no two of
them may touch the same row: whoever adds a fragment names the row it touches, and a second touch sends what is there
first.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import psycopg

MOST = 24


class Batch:
    """Gathers fragments; `send` runs them together."""

    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self._cursor = cursor
        self._fragments: list[str] = []
        self._values: dict[str, Any] = {}
        self._touched: set[Hashable] = set()

    def add(self, sql: str, values: Mapping[str, Any], *, touches: Hashable = None) -> None:
        """Add one statement; its placeholders are `%(name)s` with names of its own."""
        if len(self._fragments) >= MOST or (touches is not None and touches in self._touched):
            self.send()
        number = len(self._fragments)
        named = {name: f"{name}_{number}" for name in values}
        self._fragments.append(sql % {name: f"%({new})s" for name, new in named.items()})
        self._values.update({named[name]: value for name, value in values.items()})
        if touches is not None:
            self._touched.add(touches)

    def send(self) -> None:
        """Run what was gathered; nothing to do is fine."""
        if not self._fragments:
            return
        fragments, values = self._fragments, self._values
        self._fragments, self._values, self._touched = [], {}, set()
        if len(fragments) == 1:
            self._cursor.execute(fragments[0], values)
            return
        parts = ", ".join(f"w{number} AS ({sql})" for number, sql in enumerate(fragments))
        self._cursor.execute(f"WITH {parts} SELECT 1", values)
