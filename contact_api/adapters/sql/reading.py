"""What a transaction reads of contacts, capacity and the queue."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from contact_api.adapters.sql import rows
from contact_api.adapters.sql.ahead import LOOK_AHEAD, ahead_of
from contact_api.adapters.sql.ways import IN_OWN_WORDS, MOST_AT_ONCE, Ways
from contact_api.domain.capacity.capacity import Cell, Shift
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import (
    ContactId,
    Outcome,
    PersonId,
    PoolId,
    UnitId,
    Window,
)
from contact_api.domain.promise.promise import Promise, Reservation, Why
from contact_api.domain.promise.promise_trace_document import reasons_from
from contact_api.ports import Event, Person

ROSTER_LOCK = 4_730_002  # any number but the scheduler's
PROMISE = (
    "contact_id, made_at, window_from, window_to, unit_id, backed, why, planning_version, cells_seen, "
    "cells_available"
)


class Reading(Ways):
    """The reads of contacts, capacity and the queue."""

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
        self._ahead = ahead_of(self._seen_plain(LOOK_AHEAD, values), person_id, duplicate_key, unit_id, span)

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
        return [self._event_of(row) for row in found]

    def _event_of(self, row: Mapping[str, Any]) -> Event:
        facts = dict(row["facts"])
        if row["kind"] in IN_OWN_WORDS:
            facts["why"] = self._sealer.unseal(facts["why"], row=row["contact_id"], field="why")
        return Event(**{**row, "facts": facts})

    def promises(self, contact_id: ContactId) -> Sequence[Promise]:
        found = self._seen(
            f"SELECT {PROMISE} FROM promise WHERE contact_id = %(id)s ORDER BY id", {"id": contact_id}
        )
        return [_promise_of(row) for row in found]

    def explained(self, contact_id: ContactId) -> Sequence[Promise]:
        found = self._seen(
            f"SELECT {PROMISE}, reasons FROM promise WHERE contact_id = %(id)s ORDER BY id",
            {"id": contact_id},
        )
        return [explained_promise(row) for row in found]

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
        found = self._seen_plain(
            f"SELECT {', '.join(rows.CELL)} "
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
            "c.promised_unit = ANY(%(units)s) AND c.promised_unit <> c.unit_id) "
            "ORDER BY c.due_at, c.id LIMIT %(limit)s OFFSET %(offset)s",
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
        cells_available=row["cells_available"],
    )


def explained_promise(row: Mapping[str, Any]) -> Promise:
    """A promise with what it was decided by, from its whole row."""
    told, document = _promise_of(row), row["reasons"]
    return replace(told, reasons=reasons_from(document, told.contact_id)) if document else told


def _reservation_of(row: Mapping[str, Any]) -> Reservation:
    return Reservation(
        contact_id=ContactId(row["contact_id"]),
        pool_id=PoolId(row["pool_id"]),
        unit_id=UnitId(row["unit_id"]),
        cell_start=row["cell_start"],
        minutes=row["minutes"],
        limit=row["minutes"],
    )
