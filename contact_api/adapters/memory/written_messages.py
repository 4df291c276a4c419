"""What is written between staff and citizens."""

from collections.abc import Sequence

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.written_messages import Writer, WrittenMessage
from contact_api.ports import Contested


class WrittenMessages(UnitOfWork):
    """See contact_api/ports/written_messages.py."""

    def add_written_message(self, written_message: WrittenMessage) -> None:
        if written_message.id in self._rows.written_messages:
            raise Contested
        self._undo.put(self._rows.written_messages, written_message.id, written_message)

    def written_messages(self, contact_id: ContactId) -> Sequence[WrittenMessage]:
        about = (one for one in self._rows.written_messages.values() if one.contact_id == contact_id)
        return sorted(about, key=lambda one: (one.written_at, one.id))

    def number_written(self, contact_id: ContactId) -> int:
        return sum(one.by is not Writer.REQUEST for one in self.written_messages(contact_id))
