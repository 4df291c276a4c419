"""What a transaction adds: promises, attempts, history, messages, the outbox, looks at a person."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from psycopg.types.json import Jsonb

from contact_api.adapters.sql import rows
from contact_api.adapters.sql.batch import Touched
from contact_api.adapters.sql.records import Records
from contact_api.adapters.sql.ways import IN_OWN_WORDS
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.promise.promise import Promise
from contact_api.domain.promise.promise_trace_document import document_of
from contact_api.ports import Access, Alert, Answer, Event, Job, Message


class Adding(Records):
    """The writes that add a row, or change a message or an alert."""

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
        self._insert("promise", values)

    def add_attempt(self, attempt: Attempt) -> None:
        values = {
            "contact_id": attempt.contact_id,
            "number": attempt.number,
            "staff_id": attempt.staff_id,
            "started_at": attempt.started_at,
            "ended_at": attempt.ended_at,
            "outcome": attempt.outcome.value,
        }
        self._insert("attempt", values)

    def add_event(self, event: Event) -> None:
        values = {
            "contact_id": event.contact_id,
            "kind": event.kind,
            "at": event.at,
            "actor": event.actor,
            "facts": Jsonb(self._with_sealed_words(event)),
        }
        self._insert("contact_event", values)

    def _with_sealed_words(self, event: Event) -> dict[str, Any]:
        """The facts; what staff wrote in their own words is sealed, as it may speak of the person."""
        facts = dict(event.facts)
        if event.kind in IN_OWN_WORDS:
            facts["why"] = self._sealer.seal(str(facts["why"]), row=event.contact_id, field="why")
        return facts

    def add_alert(self, alert: Alert) -> None:
        values = {
            "id": alert.id,
            "contact_id": alert.contact_id,
            "unit_id": alert.unit_id,
            "kind": alert.kind,
            "raised_at": alert.raised_at,
        }
        self._insert("alert", values, touches=("alert", alert.id))

    def save_alert(self, alert: Alert) -> None:
        self._batch.add(
            "UPDATE alert SET acknowledged_at = %(at)s, acknowledged_by = %(by)s WHERE id = %(id)s",
            {"at": alert.acknowledged_at, "by": alert.acknowledged_by, "id": alert.id},
            touches=("alert", alert.id),
        )

    def add_access(self, access: Access) -> None:
        self._insert("access_log", access_values(access))

    def add_message(self, message: Message) -> None:
        values = rows.message_values(message)
        self._insert("message", values, touches=("message", message.id), unless_there=True)

    def save_message(self, message: Message) -> None:
        values = rows.message_values(message)
        changed = ", ".join(f"{name} = %({name})s" for name in values if name != "id")
        self._batch.add(
            f"UPDATE message SET {changed} WHERE id = %(id)s", values, touches=("message", message.id)
        )

    def enqueue(self, job: Job, **ids: str | int) -> None:
        self._insert("outbox", {"job": job.value, "ids": Jsonb(ids)})

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

    def _insert(
        self, table: str, values: Mapping[str, Any], *, touches: Touched = (), unless_there: bool = False
    ) -> None:
        self._batch.add(_insert_into(table, tuple(values), unless_there), values, touches=touches)


@lru_cache
def _insert_into(table: str, columns: tuple[str, ...], unless_there: bool) -> str:  # noqa: FBT001
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join(f"%({name})s" for name in columns)
    twice = " ON CONFLICT (id) DO NOTHING" if unless_there else ""
    return f"INSERT INTO {table} ({names}) VALUES ({places}){twice}"


def access_values(access: Access) -> dict[str, Any]:
    """Every column of a line of the access log."""
    return {
        "at": access.at,
        "actor": access.actor,
        "role": access.role,
        "action": access.action,
        "purpose": access.purpose,
        "commission": access.commission,
        "unit_id": access.unit_id,
        "contact_id": access.contact_id,
        "person_id": access.person_id,
    }


_LOOK = ("at", "actor", "role", "action", "purpose", "commission", "unit_id")
NO_LOOK: dict[str, Any] = dict.fromkeys(_LOOK)  # whoever claims is not to be written in the access log
