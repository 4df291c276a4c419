"""Every attempt to reach a citizen."""

from collections.abc import Sequence

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.values import ContactId
from contact_api.ports import Contested


class Attempts(UnitOfWork):
    """See contact_api/ports/attempts.py."""

    def add_attempt(self, attempt: Attempt) -> None:
        made = self._rows.attempts.setdefault(attempt.contact_id, [])
        if any((one.number, one.started_at) == (attempt.number, attempt.started_at) for one in made):
            raise Contested
        self._undo.append(made, attempt)

    def attempts(self, contact_id: ContactId) -> Sequence[Attempt]:
        return sorted(self._rows.attempts.get(contact_id, ()), key=lambda one: one.started_at)
