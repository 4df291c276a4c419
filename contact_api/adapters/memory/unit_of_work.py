"""What every room of the memory store works on: the rows, and the undo that takes writes back."""

from contact_api.adapters.memory.rows import Rows
from contact_api.adapters.memory.undo import Undo


class UnitOfWork:
    """One unit of work; every write goes through the undo. No list depends on the order rows were written in."""

    def __init__(self, rows: Rows, undo: Undo) -> None:
        self._rows = rows
        self._undo = undo
