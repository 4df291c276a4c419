"""Who looked at whom."""

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.core.values import PersonId, Window
from contact_api.ports import Access


class AccessLog(UnitOfWork):
    """See contact_api/ports/access_log.py."""

    def add_access(self, access: Access) -> None:
        self._undo.append(self._rows.access, access)

    def access_log(
        self, *, person_id: PersonId | None, actor: str | None, span: Window, limit: int, offset: int
    ) -> list[Access]:
        last_written_first = [
            look
            for look in reversed(self._rows.access)
            if look.at in span
            and (person_id is None or look.person_id == person_id)
            and (actor is None or look.actor == actor)
        ]
        return sorted(last_written_first, key=lambda look: look.at, reverse=True)[offset : offset + limit]
