"""Work that leaves with the transaction that wanted it."""

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.ports import Job


class Outbox(UnitOfWork):
    """See contact_api/ports/outbox.py."""

    def enqueue(self, job: Job, **ids: str | int) -> None:
        self._undo.append(self._rows.outbox, (job, ids))
