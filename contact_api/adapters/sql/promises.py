"""What citizens were told, and why."""

from collections.abc import Sequence
from dataclasses import replace

from psycopg.types.json import Jsonb

from contact_api.adapters.sql.unit_of_work import Row, UnitOfWork, window_of
from contact_api.adapters.sql.writes import Table, insert
from contact_api.domain.core.values import ContactId
from contact_api.domain.promise.promise import Promise, Why
from contact_api.domain.promise.promise_trace_document import document_of, read_reasons

PROMISE = Table("promise")
COLUMNS = (  # noqa: SIM905 - as a list these would be 10 lines
    "contact_id made_at window_from window_to unit_id backed why planning_version cells_seen cells_available"
).split()
ADD_PROMISE = insert(PROMISE, (*COLUMNS, "reasons"))
SELECT = f"SELECT {', '.join(COLUMNS)}"
OF_CONTACT = "FROM promise WHERE contact_id = %(id)s ORDER BY id"


class Promises(UnitOfWork):
    """See contact_api/ports/promises.py."""

    def add_promise(self, promise: Promise) -> None:
        values = {
            "contact_id": promise.contact_id,
            "made_at": promise.made_at,
            "window_from": promise.window.start if promise.window else None,
            "window_to": promise.window.end if promise.window else None,
            "unit_id": promise.unit_id,
            "backed": promise.backed,
            "why": promise.why.value,
            "planning_version": promise.planning_version,
            "cells_seen": promise.cells_seen,
            "cells_available": promise.cells_available,
            "reasons": Jsonb(document_of(promise.reasons)) if promise.reasons else None,
        }
        self._batch.add(ADD_PROMISE, values)

    def promises(self, contact_id: ContactId) -> Sequence[Promise]:
        found = self._seen(f"{SELECT} {OF_CONTACT}", {"id": contact_id})
        return [_promise_of(row) for row in found]

    def explained(self, contact_id: ContactId) -> Sequence[Promise]:
        found = self._seen(f"{SELECT}, reasons {OF_CONTACT}", {"id": contact_id})
        return [explained_promise(row) for row in found]


def explained_promise(row: Row) -> Promise:
    """A promise with what it was decided by, from its whole row."""
    told, document = _promise_of(row), row["reasons"]
    return replace(told, reasons=read_reasons(document, told.contact_id)) if document else told


def _promise_of(row: Row) -> Promise:
    return Promise(
        contact_id=ContactId(row["contact_id"]),
        made_at=row["made_at"],
        window=window_of(row),
        unit_id=row["unit_id"],
        backed=row["backed"],
        why=Why(row["why"]),
        planning_version=row["planning_version"],
        cells_seen=row["cells_seen"],
        cells_available=row["cells_available"],
    )
