"""What an intake asks first, read in one go: is there a case, is the person known, what is free at the unit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from contact_api.adapters.sql.cell_rows import CELL, IN_SPAN, cell_of
from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.values import PersonId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.ports import Person, Sealing

MINUTES_HELD = """
SELECT coalesce(sum(r.minutes), 0)::int FROM contact_request c JOIN reservation r ON r.contact_id = c.id
 WHERE c.limited_as = %(limited_as)s AND c.state IN ('waiting', 'claimed') AND c.id <> %(without)s
"""
TURNS = "SELECT coalesce(max(number), 0) FROM intake_turn WHERE key = %(limited_as)s"
# Key by key: plans are kept, and on the empty table of a new region one for `= ANY` would read the table whole.
MOST_KEYS = 2
HAS_CASE = """
SELECT EXISTS (
    SELECT 1 FROM (VALUES (%(key_1)s), (%(key_2)s)) asked (key)
     CROSS JOIN LATERAL (SELECT 1 FROM contact_request c
                          WHERE c.duplicate_key = asked.key
                            AND (c.state IN ('waiting', 'claimed')
                                 OR c.state = 'not_reached' AND c.closed_at >= %(since)s) LIMIT 1) found)
"""
LOOK_AHEAD = f"""
SELECT {", ".join(f"cell.{name}" for name in CELL)},
       asked.has_case, asked.minutes_held, asked.turns,
       person.id, person.unit_id, person.named_contact, person.protected_identity
  FROM (SELECT ({HAS_CASE}) AS has_case, ({MINUTES_HELD}) AS minutes_held, ({TURNS}) AS turns) asked
  LEFT JOIN person ON person.id = %(person_id)s
  LEFT JOIN capacity_cell cell
         ON cell.unit_id = %(unit_id)s AND {IN_SPAN}
 ORDER BY cell.start_at, cell.pool_id
"""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The answers, and to which questions; good until the transaction writes or holds something."""

    person_id: PersonId
    duplicate_keys: tuple[str, ...]
    unit_id: UnitId
    span: Window
    has_case: bool
    person: Person | None
    cells: list[Cell]
    limited_as: str | None
    minutes_held: int  # by the submitter's other contacts
    turns: int

    def knows_no_case(self, duplicate_key: str) -> bool:
        """Whether there was none with this key."""
        return duplicate_key in self.duplicate_keys and not self.has_case

    def knows_cells(self, units: Collection[UnitId], span: Window) -> bool:
        """Whether `cells` are those of these units in this span."""
        return self.span == span and set(units) == {self.unit_id}


class LookAhead(UnitOfWork):
    """See contact_api/ports/intake.py."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        super().__init__(cursor, region, sealer)
        self._ahead: Ahead | None = None

    def look_ahead(
        self,
        person_id: PersonId,
        duplicate_keys: tuple[str, ...],
        unit_id: UnitId,
        span: Window,
        *,
        since: datetime,
        limited_as: str | None = None,
    ) -> None:
        values = {
            "person_id": person_id,
            **_keys(duplicate_keys),
            "unit_id": unit_id,
            "start": span.start,
            "end": span.end,
            "since": since,
            "limited_as": limited_as,
            "without": "",
        }
        found = self._seen_plain(LOOK_AHEAD, values)
        has_case, minutes_held, turns, known, *of_person = found[0][len(CELL) :]
        self._ahead = Ahead(
            person_id,
            duplicate_keys,
            unit_id,
            span,
            has_case,
            Person(person_id, *of_person) if known is not None else None,
            [cell_of(row) for row in found if row[0] is not None],
            limited_as,
            minutes_held,
            turns,
        )

    @property
    def _foreseen(self) -> Ahead | None:
        return self._ahead if self._batch.is_empty else None

    def _begin(self) -> None:
        self._ahead = None
        super()._begin()


def _keys(given: tuple[str, ...]) -> dict[str, str | None]:
    """The keys one by one, as a list is slow to hand over; nothing is found by one that is missing."""
    key_1, key_2 = given + (None,) * (MOST_KEYS - len(given))
    return {"key_1": key_1, "key_2": key_2}
