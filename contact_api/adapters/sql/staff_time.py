"""The time of staff, and what of it is for contacts."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from contact_api.adapters.sql.unit_of_work import AND_LATER, UnitOfWork
from contact_api.adapters.sql.writes import Table, Write
from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.capacity.staff_time import (
    FOR_CONTACTS,
    StaffTime,
    StaffTimeKind,
    StaffTimeSource,
    callback_shifts,
    in_span,
)
from contact_api.domain.core.values import StaffId, UnitId, Window

STAFF_TIME = Table("staff_time", key=("staff_id", "kind", "starts_at"))
ADD_STAFF_TIME = Write(
    """
INSERT INTO staff_time (staff_id, unit_id, kind, starts_at, ends_at, source, author)
SELECT * FROM unnest(%(staff)s::text[], %(units)s::text[], %(kinds)s::text[], %(starts)s::timestamptz[],
                     %(ends)s::timestamptz[], %(sources)s::text[], %(authors)s::text[])
""",
    rows_of=(STAFF_TIME,),
)
DROP_STAFF_TIME = Write(
    """
DELETE FROM staff_time t
 USING unnest(%(staff)s::text[], %(kinds)s::text[], %(starts)s::timestamptz[]) gone (staff_id, kind, starts_at)
 WHERE t.staff_id = gone.staff_id AND t.kind = gone.kind AND t.starts_at = gone.starts_at
""",
    rows_of=(STAFF_TIME,),
)
ROSTER_LOCK = 4_730_002  # any number but the scheduler's
SELECT_TIME = """
SELECT t.staff_id, t.unit_id, t.kind, t.starts_at, t.ends_at, t.source, t.author FROM staff_time t
  JOIN staff_member m ON m.id = t.staff_id AND m.left_at IS NULL"""
IN_ORDER = "ORDER BY starts_at, staff_id, kind"
IN_SPAN = f"t.ends_at > %(start)s AND t.ends_at < {AND_LATER} AND t.starts_at < %(end)s"
OF_REGION = f"{SELECT_TIME} WHERE {IN_SPAN} AND t.kind = ANY(%(kinds)s) {IN_ORDER}"
# What is at the units, and the absences that whoever works there entered elsewhere.
OF_UNITS = f"""
{SELECT_TIME} WHERE {IN_SPAN} AND t.unit_id = ANY(%(units)s) AND t.kind = ANY(%(kinds)s)
UNION ALL
{SELECT_TIME} WHERE {IN_SPAN} AND t.kind = 'absence' AND t.unit_id <> ALL(%(units)s)
   AND (m.unit_id = ANY(%(units)s) OR EXISTS (
           SELECT FROM staff_assignment a WHERE a.staff_id = t.staff_id AND a.unit_id = ANY(%(units)s)))
{IN_ORDER}
"""
A_PAGE = f"""
SELECT * FROM ({OF_UNITS}) found WHERE %(staff)s::text IS NULL OR staff_id = %(staff)s
{IN_ORDER} LIMIT %(limit)s OFFSET %(offset)s
"""
# Each half is found by what keeps its minutes from standing twice, however long the ledger.
OF_STAFF = f"""
{SELECT_TIME} WHERE t.staff_id = ANY(%(staff)s) AND t.kind <> 'absence'
   AND tstzrange(t.starts_at, t.ends_at) && tstzrange(%(start)s, %(end)s)
UNION ALL
{SELECT_TIME} WHERE t.staff_id = ANY(%(staff)s) AND t.kind = 'absence'
   AND tstzrange(t.starts_at, t.ends_at) && tstzrange(%(start)s, %(end)s)
{IN_ORDER}
"""
OF_CONTACTS = (*sorted(FOR_CONTACTS), StaffTimeKind.ABSENCE)
# One look at the end of each unit's ledger, however many years it holds.
ROSTER_ENDS = """
SELECT u.id, last.ends_at FROM unit u CROSS JOIN LATERAL (
    SELECT t.ends_at FROM staff_time t WHERE t.unit_id = u.id AND t.kind = ANY(%(kinds)s)
     ORDER BY t.ends_at DESC LIMIT 1
) last WHERE u.region = %(region)s
"""


class Shifts(UnitOfWork):
    """See contact_api/ports/staff_time.py."""

    def shifts(self, span: Window, *, units: Collection[UnitId] | None = None) -> list[Shift]:
        return in_span(callback_shifts(self._touching(span, units, OF_CONTACTS)), span)

    def staff_time(self, span: Window, *, units: Collection[UnitId]) -> list[StaffTime]:
        return self._touching(span, units, tuple(StaffTimeKind))

    def staff_time_of(self, staff: Collection[StaffId], span: Window) -> list[StaffTime]:
        self._take_turn()
        found = self._rows(OF_STAFF, {"start": span.start, "end": span.end, "staff": list(staff)})
        return [time_of(row) for row in found]

    def listed_staff_time(
        self,
        span: Window,
        *,
        units: Collection[UnitId],
        staff_id: StaffId | None = None,
        limit: int,
        offset: int = 0,
    ) -> list[StaffTime]:
        values = _asked(span, StaffTimeKind) | {"units": list(units), "staff": staff_id}
        found = self._seen(A_PAGE, values | {"limit": limit, "offset": offset})
        return [time_of(row) for row in found]

    def add_staff_time(self, times: Iterable[StaffTime]) -> None:
        times = list(times)
        values = _found_by(times) | {
            "units": [one.unit_id for one in times],
            "ends": [one.ends_at for one in times],
            "sources": [one.source.value for one in times],
            "authors": [one.author for one in times],
        }
        self._batch.add(ADD_STAFF_TIME, values)

    def drop_staff_time(self, times: Iterable[StaffTime]) -> None:
        self._batch.add(DROP_STAFF_TIME, _found_by(list(times)))

    def roster_ends(self) -> dict[UnitId, datetime]:
        found = self._rows(ROSTER_ENDS, {"region": self._region.code, "kinds": sorted(FOR_CONTACTS)})
        return {UnitId(row["id"]): row["ends_at"] for row in found}

    def _touching(
        self, span: Window, units: Collection[UnitId] | None, kinds: tuple[StaffTimeKind, ...]
    ) -> list[StaffTime]:
        values = _asked(span, kinds)
        if units is None:
            found = self._rows(OF_REGION, values)
        else:
            self._take_turn()
            found = self._rows(OF_UNITS, values | {"units": list(units)})
        return [time_of(row) for row in found]

    def _take_turn(self) -> None:
        """Whoever asks for some units' time lays their minutes: one after the other, so that all count."""
        lock = "SELECT pg_advisory_xact_lock(%(roster)s, hashtext(%(region)s))"
        self._row(lock, {"roster": ROSTER_LOCK, "region": self._region.code})


def _asked(span: Window, kinds: Iterable[StaffTimeKind]) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "kinds": [kind.value for kind in kinds]}


def _found_by(times: list[StaffTime]) -> dict[str, list[Any]]:
    return {
        "staff": [one.staff_id for one in times],
        "kinds": [one.kind.value for one in times],
        "starts": [one.starts_at for one in times],
    }


def time_of(row: dict[str, Any]) -> StaffTime:
    """An interval of the ledger from its columns."""
    return StaffTime(
        StaffId(row["staff_id"]),
        UnitId(row["unit_id"]),
        StaffTimeKind(row["kind"]),
        row["starts_at"],
        row["ends_at"],
        StaffTimeSource(row["source"]),
        row["author"],
    )
