"""What is written between staff and citizens."""

from collections.abc import Sequence

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, insert
from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.written_messages import Writer, WrittenMessage

TEXT = "text"
WRITTEN_MESSAGE = Table("written_message", key=("id",))
COLUMNS = ("id", "contact_id", "written_at", "written_by", "staff_id", "text_sealed")
ADD_WRITTEN = insert(WRITTEN_MESSAGE, COLUMNS)


class WrittenMessages(UnitOfWork):
    """See contact_api/ports/written_messages.py."""

    def add_written_message(self, written_message: WrittenMessage) -> None:
        values = {
            "id": written_message.id,
            "contact_id": written_message.contact_id,
            "written_at": written_message.written_at,
            "written_by": written_message.by.value,
            "staff_id": written_message.staff_id,
            "text_sealed": self._sealer.seal(written_message.text, row=written_message.id, field=TEXT),
        }
        self._batch.add(ADD_WRITTEN, values)

    def number_written(self, contact_id: ContactId) -> int:
        ((number,),) = self._seen_plain(
            "SELECT count(*) FROM written_message WHERE contact_id = %(id)s AND written_by <> %(request)s",
            {"id": contact_id, "request": Writer.REQUEST.value},
        )
        return int(number)

    def written_messages(self, contact_id: ContactId) -> Sequence[WrittenMessage]:
        found = self._rows(
            "SELECT id, written_at, written_by, staff_id, text_sealed FROM written_message "
            "WHERE contact_id = %(id)s ORDER BY written_at, id",
            {"id": contact_id},
        )
        return [
            WrittenMessage(
                id=row["id"],
                contact_id=contact_id,
                written_at=row["written_at"],
                by=Writer(row["written_by"]),
                text=self._sealer.unseal(row["text_sealed"], row=row["id"], field=TEXT),
                staff_id=row["staff_id"],
            )
            for row in found
        ]
