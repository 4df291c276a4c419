"""Every attempt to reach a citizen."""

from collections.abc import Sequence

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.values import ContactId


class Attempts(UnitOfWork):
    """See contact_api/ports/attempts.py."""

    def add_attempt(self, attempt: Attempt) -> None:
        self._undo.append(self._rows.attempts.setdefault(attempt.contact_id, []), attempt)

    def attempts(self, contact_id: ContactId) -> Sequence[Attempt]:
        return tuple(self._rows.attempts.get(contact_id, ()))
