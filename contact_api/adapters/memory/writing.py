"""What everything that writes into the memory store shares: the rows, and the undo that takes writes back."""

from contact_api.adapters.memory.reads import Reads
from contact_api.adapters.memory.rows import Rows, Undo


class Writing(Reads):
    """One unit of work; every write goes through the undo."""

    def __init__(self, rows: Rows, undo: Undo) -> None:
        super().__init__(rows)
        self._undo = undo
