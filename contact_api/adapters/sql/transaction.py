"""One transaction on PostgreSQL: reads go out at once, writes are gathered and leave together (batch.py)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from contact_api.adapters.sql import rows, statements
from contact_api.adapters.sql.adding import NO_LOOK, Adding, access_values
from contact_api.adapters.sql.calls import CallBook
from contact_api.adapters.sql.daily_statistics import DailyStatisticsReads
from contact_api.adapters.sql.inbound_calls import InboundCallLedger
from contact_api.adapters.sql.messages import TextBook
from contact_api.adapters.sql.reading import Reading
from contact_api.adapters.sql.voice_menu import MenuSessions
from contact_api.adapters.sql.written_messages import WrittenMessages
from contact_api.domain.capacity.capacity import Cell, ProtectedMinutes, Shift, StaffMember
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, PoolId, StaffId, UnitId, Window
from contact_api.domain.promise.promise import Reservation
from contact_api.domain.region.region import Region
from contact_api.domain.work_queue.claim_trace import pull_facts
from contact_api.domain.work_queue.work_queue import QueueRank
from contact_api.ports import Access, Sealing

LOOKED_AT = 30  # by deadline, of each sort of waiting contacts
MOST_CANDIDATES = 4  # when others take them all between the look and the claim, it is looked again


class SqlTransaction(
    Reading,
    Adding,
    DailyStatisticsReads,
    CallBook,
    InboundCallLedger,
    MenuSessions,
    WrittenMessages,
    TextBook,
):
    """Everything a use case writes; what is only added is in adding.py, the reads in reading.py."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        super().__init__(cursor, region, sealer)
        self._dirty_at: datetime | None = None

    def prepare(self) -> None:
        """Write all that was gathered, but for what may be left to `commit`. The mark holds others up: it goes last.

        When all was read without a transaction and the rest is one statement, that statement is the transaction.
        """
        self._send_mark()
        if self._began or not self._has_read:
            self._begin()
            self._batch.send()

    def commit(self) -> None:
        """Make it stand. When the connection is lost now, nobody knows whether it does."""
        self._batch.send()
        if self._began:
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
            "since": [cell.pool_since for cell in laid],
            "fill": [cell.fill for cell in laid],
        }
        self._batch.add(statements.LAY_CELLS, values, touches=("cell",))

    def keep(self, protected: Mapping[tuple[PoolId, datetime], ProtectedMinutes]) -> None:
        places, kept = list(protected), list(protected.values())
        values = {
            "pools": [pool_id for pool_id, _ in places],
            "starts": [start for _, start in places],
            "today": [one.today for one in kept],
            "urgent": [one.urgent for one in kept],
            "own": [one.own for one in kept],
            "own_only": [one.own_only for one in kept],
            "longest": [one.longest for one in kept],
        }
        self._batch.add(statements.KEEP, values, touches=("cell",))

    # the queue

    def lend(self, moments: Mapping[ContactId, datetime]) -> None:
        values = {"ids": list(moments), "moments": list(moments.values())}
        self._batch.add(statements.LEND, values, touches=("contact",))

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
            "rescued_until": now + self._region.planning.rescue,
            "urgent_since": now - self._region.planning.urgent_own_unit,
            "own_unit_until": now + self._region.planning.own_unit_first,
            "looked_at": LOOKED_AT,
            "most": MOST_CANDIDATES,
        }
        return self._contacts_of(self._seen(_WAITING_FOR, values))

    def claim_first(
        self,
        candidates: Sequence[Contact],
        staff_id: StaffId,
        *,
        planning: Planning,
        places: Sequence[QueueRank] = (),
        look: Access | None = None,
        now: datetime,
    ) -> Contact | None:
        if not candidates:
            return None
        why = [pull_facts(places, number, planning.version) for number in range(len(places))]
        values = (access_values(look) if look else NO_LOOK) | {
            "ids": [contact.id for contact in candidates],
            "staff_id": staff_id,
            "now": now,
            "until": now + planning.lease,
            "ranked": [contact.id for contact in candidates],
            "why": Jsonb(why),
        }
        row = self._row_alone(_CLAIM_FIRST, values) or self._claim_when_free(values)
        if row and not row["texts_in_doubt"]:
            self._texts_arrive.add(row["id"])
        return self._contacts_of([row])[0] if row else None

    def _claim_when_free(self, values: Mapping[str, Any]) -> dict[str, Any] | None:
        found = self._row(statements.FIRST_CANDIDATE, values)
        return self._row(_CLAIM_FIRST, {**values, "ids": [found["id"]]}) if found else None

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


def _minutes(cell: Cell | None) -> tuple[int, datetime | None, datetime | None, float] | None:
    return None if cell is None else (cell.staff_minutes, cell.pool_ends_at, cell.pool_since, cell.fill)


_COLUMNS = ", ".join(f"c.{name}" for name in rows.FIXED + rows.MOVING)
_WAITING_FOR = statements.WAITING_FOR.format(
    columns=_COLUMNS,
    hers=statements.HERS,
    left_to_own_unit=statements.LEFT_TO_OWN_UNIT,
    place=statements.PLACE,
    first=statements.FIRST,
    not_hers=statements.NOT_HERS,
    fits=statements.FITS,
    welcome=statements.WELCOME,
    of_others=statements.OF_OTHERS,
)
_CLAIM_FIRST = statements.CLAIM_FIRST.format(
    columns=_COLUMNS,
    candidates=statements.FIRST_CANDIDATE,
    minutes=statements.GIVE_MINUTES_BACK.then.format(first="given"),
)
