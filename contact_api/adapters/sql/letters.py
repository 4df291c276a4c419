"""What is written between staff and citizens."""

from collections.abc import Sequence

from contact_api.adapters.sql.ways import Ways
from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.written_messages import Letter, Writer

TEXT = "text"


class Letters(Ways):
    """See contact_api/ports/letters.py."""

    def add_letter(self, letter: Letter) -> None:
        self._batch.add(
            "INSERT INTO letter (id, contact_id, written_at, written_by, staff_id, text_sealed) "
            "VALUES (%(id)s, %(contact_id)s, %(written_at)s, %(by)s, %(staff_id)s, %(sealed)s)",
            {
                "id": letter.id,
                "contact_id": letter.contact_id,
                "written_at": letter.written_at,
                "by": letter.by.value,
                "staff_id": letter.staff_id,
                "sealed": self._sealer.seal(letter.text, row=letter.id, field=TEXT),
            },
            touches=("letter", letter.id),
        )

    def letters(self, contact_id: ContactId) -> Sequence[Letter]:
        found = self._rows(
            "SELECT id, written_at, written_by, staff_id, text_sealed FROM letter "
            "WHERE contact_id = %(id)s ORDER BY written_at, id",
            {"id": contact_id},
        )
        return [
            Letter(
                id=row["id"],
                contact_id=contact_id,
                written_at=row["written_at"],
                by=Writer(row["written_by"]),
                text=self._sealer.unseal(row["text_sealed"], row=row["id"], field=TEXT),
                staff_id=row["staff_id"],
            )
            for row in found
        ]
