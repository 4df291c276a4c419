"""Who looked at whom."""

from typing import Any

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, insert
from contact_api.domain.core.values import PersonId, Window
from contact_api.ports import Access

COLUMNS = ("at", "actor", "role", "action", "purpose", "commission", "unit_id", "contact_id", "person_id")
ACCESS = Table("access_log")
ADD_ACCESS = insert(ACCESS, COLUMNS)


class AccessLog(UnitOfWork):
    """See contact_api/ports/access_log.py."""

    def add_access(self, access: Access) -> None:
        self._batch.add(ADD_ACCESS, access_values(access))

    def access_log(
        self, *, person_id: PersonId | None, actor: str | None, span: Window, limit: int, offset: int
    ) -> list[Access]:
        named = ["person_id = %(person)s"] * (person_id is not None) + ["actor = %(actor)s"] * (
            actor is not None
        )
        where = " AND ".join([*named, "at >= %(start)s", "at < %(end)s"])
        found = self._rows(
            f"SELECT {', '.join(COLUMNS)} FROM access_log WHERE {where} ORDER BY at DESC, id DESC "
            "LIMIT %(limit)s OFFSET %(offset)s",
            {
                "start": span.start,
                "end": span.end,
                "person": person_id,
                "actor": actor,
                "limit": limit,
                "offset": offset,
            },
        )
        return [Access(**row) for row in found]


def access_values(access: Access) -> dict[str, Any]:
    """Every column of a line of the access log."""
    return {name: getattr(access, name) for name in COLUMNS}


NO_LOOK: dict[str, Any] = dict.fromkeys(COLUMNS)  # whoever claims is not to be written in the access log
