"""One transaction on PostgreSQL: reads go out at once, writes are gathered and leave together (batch.py)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from contact_api.adapters.sql import rows, statements
from contact_api.adapters.sql.batch import Touched
from contact_api.adapters.sql.reading import Reading
from contact_api.domain.attempts import Attempt
from contact_api.domain.capacity import Cell, Shift, StaffMember
from contact_api.domain.contact import Contact, Details
from contact_api.domain.planning import Planning
from contact_api.domain.promise import Promise, Reservation
from contact_api.domain.region import Region
from contact_api.domain.values import ContactId, StaffId, UnitId, Window
from contact_api.ports import Access, Alert, Answer, Event, Job, Message, Sealing

LOOKED_AT = 30  # by deadline, of each sort of waiting contacts
MOST_CANDIDATES = 8  # others hardly take more of them between the look and the claim


class SqlTransaction(Reading):
    """Everything a use case writes; what it reads is in reading.py."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        super().__init__(cursor, region, sealer)
        self._dirty_at: datetime | None = None

    def prepare(self) -> None:
        """Write all that was gathered, but for what may be left to `commit`. The mark, which others wait for, goes last.

        When all was read without a transaction and the rest is one statement, that statement is the transaction.
        """
        self._send_mark()
        if self._began or not self._has_read:
            self._begin()
            self._batch.send()

    def commit(self) -> None:
        """Make it stand. When the connection is lost now, nobody knows whether it does."""
        self._batch.send()
        self._cursor.connection.commit()

    # contacts

    def add_contact(self, contact: Contact, details: Details) -> None:
        person = {
            "id": contact.person_id,
            "unit_id": contact.need.unit_id,
            "named_contact": contact.need.named_contact,
            "protected_identity": contact.circumstances.protected_identity,
            "first_seen_at": contact.need.sought_at,
        }
        sealed = self._sealer.seal(rows.details_text(details), row=contact.id, field="details")
        self._batch.add(statements.ADD_PERSON, person, touches=("person", contact.person_id))
        values = rows.all_values(contact, region=self._region.code, details_sealed=sealed)
        self._batch.add(rows.INSERT_CONTACT, values, touches=("contact", contact.id))

    def save_contact(self, contact: Contact) -> None:
        self._batch.add(rows.UPDATE_CONTACT, rows.moving_values(contact), touches=("contact", contact.id))

    def save_details(self, contact_id: ContactId, details: Details) -> None:
        sealed = self._sealer.seal(rows.details_text(details), row=contact_id, field="details")
        self._sealed[contact_id] = sealed
        self._batch.add(
            "UPDATE contact_request SET details_sealed = %(sealed)s WHERE id = %(id)s",
            {"sealed": sealed, "id": contact_id},
            touches=("contact", contact_id),
        )

    # capacity

    def reserve(self, reservation: Reservation) -> None:
        values = {
            "contact_id": reservation.contact_id,
            "pool_id": reservation.pool_id,
            "unit_id": reservation.unit_id,
            "cell_start": reservation.cell_start,
            "minutes": reservation.minutes,
        }
        cell = {name: values[name] for name in ("minutes", "pool_id", "cell_start")} | {
            "limit": reservation.limit
        }
        self._batch.add(
            statements.TAKE_MINUTES, cell, touches=("cell", reservation.pool_id, reservation.cell_start)
        )
        self._batch.add(statements.ADD_RESERVATION, values, touches=("reservation", reservation.contact_id))

    def release(self, contact_id: ContactId) -> None:
        self._batch.add(statements.GIVE_MINUTES_BACK, {"contact_id": contact_id}, touches=("cell",))

    def save_shift(self, shift: Shift) -> None:
        self._batch.add(
            "INSERT INTO shift (staff_id, starts_at, ends_at, called_off_at) "
            "VALUES (%(staff_id)s, %(starts_at)s, %(ends_at)s, %(called_off_at)s) "
            "ON CONFLICT (staff_id, starts_at) DO UPDATE "
            "SET ends_at = excluded.ends_at, called_off_at = excluded.called_off_at",
            {
                "staff_id": shift.staff_id,
                "starts_at": shift.starts_at,
                "ends_at": shift.ends_at,
                "called_off_at": shift.called_off_at,
            },
            touches=("shift", shift.staff_id, shift.starts_at),
        )

    def lay_cells(self, cells: Iterable[Cell], *, units: Collection[UnitId], span: Window) -> None:
        there = {(c.pool.id, c.start): c for c in self.cells(units, span) if c.start >= span.start}
        wanted = {(c.pool.id, c.start): c for c in cells}
        gone = [replace(cell, staff_minutes=0) for key, cell in there.items() if key not in wanted]
        laid = [
            c for c in (*gone, *wanted.values()) if _minutes(c) != _minutes(there.get((c.pool.id, c.start)))
        ]
        values = {
            "pools": [cell.pool.id for cell in laid],
            "starts": [cell.start for cell in laid],
            "ends": [cell.end for cell in laid],
            "units": [cell.pool.unit_id for cell in laid],
            "minutes": [cell.staff_minutes for cell in laid],
            "pool_ends": [cell.pool_ends_at for cell in laid],
        }
        self._batch.add(statements.LAY_CELLS, values, touches=("cell",))

    # the queue

    def waiting_for(self, member: StaffMember, *, now: datetime) -> list[Contact]:
        unit = self._region.unit(member.unit_id)
        same = [
            u.id for u in self._region.units.values() if u.provider_id == unit.provider_id and u.id != unit.id
        ]
        values = {
            "unit_id": member.unit_id,
            "staff_id": member.id,
            "professions": list(member.professions),
            "languages": list(member.languages),
            "shares_work": unit.shares_work,
            "same_provider": same,
            "now": now,
            "lent_until": now + self._region.planning.lend,
            "looked_at": LOOKED_AT,
            "most": MOST_CANDIDATES,
        }
        return self._contacts_of(self._seen(_WAITING_FOR, values))

    def claim_first(
        self, candidates: Sequence[Contact], staff_id: StaffId, *, planning: Planning, now: datetime
    ) -> Contact | None:
        if not candidates:
            return None
        values = {
            "ids": [contact.id for contact in candidates],
            "staff_id": staff_id,
            "now": now,
            "until": now + planning.lease,
        }
        row = self._row(_CLAIM_FIRST, values) or self._claim_when_free(values)
        if row is None:
            return None
        (taken,) = self._contacts_of([row])
        self.release(taken.id)
        return taken

    def _claim_when_free(self, values: Mapping[str, Any]) -> dict[str, Any] | None:
        found = self._row(_WAIT_FOR_FIRST, values)
        return self._row(_CLAIM_FIRST, {**values, "ids": [found["id"]]}) if found else None

    # what is added

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
            "cells_with_room": promise.cells_with_room,
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
            "facts": Jsonb(dict(event.facts)),
        }
        self._insert("contact_event", values)

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
        values = {
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
        self._insert("access_log", values)

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

    def mark_dirty(self, *, now: datetime) -> None:
        self._dirty_at = now

    def take_dirty(self, *, now: datetime) -> bool:
        self._send_mark()
        row = self._row(
            "UPDATE region SET dirty_since = NULL "
            "WHERE code = %(region)s AND dirty_since <= %(now)s RETURNING code",
            {"region": self._region.code, "now": now},
        )
        return row is not None

    def _send_mark(self) -> None:
        if self._dirty_at is not None:
            values = {"now": self._dirty_at, "region": self._region.code}
            self._batch.add(statements.MARK_DIRTY, values, touches=("region",))
            self._dirty_at = None

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


def _minutes(cell: Cell | None) -> tuple[int, datetime | None] | None:
    return None if cell is None else (cell.staff_minutes, cell.pool_ends_at)


_COLUMNS = ", ".join(f"c.{name}" for name in rows.FIXED + rows.MOVING)
_WAITING_FOR = statements.WAITING_FOR.format(
    columns=_COLUMNS,
    fits=statements.FITS,
    welcome=statements.WELCOME,
    of_others=statements.OF_OTHERS,
)
_CLAIM_FIRST = statements.CLAIM_FIRST.format(columns=_COLUMNS, may_be_claimed=statements.MAY_BE_CLAIMED)
_WAIT_FOR_FIRST = statements.WAIT_FOR_FIRST.format(may_be_claimed=statements.MAY_BE_CLAIMED)
