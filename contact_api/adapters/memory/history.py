"""What happened to a contact request, line by line."""

from collections.abc import Sequence

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.core.values import ContactId
from contact_api.ports import Event


class History(UnitOfWork):
    """See contact_api/ports/history.py."""

    def add_event(self, event: Event) -> None:
        self._undo.append(self._rows.events.setdefault(event.contact_id, []), event)

    def history(self, contact_id: ContactId) -> Sequence[Event]:
        return tuple(self._rows.events.get(contact_id, ()))
