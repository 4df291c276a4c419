"""Staff minutes on the grid, and which of them are reserved for whom."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg

from contact_api.adapters.sql.cell_rows import CELL, IN_SPAN, cell_of, pool_named
from contact_api.adapters.sql.intake import MINUTES_HELD, TURNS, LookAhead
from contact_api.adapters.sql.unit_of_work import Row
from contact_api.adapters.sql.writes import Pair, Table, Write, insert
from contact_api.domain.capacity.capacity import Cell, CellKey, FullCells, ProtectedMinutes
from contact_api.domain.core.values import ContactId, PoolId, UnitId, Window
from contact_api.domain.promise.promise import Reservation
from contact_api.domain.region.region import Region
from contact_api.ports import Sealing

CAPACITY_CELL = Table("capacity_cell", key=("pool_id", "start_at"))
RESERVATION = Table("reservation", key=("contact_id",))
CELL_IS_FULL = "ck_capacity_cell_has_capacity"  # what the database says when others took the minutes first

# The limit was worked out from staff minutes read a moment ago; whoever cut them since is not overlooked.
TAKE_MINUTES = Write(
    """
UPDATE capacity_cell SET reserved_minutes = reserved_minutes + %(minutes)s,
       filled_to = least(%(limit)s, floor(staff_minutes * fill)::int)
 WHERE pool_id = %(pool_id)s AND start_at = %(start_at)s
""",
    (CAPACITY_CELL,),
)

ADD_RESERVATION = insert(RESERVATION, ("contact_id", "pool_id", "unit_id", "cell_start", "minutes"))

INTAKE_TURN = Table("intake_turn", key=("key", "number"))
ADD_TURN = insert(INTAKE_TURN, ("key", "number", "at"))
FORGET_TURNS = Write("DELETE FROM intake_turn WHERE at < %(before)s", rows_of=(INTAKE_TURN,))
HELD = f"SELECT ({MINUTES_HELD}) AS minutes, ({TURNS}) AS turns"

HELD_AT = f"""
SELECT coalesce(sum(r.minutes), 0)::int AS minutes
  FROM capacity_cell cell
  JOIN reservation r ON r.pool_id = cell.pool_id AND r.cell_start = cell.start_at
  JOIN contact_request c ON c.id = r.contact_id
 WHERE cell.unit_id = %(unit_id)s AND {IN_SPAN} AND %(key)s IN (c.limited_as, c.sent_by) AND c.id <> %(without)s
"""

# Reservations never outgrow what they were allowed: giving back lowers the limit's use, never the limit.
MINUTES_BACK = Pair(
    first="DELETE FROM reservation WHERE contact_id = %(contact_id)s RETURNING pool_id, cell_start, minutes",
    then="""
UPDATE capacity_cell cell SET reserved_minutes = cell.reserved_minutes - given.minutes
  FROM {first} given WHERE cell.pool_id = given.pool_id AND cell.start_at = given.cell_start
""",
)
GIVE_MINUTES_BACK = Write(MINUTES_BACK, (RESERVATION,), rows_of=(CAPACITY_CELL,))

LAY_CELLS = Write(
    """
INSERT INTO capacity_cell
       (pool_id, start_at, end_at, unit_id, staff_minutes, pool_ends_at, pool_since, fill,
        reserved_minutes, filled_to)
SELECT *, 0, 0 FROM unnest(%(pools)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[],
                           %(units)s::text[], %(minutes)s::int[], %(pool_ends)s::timestamptz[],
                           %(since)s::timestamptz[], %(fill)s::float8[])
    ON CONFLICT (pool_id, start_at)
    DO UPDATE SET staff_minutes = excluded.staff_minutes, pool_ends_at = excluded.pool_ends_at,
                  pool_since = excluded.pool_since, fill = excluded.fill
""",
    rows_of=(CAPACITY_CELL,),
)

# The limit goes down with the minutes: what is promised must fit into what is left of them, whoever looks when.
TAKE_STAFF_MINUTES = Write(
    """
UPDATE capacity_cell cell SET staff_minutes = staff_minutes - taken.minutes,
       filled_to = CASE WHEN taken.minutes > 0 THEN floor((staff_minutes - taken.minutes) * fill)::int
                        ELSE filled_to END
  FROM unnest(%(pools)s::text[], %(starts)s::timestamptz[], %(minutes)s::int[]) taken (pool_id, start_at, minutes)
 WHERE cell.pool_id = taken.pool_id AND cell.start_at = taken.start_at
""",
    rows_of=(CAPACITY_CELL,),
)

PROTECT = Write(
    """
UPDATE capacity_cell cell
   SET protected_today = plan.today, protected_urgent = plan.urgent, protected_for_own_patients = plan.own,
       protected_for_own_unit_only = plan.own_only, longest_promised = plan.longest
  FROM unnest(%(pools)s::text[], %(starts)s::timestamptz[], %(today)s::int[], %(urgent)s::int[], %(own)s::int[],
              %(own_only)s::int[], %(longest)s::int[]) plan (pool_id, start_at, today, urgent, own, own_only, longest)
 WHERE cell.pool_id = plan.pool_id AND cell.start_at = plan.start_at
   AND (protected_today, protected_urgent, protected_for_own_patients, protected_for_own_unit_only, longest_promised)
       IS DISTINCT FROM (plan.today, plan.urgent, plan.own, plan.own_only, plan.longest)
