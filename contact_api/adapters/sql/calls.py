"""The calls the service places, and whether it may."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from contact_api.adapters.sql.unit_of_work import AND_LATER, UnitOfWork
from contact_api.adapters.sql.writes import Table, Write, delete, insert, update
from contact_api.domain.calls.calls import Call, CallLine, CameTo, LineEnding, LineKind, LineState
from contact_api.domain.calls.dialling_limits import A_SECOND, Dialled, Stop
from contact_api.domain.core.values import CallId

FIXED = (  # noqa: SIM905 - as a list these would be 7 lines
    "id contact_id staff_id unit_id lease_number asked_at callee_key"
).split()
MOVING = (  # noqa: SIM905 - as a list these would be 11 lines
    "lines placed_at heard_at look_at cancelled_at cancelled_by stopped strangers settled_at came_to cost"
).split()
COLUMNS = ", ".join(FIXED + MOVING)
CALL = Table("call", key=("id",))
ADD_CALL = insert(CALL, ("region", "numbers_sealed", *FIXED, *MOVING))
SAVE_CALL = update(CALL, MOVING)
CALL_STOP = Table("call_stop", key=("region",))
LIFT_STOP = delete(CALL_STOP)
SET_STOP = Write(
    "INSERT INTO call_stop (region, at, by, why) VALUES (%(region)s, %(at)s, %(by)s, %(why)s) "
    "ON CONFLICT (region) DO UPDATE SET at = excluded.at, by = excluded.by, why = excluded.why",
    (CALL_STOP,),
)
# One at a time places lines or changes the stop; who counts what was dialled counts what stands.
HOLD_LINES = "SELECT pg_advisory_xact_lock(hashtextextended('calls of ' || %(region)s, 0))"
# Three questions, as each has an index of its own: together they would read every call there ever was.
DIALLED = f"""
SELECT (SELECT count(*) FROM call WHERE region = %(region)s
           AND placed_at > %(a_second_ago)s AND placed_at < {AND_LATER}) AS last_second,
       (SELECT count(*) FROM call WHERE region = %(region)s AND settled_at IS NULL) AS at_once,
       (SELECT coalesce(sum(cost), 0) FROM call WHERE region = %(region)s
           AND asked_at >= %(since)s AND asked_at < {AND_LATER}) AS cost_today
"""
MOMENTS = ("placing_at", "joined_at", "ended_at")


class Calls(UnitOfWork):
    """See contact_api/ports/calls.py."""

    def add_call(self, call: Call, *, numbers: Mapping[LineKind, str]) -> None:
        sealed = self._sealer.seal(json.dumps(numbers), row=call.id, field="numbers")
        values = _values(call) | {"region": self._region.code, "numbers_sealed": sealed}
        self._batch.add(ADD_CALL, values)

    def save_call(self, call: Call) -> None:
        self._batch.add(SAVE_CALL, _values(call))

    def call(self, call_id: CallId) -> Call | None:
        return next(iter(self._calls("WHERE id = %(id)s", {"id": call_id})), None)

    def hold_call(self, call_id: CallId) -> Call | None:
        return next(iter(self._calls("WHERE id = %(id)s FOR UPDATE", {"id": call_id})), None)

    def numbers(self, call_id: CallId) -> Mapping[LineKind, str]:
        row = self._row("SELECT numbers_sealed FROM call WHERE id = %(id)s", {"id": call_id})
        if row is None:
            return {}
        opened = json.loads(self._sealer.unseal(row["numbers_sealed"], row=call_id, field="numbers"))
        return {LineKind(kind): number for kind, number in opened.items()}

    def unsettled_calls(self) -> list[Call]:
        where = "WHERE region = %(region)s AND settled_at IS NULL ORDER BY asked_at, id"
        return self._calls(where, {"region": self._region.code})

    def overdue_calls(self, *, now: datetime) -> list[CallId]:
        found = self._rows(
            "SELECT id FROM call WHERE region = %(region)s AND look_at <= %(now)s "
            "AND (settled_at IS NULL OR strangers <> '{}') "
            "ORDER BY look_at, id",
            {"region": self._region.code, "now": now},
        )
        return [CallId(row["id"]) for row in found]

    def rung_at(self, callee_key: str, *, since: datetime) -> list[datetime]:
        found = self._rows(
            "SELECT asked_at FROM call WHERE callee_key = %(key)s AND asked_at >= %(since)s ORDER BY asked_at",
            {"key": callee_key, "since": since},
        )
        return [row["asked_at"] for row in found]

    def dialled(self, *, since: datetime, now: datetime) -> Dialled:
        values = {"region": self._region.code, "since": since, "a_second_ago": now - A_SECOND}
        row = self._row(DIALLED, values)
        return Dialled(**row) if row else Dialled(0, 0, 0)

    def stop(self) -> Stop | None:
        row = self._row(
            "SELECT at, by, why FROM call_stop WHERE region = %(region)s", {"region": self._region.code}
        )
        return Stop(**row) if row else None

    def hold_stop(self) -> Stop | None:
        self._row(HOLD_LINES, {"region": self._region.code})
        return self.stop()

    def save_stop(self, stop: Stop | None) -> None:
        if stop is None:
            self._batch.add(LIFT_STOP, {"region": self._region.code})
        else:
            values = {"region": self._region.code, "at": stop.at, "by": stop.by, "why": stop.why}
            self._batch.add(SET_STOP, values)

    def _calls(self, where: str, values: Mapping[str, Any]) -> list[Call]:
        return [_call_of(row) for row in self._rows(f"SELECT {COLUMNS} FROM call {where}", values)]


def _values(call: Call) -> dict[str, Any]:
    placings = [line.placing_at for line in call.lines if line.placing_at is not None]
    same = {name: getattr(call, name) for name in FIXED + MOVING if name not in ("lines", "placed_at")}
    return same | {
        "lines": Jsonb([_document(line) for line in call.lines]),
        "placed_at": max(placings, default=None),
        "strangers": list(call.strangers),
        "came_to": call.came_to.value if call.came_to else None,
    }


def _document(line: CallLine) -> dict[str, Any]:
    moments = {name: getattr(line, name) for name in MOMENTS}
    return {
        "kind": line.kind.value,
        "state": line.state.value,
        "provider_id": line.provider_id,
        "tries": line.tries,
        "ending": line.ending.value if line.ending else None,
        "talked_seconds": line.talked_seconds,
    } | {name: moment.isoformat() if moment else None for name, moment in moments.items()}


def _line_of(document: Mapping[str, Any]) -> CallLine:
    moments = {name: document[name] for name in MOMENTS}
    return CallLine(
        kind=LineKind(document["kind"]),
        state=LineState(document["state"]),
        provider_id=document["provider_id"],
        tries=document["tries"],
        ending=LineEnding(document["ending"]) if document["ending"] else None,
        talked_seconds=document["talked_seconds"],
        **{name: datetime.fromisoformat(told) if told else None for name, told in moments.items()},
    )


def _call_of(row: Mapping[str, Any]) -> Call:
    same = {name: row[name] for name in FIXED + MOVING if name not in ("lines", "placed_at")}
    return Call(
        **same
        | {
            "lines": tuple(_line_of(line) for line in row["lines"]),
            "strangers": tuple(row["strangers"]),
            "came_to": CameTo(row["came_to"]) if row["came_to"] else None,
        }
    )
