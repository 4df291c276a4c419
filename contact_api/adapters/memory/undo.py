"""Writes that can be taken back."""

from collections.abc import Callable, MutableMapping
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Undo:
    """Writes that can be taken back, the last first."""

    def __init__(self) -> None:
        self._steps: list[Callable[[], Any]] = []

    def put(self, table: MutableMapping[K, V], key: K, value: V) -> None:
        """Set a row."""
        if key in table:
            before = table[key]
            self._steps.append(lambda: table.__setitem__(key, before))
        else:
            self._steps.append(lambda: table.pop(key))
        table[key] = value

    def drop(self, table: MutableMapping[K, V], key: K) -> None:
        """Take a row away, if it is there."""
        if key in table:
            before = table.pop(key)
            self._steps.append(lambda: table.__setitem__(key, before))

    def append(self, rows: list[V], row: V) -> None:
        """Add a row to a list."""
        rows.append(row)
        self._steps.append(rows.pop)

    def all(self) -> None:
        """Take every write back."""
        while self._steps:
            self._steps.pop()()
