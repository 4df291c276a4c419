"""The store in memory: one transaction at a time, whole or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from contact_api.adapters.memory.rows import Rows
from contact_api.adapters.memory.transaction import MemoryTransaction
from contact_api.adapters.memory.undo import Undo
from contact_api.domain.region.region import Region
from contact_api.ports import Job, Person


class MemoryStore:
    """Holds everything in this process; forgets it at the end."""

    def __init__(self, region: Region, *, persons: Iterable[Person] = ()) -> None:
        self._rows = Rows(region, persons={person.id: person for person in persons})
        self._one_at_a_time = Lock()

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        """One unit of work; every write is taken back when it raises."""
        with self._one_at_a_time:
            undo = Undo()
            try:
                yield MemoryTransaction(self._rows, undo)
            except BaseException:
                undo.all()
                raise

    @property
    def outbox(self) -> Sequence[tuple[Job, dict[str, str | int]]]:
        """What has been enqueued, in order; nobody carries it anywhere."""
        return self._rows.outbox
