"""When staff make contacts."""

from collections.abc import Collection, Sequence

from sqlalchemy import text
from sqlmodel import Session

from contact_api.adapters.sql.unit_of_work import AND_LATER, UnitOfWork
from contact_api.adapters.sql.writes import Table, Write
from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.core.values import UnitId, Window

SHIFT = Table("shift", key=("staff_id", "starts_at"))
COLUMNS = ("staff_id", "starts_at", "ends_at", "called_off_at")
SAVE_SHIFT = Write(
    "INSERT INTO shift (staff_id, starts_at, ends_at, called_off_at) "
    "VALUES (%(staff_id)s, %(starts_at)s, %(ends_at)s, %(called_off_at)s) ON CONFLICT (staff_id, starts_at) "
    "DO UPDATE SET ends_at = excluded.ends_at, called_off_at = excluded.called_off_at",
    (SHIFT,),
)
ROSTER_LOCK = 4_730_002  # any number but the scheduler's
ADD_MISSING = text("""
INSERT INTO shift (staff_id, starts_at, ends_at)
SELECT * FROM unnest(cast(:staff AS text[]), cast(:starts AS timestamptz[]), cast(:ends AS timestamptz[]))
    ON CONFLICT DO NOTHING
""")


class Shifts(UnitOfWork):
    """See contact_api/ports/staff_time.py."""

    def shifts(self, span: Window, *, units: Collection[UnitId] | None = None) -> list[Shift]:
        """Whoever asks for some units' shifts lays their minutes: one after the other, so that all count."""
        if units is not None:
            lock = "SELECT pg_advisory_xact_lock(%(roster)s, hashtext(%(region)s))"
            self._row(lock, {"roster": ROSTER_LOCK, "region": self._region.code})
        found = self._rows(
            "SELECT s.staff_id, s.starts_at, s.ends_at, s.called_off_at FROM shift s "
            "JOIN staff_member m ON m.id = s.staff_id "
            f"WHERE s.ends_at > %(start)s AND s.ends_at < {AND_LATER} AND s.starts_at < %(end)s "
            "AND (%(units)s::text[] IS NULL OR m.unit_id = ANY(%(units)s)) ORDER BY s.starts_at, s.staff_id",
            {"start": span.start, "end": span.end, "units": list(units) if units is not None else None},
        )
        return [Shift(**row) for row in found]

    def save_shift(self, shift: Shift) -> None:
        self._batch.add(SAVE_SHIFT, {name: getattr(shift, name) for name in COLUMNS})


def write_shifts(shifts: Sequence[Shift], session: Session) -> int:
    """Add the shifts that are missing; how many were given. Those that stand keep what was called off.

    The caller commits.
    """
    columns = {
        "staff": [shift.staff_id for shift in shifts],
        "starts": [shift.starts_at for shift in shifts],
        "ends": [shift.ends_at for shift in shifts],
    }
    session.connection().execute(ADD_MISSING, columns)
    return len(shifts)
