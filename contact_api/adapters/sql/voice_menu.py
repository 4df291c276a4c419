"""Calls from citizens that are being led through the menu; a call as a row, and what of it is sealed."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from contact_api.adapters.sql.unit_of_work import MOST_AT_ONCE, UnitOfWork
from contact_api.adapters.sql.writes import Table, Write, insert, update
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.core.identity import IdentityKind, PersonIdentity
from contact_api.domain.core.values import ContactId, UnitId, Window
from contact_api.domain.triage.catalogue import Text
from contact_api.domain.voice_menu.menu_session import (
    CallerAnswer,
    Choice,
    MenuEnding,
    MenuSession,
    MenuStep,
    Number,
    NumberFault,
    Private,
    Standing,
    TimeChoice,
)
from contact_api.ports import Sealing

SEALED = "menu_session"
COLUMNS = ("call_id", "unit_id", "contact_id", "step", "turn", "begun_at", "heard_at", "stands", "sealed")
PLAIN = ("language", "silences", "wrong", "reason", "plain", "refused_own")  # of what stands, as they are
MENU_SESSION = Table("menu_session", key=("call_id",))
ADD_SESSION = insert(MENU_SESSION, COLUMNS)
SAVE_SESSION = update(MENU_SESSION, [n for n in COLUMNS if n not in ("call_id", "unit_id", "begun_at")])
DROP_SESSIONS = Write("DELETE FROM menu_session WHERE heard_at < %(before)s", rows_of=(MENU_SESSION,))

Json = Mapping[str, Any]


class MenuSessions(UnitOfWork):
    """See contact_api/ports/voice_menu.py."""

    def add_menu_session(self, menu_session: MenuSession) -> None:
        self._batch.add(ADD_SESSION, _values(menu_session, self._sealer))

    def hold_menu_session(self, call_id: str) -> MenuSession | None:
        sql = "SELECT * FROM menu_session WHERE call_id = %(call_id)s FOR NO KEY UPDATE"
        row = self._row(sql, {"call_id": call_id})
        return _menu_session_of(row, self._sealer) if row else None

    def save_menu_session(self, menu_session: MenuSession) -> None:
        self._batch.add(SAVE_SESSION, _values(menu_session, self._sealer))

    def silent_menu_sessions(self, *, before: datetime) -> list[str]:
        found = self._rows(
            "SELECT call_id FROM menu_session WHERE step <> 'ended' AND heard_at < %(before)s "
            f"ORDER BY heard_at, call_id LIMIT {MOST_AT_ONCE}",
            {"before": before},
        )
        return [row["call_id"] for row in found]

    def drop_menu_sessions(self, *, before: datetime) -> None:
        self._batch.add(DROP_SESSIONS, {"before": before})


def _values(menu_session: MenuSession, sealer: Sealing) -> dict[str, Any]:
    """Every column."""
    told = menu_session.told
    stands = {name: getattr(menu_session, name) for name in PLAIN} | {
        "caller_fault": menu_session.caller_fault,
        "ending": menu_session.ending,
        "told": _told_document(told) if told else None,
    }
    private = json.dumps({"private": asdict(menu_session.private), "said": menu_session.said})
    return {
        "call_id": menu_session.call_id,
        "unit_id": menu_session.unit_id,
        "contact_id": menu_session.contact_id,
        "step": menu_session.step.value,
        "turn": menu_session.turn,
        "begun_at": menu_session.begun_at,
        "heard_at": menu_session.heard_at,
        "stands": Jsonb(stands),
        "sealed": sealer.seal(private, row=menu_session.call_id, field=SEALED),
    }


def _menu_session_of(row: Json, sealer: Sealing) -> MenuSession:
    """A call from its row."""
    stands = row["stands"]
    opened = json.loads(sealer.unseal(row["sealed"], row=row["call_id"], field=SEALED))
    return MenuSession(
        call_id=row["call_id"],
        unit_id=UnitId(row["unit_id"]),
        begun_at=row["begun_at"],
        heard_at=row["heard_at"],
        step=MenuStep(row["step"]),
        turn=row["turn"],
        contact_id=ContactId(row["contact_id"]) if row["contact_id"] else None,
        caller_fault=NumberFault(stands["caller_fault"]) if stands["caller_fault"] else None,
        ending=MenuEnding(stands["ending"]) if stands["ending"] else None,
        told=_told_of(stands["told"]) if stands["told"] else None,
        private=_private_of(opened["private"]),
        said=opened["said"],
        **{name: stands[name] for name in PLAIN},
    )


def _told_document(told: CallerAnswer) -> Json:
    return {
        "standing": told.standing,
        "sought_at": told.sought_at.isoformat(),
        "promised": _choice_document(told.promised) if told.promised else None,
        "choices": [_choice_document(one) for one in told.choices],
        "may_widen": told.may_widen,
        "gets_text": told.gets_text,
        "times": [_time_document(one) for one in told.times],
        "booked": _time_document(told.booked) if told.booked else None,
    }


def _told_of(written: Json) -> CallerAnswer:
    return CallerAnswer(
        standing=Standing(written["standing"]),
        sought_at=datetime.fromisoformat(written["sought_at"]),
        promised=_choice_of(written["promised"]) if written["promised"] else None,
        choices=tuple(_choice_of(one) for one in written["choices"]),
        may_widen=written["may_widen"],
        gets_text=written["gets_text"],
        times=tuple(
            _time_of(one) for one in written.get("times", ())
        ),  # not in calls from before there were any
        booked=_time_of(written["booked"]) if written.get("booked") else None,
    )


def _time_document(time: TimeChoice) -> list[str]:
    return [time.time_type_id, time.unit_id, time.start.isoformat(), time.name.sv, time.name.en]


def _time_of(written: list[str]) -> TimeChoice:
    time_type_id, unit_id, start, *name = written
    return TimeChoice(TimeTypeId(time_type_id), UnitId(unit_id), datetime.fromisoformat(start), Text(*name))


def _choice_document(choice: Choice) -> list[str]:
    return [choice.window.start.isoformat(), choice.window.end.isoformat(), choice.unit_id]


def _choice_of(written: list[str]) -> Choice:
    start, end, unit_id = written
    return Choice(Window(datetime.fromisoformat(start), datetime.fromisoformat(end)), UnitId(unit_id))


def _private_of(written: Json) -> Private:
    identity = written["identity"]
    return Private(
        caller=Number(**written["caller"]) if written["caller"] else None,
        callback=Number(**written["callback"]) if written["callback"] else None,
        identity=PersonIdentity(IdentityKind(identity["kind"]), identity["value"], identity["system"]),
    )
