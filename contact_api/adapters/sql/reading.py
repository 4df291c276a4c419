"""What a transaction reads. Every read first sends the writes gathered so far, so that it sees them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg

from contact_api.adapters.sql import rows, statements
from contact_api.adapters.sql.ahead import LOOK_AHEAD, Ahead, ahead_of
from contact_api.adapters.sql.batch import Batch
from contact_api.domain.attempts import Attempt
from contact_api.domain.capacity import Cell, Shift
from contact_api.domain.contact import Contact, Details
from contact_api.domain.figures import FigureRow
from contact_api.domain.promise import Promise, Reservation, Why
from contact_api.domain.region import Region
from contact_api.domain.values import (
    Channel,
    ContactId,
    ContactState,
    Intake,
    MessageId,
    Outcome,
    PersonId,
    PoolId,
    UnitId,
    Urgency,
    Window,
)
from contact_api.ports import Access, Alert, Answer, Event, Message, Person, Sealing

MOST_AT_ONCE = 500
ROSTER_LOCK = 4_730_002  # any number but the scheduler's


class Reading:
    """The reading half of a transaction."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        self._cursor = cursor
        self._batch = Batch(cursor, begin=self._begin)
        self._region = region
        self._sealer = sealer
        self._sealed: dict[str, str] = {}  # details that came along with a row, not yet opened
        self._ahead: Ahead | None = None
        self._began = False
        self._has_read = False  # and so met the connection alive

    def region(self) -> Region:
        return self._region

    # contacts

    def contact(self, contact_id: ContactId) -> Contact | None:
        found = self._seen(f"{rows.SELECT_CONTACT} WHERE c.id = %(id)s", {"id": contact_id})
        return next(iter(self._contacts_of(found)), None)

    def hold_contact(self, contact_id: ContactId) -> Contact | None:
        return self._contact(
            f"{rows.SELECT_CONTACT} WHERE c.id = %(id)s FOR NO KEY UPDATE", {"id": contact_id}
        )

    def look_ahead(
        self,
        person_id: PersonId,
        duplicate_key: str | None,
        unit_id: UnitId,
        span: Window,
        *,
        since: datetime,
    ) -> None:
        values = {
            "person_id": person_id,
            "key": duplicate_key,
            "unit_id": unit_id,
            "start": span.start,
            "end": span.end,
            "since": since,
        }
        self._ahead = ahead_of(self._seen(LOOK_AHEAD, values), person_id, duplicate_key, unit_id, span)

    def open_duplicate(self, duplicate_key: str) -> Contact | None:
        if (ahead := self._foreseen) and ahead.knows_no_case(duplicate_key):
            return None
        where = "WHERE c.duplicate_key = %(key)s AND c.state IN ('waiting', 'claimed') FOR NO KEY UPDATE"
        return self._contact(f"{rows.SELECT_CONTACT} {where}", {"key": duplicate_key})

    def closed_duplicate(self, duplicate_key: str, *, since: datetime) -> Contact | None:
        if (ahead := self._foreseen) and ahead.knows_no_case(duplicate_key):
            return None
        where = "WHERE c.duplicate_key = %(key)s AND c.state = 'not_reached' AND c.closed_at >= %(since)s"
        last = "ORDER BY c.closed_at DESC LIMIT 1 FOR NO KEY UPDATE"
        return self._contact(f"{rows.SELECT_CONTACT} {where} {last}", {"key": duplicate_key, "since": since})

    def details(self, contact_id: ContactId) -> Details | None:
        sealed = self._sealed.get(contact_id)
        if sealed is None:
            row = self._row(
                "SELECT details_sealed FROM contact_request WHERE id = %(id)s", {"id": contact_id}
            )
            if row is None:
                return None
            sealed = str(row["details_sealed"])
        return rows.details_of(self._sealer.unseal(sealed, row=contact_id, field="details"))

    def person(self, person_id: PersonId) -> Person | None:
        if (ahead := self._foreseen) and ahead.person_id == person_id:
            return ahead.person
        row = self._row(
            "SELECT id, unit_id, named_contact, protected_identity FROM person WHERE id = %(id)s",
            {"id": person_id},
        )
        return Person(**row) if row else None

    def history(self, contact_id: ContactId) -> Sequence[Event]:
        found = self._rows(
            "SELECT contact_id, kind, at, actor, facts FROM contact_event "
            "WHERE contact_id = %(id)s ORDER BY id",
            {"id": contact_id},
        )
        return [Event(**row) for row in found]

    def promises(self, contact_id: ContactId) -> Sequence[Promise]:
        found = self._seen("SELECT * FROM promise WHERE contact_id = %(id)s ORDER BY id", {"id": contact_id})
        return [_promise_of(row) for row in found]

    def attempts(self, contact_id: ContactId) -> Sequence[Attempt]:
        found = self._rows(
            "SELECT contact_id, number, staff_id, started_at, ended_at, outcome FROM attempt "
            "WHERE contact_id = %(id)s ORDER BY started_at",
            {"id": contact_id},
        )
        return [Attempt(**(row | {"outcome": Outcome(row["outcome"])})) for row in found]

    # capacity

    def cells(self, units: Collection[UnitId], span: Window) -> list[Cell]:
        if (ahead := self._foreseen) and ahead.knows_cells(units, span):
            return ahead.cells
        found = self._seen(
            "SELECT pool_id, start_at, end_at, staff_minutes, reserved_minutes, pool_ends_at "
            "FROM capacity_cell WHERE unit_id = ANY(%(units)s) AND end_at > %(start)s AND start_at < %(end)s "
            "ORDER BY start_at, pool_id",
            {"units": list(units), "start": span.start, "end": span.end},
        )
        return [rows.cell_of(row) for row in found]

    def reservation(self, contact_id: ContactId) -> Reservation | None:
        row = self._row("SELECT * FROM reservation WHERE contact_id = %(id)s", {"id": contact_id})
        return _reservation_of(row) if row else None

    def reservations(self) -> dict[ContactId, Reservation]:
        found = self._rows("SELECT * FROM reservation", {})
        return {ContactId(row["contact_id"]): _reservation_of(row) for row in found}

    def shifts(self, span: Window, *, units: Collection[UnitId] | None = None) -> list[Shift]:
        """Whoever asks for some units' shifts lays their minutes: one after the other, so that all count."""
        if units is not None:
            lock = "SELECT pg_advisory_xact_lock(%(roster)s, hashtext(%(region)s))"
            self._row(lock, {"roster": ROSTER_LOCK, "region": self._region.code})
        found = self._rows(
            "SELECT s.staff_id, s.starts_at, s.ends_at, s.called_off_at FROM shift s "
            "JOIN staff_member m ON m.id = s.staff_id WHERE s.ends_at > %(start)s AND s.starts_at < %(end)s "
            "AND (%(units)s::text[] IS NULL OR m.unit_id = ANY(%(units)s)) ORDER BY s.starts_at, s.staff_id",
            {"start": span.start, "end": span.end, "units": list(units) if units is not None else None},
        )
        return [Shift(**row) for row in found]

    # the queue

    def open_contacts(self) -> list[Contact]:
        return self._contacts("WHERE c.state IN ('waiting', 'claimed') ORDER BY c.sought_at, c.id", {})

    def queue_of(self, units: Collection[UnitId], *, limit: int, offset: int) -> list[Contact]:
        return self._contacts(
            "WHERE c.state IN ('waiting', 'claimed') AND (c.unit_id = ANY(%(units)s) OR "
            "c.promised_unit = ANY(%(units)s)) ORDER BY c.due_at, c.id LIMIT %(limit)s OFFSET %(offset)s",
            {"units": list(units), "limit": limit, "offset": offset},
        )

    def contacts_of(self, person_id: PersonId) -> list[Contact]:
        return self._contacts(
            f"WHERE c.person_id = %(id)s ORDER BY c.sought_at DESC LIMIT {MOST_AT_ONCE}", {"id": person_id}
        )

    def expired_leases(self, *, now: datetime) -> list[ContactId]:
        found = self._rows(
            "SELECT id FROM contact_request WHERE state = 'claimed' AND lease_until <= %(now)s "
            f"ORDER BY lease_until LIMIT {MOST_AT_ONCE}",
            {"now": now},
        )
        return [ContactId(row["id"]) for row in found]

    # messages, alerts, answers, figures, log

    def message(self, message_id: MessageId) -> Message | None:
        row = self._row("SELECT * FROM message WHERE id = %(id)s", {"id": message_id})
        return rows.message_of(row) if row else None

    def hold_message(self, message_id: MessageId) -> Message | None:
        row = self._row("SELECT * FROM message WHERE id = %(id)s FOR NO KEY UPDATE", {"id": message_id})
        return rows.message_of(row) if row else None

    def unsent_messages(self, *, now: datetime) -> list[MessageId]:
        """Those whose time has come; one that was rung for lately is left to its job for half a minute."""
        found = self._rows(
            "SELECT id FROM message WHERE state IN ('queued', 'failed_temporarily') "
            "AND coalesce(next_try_at, created_at + interval '30 seconds') <= %(now)s "
            "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.ids ->> 'message_id' = message.id "
            "AND (o.relayed_at IS NULL OR o.relayed_at > %(now)s - interval '30 seconds')) "
            f"ORDER BY created_at LIMIT {MOST_AT_ONCE}",
            {"now": now},
        )
        return [MessageId(row["id"]) for row in found]

    def alerts(self, *, units: Collection[UnitId] | None, open_only: bool) -> list[Alert]:
        found = self._rows(
            "SELECT * FROM alert WHERE (%(units)s::text[] IS NULL OR unit_id = ANY(%(units)s)) "
            "AND (NOT %(open_only)s OR acknowledged_at IS NULL) "
            f"ORDER BY raised_at DESC, id LIMIT {MOST_AT_ONCE}",
            {"units": list(units) if units is not None else None, "open_only": open_only},
        )
        return [Alert(**row) for row in found]

    def hold_alert(self, alert_id: str) -> Alert | None:
        row = self._row("SELECT * FROM alert WHERE id = %(id)s FOR NO KEY UPDATE", {"id": alert_id})
        return Alert(**row) if row else None

    def answer(self, client: str, key: str) -> Answer | None:
        row = self._row(
            "SELECT * FROM answer WHERE client = %(client)s AND key = %(key)s", {"client": client, "key": key}
        )
        return Answer(**row) if row else None

    def figure_rows(self, span: Window) -> list[FigureRow]:
        values = {"region": self._region.code, "start": span.start, "end": span.end}
        return [_figure_row_of(row) for row in self._rows(statements.FIGURE_ROWS, values)]

    def access_log(
        self, *, person_id: PersonId | None, actor: str | None, span: Window, limit: int, offset: int
    ) -> list[Access]:
        found = self._rows(
            "SELECT at, actor, role, action, purpose, commission, unit_id, contact_id, person_id "
            "FROM access_log WHERE at >= %(start)s AND at < %(end)s "
            "AND (%(person)s::text IS NULL OR person_id = %(person)s) "
            "AND (%(actor)s::text IS NULL OR actor = %(actor)s) ORDER BY at DESC, id DESC "
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

    # the ways to the database

    def _seen(self, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A read that holds nothing. While nothing is written or held it needs no transaction around it:

        each statement sees what stands when it begins, inside of one or not (READ COMMITTED).
        """
        if not self._batch.is_empty:
            return self._rows(sql, values)
        self._has_read = True
        return self._cursor.execute(sql, values).fetchall()

    def _rows(self, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        self._begin()
        self._batch.send()
        return self._cursor.execute(sql, values).fetchall()

    def _row(self, sql: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
        self._begin()
        self._batch.send()
        return self._cursor.execute(sql, values).fetchone()

    @property
    def _foreseen(self) -> Ahead | None:
        return self._ahead if self._batch.is_empty else None

    def _begin(self) -> None:
        """From here on all stand or none does, and what is held stays held."""
        self._ahead = None
        if not self._began:
            self._cursor.execute("BEGIN")
            self._began = True

    def _contact(self, sql: str, values: Mapping[str, Any]) -> Contact | None:
        row = self._row(sql, values)
        return self._contacts_of([row])[0] if row else None

    def _contacts(self, where: str, values: Mapping[str, Any]) -> list[Contact]:
        return self._contacts_of(self._rows(f"{rows.SELECT_CONTACT} {where}", values))

    def _contacts_of(self, found: Sequence[Mapping[str, Any]]) -> list[Contact]:
        self._keep_sealed(found)
        return [rows.contact_of(row) for row in found]

    def _keep_sealed(self, found: Sequence[Mapping[str, Any]]) -> None:
        self._sealed.update({row["id"]: row["details_sealed"] for row in found})


def _promise_of(row: Mapping[str, Any]) -> Promise:
    return Promise(
        contact_id=ContactId(row["contact_id"]),
        made_at=row["made_at"],
        window=rows.window_of(row),
        unit_id=row["unit_id"],
        backed=row["backed"],
        why=Why(row["why"]),
        planning_version=row["planning_version"],
        cells_seen=row["cells_seen"],
        cells_with_room=row["cells_with_room"],
    )


def _reservation_of(row: Mapping[str, Any]) -> Reservation:
    return Reservation(
        contact_id=ContactId(row["contact_id"]),
        pool_id=PoolId(row["pool_id"]),
        unit_id=UnitId(row["unit_id"]),
        cell_start=row["cell_start"],
        minutes=row["minutes"],
        limit=row["minutes"],
    )


def _figure_row_of(row: Mapping[str, Any]) -> FigureRow:
    return FigureRow(
        contact_id=ContactId(row["id"]),
        unit_id=UnitId(row["unit_id"]),
        channel=Channel(row["channel"]),
        intake=Intake(row["intake"]),
        urgency=Urgency(row["urgency"]),
        state=ContactState(row["state"]),
        sought_at=row["sought_at"],
        times_sought=row["times_sought"],
        first_backed=bool(row["first_backed"]),
        first_window=rows.window_of(row),
        promises=row["promises"],
        attempts=tuple(zip(row["started"] or (), row["reached"] or (), strict=True)),
    )
