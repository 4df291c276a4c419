"""What was answered to requests that may be sent again."""

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.ports import Answer, KeyUsed


class Answers(UnitOfWork):
    """See contact_api/ports/idempotency.py."""

    def add_answer(self, answer: Answer) -> None:
        key = (answer.client, answer.key)
        if key in self._rows.answers:
            raise KeyUsed
        self._undo.put(self._rows.answers, key, answer)

    def answer(self, client: str, key: str) -> Answer | None:
        return self._rows.answers.get((client, key))
