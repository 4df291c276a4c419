"""Who waits for a time to be freed."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from contact_api.adapters.sql.unit_of_work import Row, UnitOfWork
from contact_api.adapters.sql.writes import Table, insert, update
from contact_api.domain.booking.booking import BookingId
from contact_api.domain.booking.waiting_list import Waiting, WaitingId, WaitingState, WhyNot
from contact_api.domain.core.values import ContactId, UnitId

WAITING = Table("waiting_list", key=("id",))
COLUMNS = tuple(field.name for field in fields(Waiting))
ADD_WAITING = insert(WAITING, COLUMNS)
SAVE_WAITING = update(WAITING, COLUMNS)
PLACES = f"SELECT {', '.join(COLUMNS)} FROM waiting_list"
IS_OPEN = "state IN ('waiting', 'offered')"  # as the indexes have it
OVERDUE = f"""
SELECT owner_unit_id, count(*)::int AS places FROM waiting_list
 WHERE {IS_OPEN} AND due_day < %(today)s GROUP BY owner_unit_id
"""


class WaitingList(UnitOfWork):
    """See contact_api/ports/waiting_list.py."""

    def add_waiting(self, waiting: Waiting) -> None:
        self._batch.add(ADD_WAITING, _values_of(waiting))

    def save_waiting(self, waiting: Waiting) -> None:
        self._batch.add(SAVE_WAITING, _values_of(waiting))

    def waiting_of_contact(self, contact_id: ContactId) -> list[Waiting]:
        return self._places("WHERE contact_id = %(id)s ORDER BY joined_at, id", {"id": contact_id})

    def waiting(self, waiting_id: WaitingId) -> Waiting | None:
        return next(iter(self._places("WHERE id = %(id)s", {"id": waiting_id})), None)

    def waiting_for_offer(self, booking_id: BookingId) -> Waiting | None:
        found = self._places(f"WHERE offer_id = %(id)s AND {IS_OPEN}", {"id": booking_id})
        return found[0] if found else None

    def open_waiting(self, units: Collection[UnitId] | None = None) -> list[Waiting]:
        of_units = "AND owner_unit_id = ANY(%(units)s)" if units is not None else ""
        return self._places(
            f"WHERE {IS_OPEN} {of_units} ORDER BY due_day, joined_at, id", {"units": list(units or ())}
        )

    def overdue_waiting(self, today: date) -> dict[UnitId, int]:
        found = self._seen(OVERDUE, {"today": today})
        return {UnitId(row["owner_unit_id"]): row["places"] for row in found}

    def _places(self, which: str, values: Mapping[str, Any]) -> list[Waiting]:
        return [_waiting_of(row) for row in self._seen(f"{PLACES} {which}", values)]


def _values_of(waiting: Waiting) -> dict[str, Any]:
    return {
        **asdict(waiting),
        "units": list(waiting.units),
        "not_again": list(waiting.not_again),
        "state": waiting.state.value,
        "why_not": waiting.why_not.value if waiting.why_not else None,
    }


def _waiting_of(row: Row) -> Waiting:
    return Waiting(
        **{
            **row,
            "units": tuple(row["units"]),
            "not_again": tuple(row["not_again"]),
            "state": WaitingState(row["state"]),
            "why_not": WhyNot(row["why_not"]) if row["why_not"] else None,
        }
    )
