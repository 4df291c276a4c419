"""Write a roster's shifts; those that are there already keep what was called off."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from contact_api.adapters.sql.tables.reference import ShiftRow
from contact_api.domain.capacity import Shift


def write_shifts(shifts: Iterable[Shift], session: Session) -> int:
    """Add the shifts that are missing; how many were given. The caller commits."""
    values = [
        {"staff_id": shift.staff_id, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
        for shift in shifts
    ]
    for start in range(0, len(values), 1000):
        session.execute(insert(ShiftRow).values(values[start : start + 1000]).on_conflict_do_nothing())
    return len(values)
