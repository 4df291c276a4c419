"""What was answered to requests that may be sent again."""

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, insert
from contact_api.ports import Answer

ANSWER = Table("answer", key=("client", "key"))
COLUMNS = ("client", "key", "route", "body_hash", "status", "body", "at")
ADD_ANSWER = insert(ANSWER, COLUMNS)
KEY_USED = "pk_answer"  # what the database says when a key is used a second time


class Answers(UnitOfWork):
    """See contact_api/ports/idempotency.py."""

    def add_answer(self, answer: Answer) -> None:
        self._batch.add(ADD_ANSWER, {name: getattr(answer, name) for name in COLUMNS})

    def answer(self, client: str, key: str) -> Answer | None:
        row = self._row(
            "SELECT * FROM answer WHERE client = %(client)s AND key = %(key)s", {"client": client, "key": key}
        )
        return Answer(**row) if row else None