""",
    rows_of=(CAPACITY_CELL,),
)


# One row for each pool: on a full day there are hundreds of cells of which only the number matters.
POOLS_TO_FILL = f"""
SELECT unit_id, pool_id, count(*) FILTER (WHERE staff_minutes > 0), count(*) FILTER (WHERE staff_minutes <= 0),
       bool_or(reserved_minutes + %(minutes)s <= floor(staff_minutes * fill))
  FROM capacity_cell cell WHERE cell.unit_id = ANY(%(units)s) AND {IN_SPAN} GROUP BY unit_id, pool_id
"""


class Capacity(LookAhead):
    """See contact_api/ports/capacity.py."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        super().__init__(cursor, region, sealer)
        self._turns: dict[str, int] = {}  # the last turn of a submitter, as it was read first

    def cells(self, units: Collection[UnitId], span: Window) -> list[Cell]:
        if (ahead := self._foreseen) and ahead.knows_cells(units, span):
            return ahead.cells
        found = self._seen_plain(
            f"SELECT {', '.join(CELL)} FROM capacity_cell cell "
            f"WHERE cell.unit_id = ANY(%(units)s) AND {IN_SPAN} ORDER BY start_at, pool_id",
            {"units": list(units), "start": span.start, "end": span.end},
            only_of=CAPACITY_CELL,
        )
        return [cell_of(row) for row in found]

    def cells_to_fill(
        self, units: Collection[UnitId], span: Window, *, minutes: int
    ) -> tuple[list[Cell], list[FullCells]]:
        values = {"units": list(units), "start": span.start, "end": span.end, "minutes": minutes}
        pools = self._seen_plain(POOLS_TO_FILL, values, only_of=CAPACITY_CELL)
        to_fill = {UnitId(unit_id) for unit_id, *_, fits in pools if fits}
        full = [
            FullCells(pool_named(pool), *counted) for unit, pool, *counted, _ in pools if unit not in to_fill
        ]
        return self.cells(to_fill, span) if to_fill else [], full

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
        self._batch.add(LAY_CELLS, values)

    def protect(self, protected: Mapping[CellKey, ProtectedMinutes]) -> None:
        places, minutes = list(protected), list(protected.values())
        values = {
            "pools": [pool_id for pool_id, _ in places],
            "starts": [start for _, start in places],
            "today": [one.today for one in minutes],
            "urgent": [one.urgent for one in minutes],
            "own": [one.own for one in minutes],
            "own_only": [one.own_only for one in minutes],
            "longest": [one.longest for one in minutes],
        }
        self._batch.add(PROTECT, values)

    def take_staff_minutes(self, minutes: Mapping[CellKey, int]) -> None:
        places = sorted(minutes)
        if not places:
            return
        values = {
            "pools": [pool_id for pool_id, _ in places],
            "starts": [start for _, start in places],
            "minutes": [minutes[place] for place in places],
        }
        self._batch.add(TAKE_STAFF_MINUTES, values)

    def reservations(self) -> dict[ContactId, Reservation]:
        found = self._rows("SELECT * FROM reservation", {})
        return {ContactId(row["contact_id"]): _reservation_of(row) for row in found}

    def reserve(self, reservation: Reservation) -> None:
        values = {
            "contact_id": reservation.contact_id,
            "pool_id": reservation.pool_id,
            "unit_id": reservation.unit_id,
            "cell_start": reservation.cell_start,
            "minutes": reservation.minutes,
        }
        cell = {
            "pool_id": reservation.pool_id,
            "start_at": reservation.cell_start,
            "minutes": reservation.minutes,
            "limit": reservation.limit,
        }
        self._batch.add(TAKE_MINUTES, cell)
        self._batch.add(ADD_RESERVATION, values)

    def release(self, contact_id: ContactId) -> None:
        self._batch.add(GIVE_MINUTES_BACK, {"contact_id": contact_id})

    def minutes_held(self, limited_as: str, *, without: ContactId) -> int:
        if (ahead := self._foreseen) and ahead.limited_as == limited_as and not ahead.has_case:
            self._turns[limited_as] = ahead.turns
            return ahead.minutes_held
        row = self._row(HELD, {"limited_as": limited_as, "without": without}) or {}
        self._turns.setdefault(limited_as, row["turns"])
        return int(row["minutes"])

    def minutes_held_at(self, key: str, unit_id: UnitId, span: Window, *, without: ContactId) -> int:
        values = {
            "key": key,
            "unit_id": unit_id,
            "start": span.start,
            "end": span.end,
            "without": without,
        }
        row = self._row(HELD_AT, values) or {}
        return int(row["minutes"])

    def take_turn(self, limited_as: str, *, now: datetime) -> None:
        if limited_as not in self._turns:
            self.minutes_held(limited_as, without=ContactId(""))
        self._turns[limited_as] += 1
        self._batch.add(ADD_TURN, {"key": limited_as, "number": self._turns[limited_as], "at": now})

    def forget_turns(self, *, before: datetime) -> None:
        self._batch.add(FORGET_TURNS, {"before": before})


def _reservation_of(row: Row) -> Reservation:
    return Reservation(
        contact_id=ContactId(row["contact_id"]),
        pool_id=PoolId(row["pool_id"]),
        unit_id=UnitId(row["unit_id"]),
        cell_start=row["cell_start"],
        minutes=row["minutes"],
        limit=row["minutes"],
    )


def _minutes(cell: Cell | None) -> tuple[int, datetime | None, datetime | None, float] | None:
    return None if cell is None else (cell.staff_minutes, cell.pool_ends_at, cell.pool_since, cell.fill)
