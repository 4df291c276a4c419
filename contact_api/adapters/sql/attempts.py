"""Every attempt to reach a citizen."""

from collections.abc import Sequence

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, insert
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.values import ContactId, Outcome

ATTEMPT = Table("attempt", key=("contact_id", "number", "started_at"))
COLUMNS = ("contact_id", "number", "staff_id", "started_at", "ended_at", "outcome")
ADD_ATTEMPT = insert(ATTEMPT, COLUMNS)


class Attempts(UnitOfWork):
    """See contact_api/ports/attempts.py."""

    def add_attempt(self, attempt: Attempt) -> None:
        values = {
            "contact_id": attempt.contact_id,
            "number": attempt.number,
            "staff_id": attempt.staff_id,
            "started_at": attempt.started_at,
            "ended_at": attempt.ended_at,
            "outcome": attempt.outcome.value,
        }
        self._batch.add(ADD_ATTEMPT, values)

    def attempts(self, contact_id: ContactId) -> Sequence[Attempt]:
        found = self._rows(
            f"SELECT {', '.join(COLUMNS)} FROM attempt WHERE contact_id = %(id)s ORDER BY started_at",
            {"id": contact_id},
        )
        return [Attempt(**(row | {"outcome": Outcome(row["outcome"])})) for row in found]
