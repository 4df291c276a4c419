"""Write a roster's shifts; those that are there already keep what was called off."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session

from contact_api.domain.capacity.capacity import Shift

ADD_MISSING = text("""
INSERT INTO shift (staff_id, starts_at, ends_at)
SELECT * FROM unnest(cast(:staff AS text[]), cast(:starts AS timestamptz[]), cast(:ends AS timestamptz[]))
    ON CONFLICT DO NOTHING
""")


def write_shifts(shifts: Sequence[Shift], session: Session) -> int:
    """Add the shifts that are missing; how many were given. The caller commits."""
    columns = {
        "staff": [shift.staff_id for shift in shifts],
        "starts": [shift.starts_at for shift in shifts],
        "ends": [shift.ends_at for shift in shifts],
    }
    session.connection().execute(ADD_MISSING, columns)
    return len(shifts)
