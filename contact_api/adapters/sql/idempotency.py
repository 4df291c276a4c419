"""What was answered to requests that may be sent again."""

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.ports import Answer

KEY_USED = "pk_answer"  # what the database says when a key is used a second time


class Answers(UnitOfWork):
    """See contact_api/ports/idempotency.py."""

    def add_answer(self, answer: Answer) -> None:
        values = {
            "client": answer.client,
            "key": answer.key,
            "route": answer.route,
            "body_hash": answer.body_hash,
            "status": answer.status,
            "body": answer.body,
            "at": answer.at,
        }
        self._insert("answer", values)

    def answer(self, client: str, key: str) -> Answer | None:
        row = self._row(
            "SELECT * FROM answer WHERE client = %(client)s AND key = %(key)s", {"client": client, "key": key}
        )
        return Answer(**row) if row else None
