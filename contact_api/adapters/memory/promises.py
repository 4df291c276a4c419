"""What citizens were told, and why."""

from collections.abc import Sequence

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.core.values import ContactId
from contact_api.domain.promise.promise import Promise


class Promises(UnitOfWork):
    """See contact_api/ports/promises.py."""

    def add_promise(self, promise: Promise) -> None:
        self._undo.append(self._rows.promises.setdefault(promise.contact_id, []), promise)

    def promises(self, contact_id: ContactId) -> Sequence[Promise]:
        return tuple(self._rows.promises.get(contact_id, ()))

    def explained(self, contact_id: ContactId) -> Sequence[Promise]:
        return self.promises(contact_id)
