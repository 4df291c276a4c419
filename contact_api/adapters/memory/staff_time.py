"""When staff make contacts."""

from collections.abc import Collection

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.core.values import UnitId, Window


class Shifts(UnitOfWork):
    """See contact_api/ports/staff_time.py."""

    def shifts(self, span: Window, *, units: Collection[UnitId] | None = None) -> list[Shift]:
        staff = self._rows.region.staff
        found = [
            shift
            for shift in self._rows.shifts.values()
            if shift.starts_at < span.end
            and shift.ends_at > span.start
            and (units is None or staff[shift.staff_id].unit_id in units)
        ]
        return sorted(found, key=lambda shift: (shift.starts_at, shift.staff_id))

    def save_shift(self, shift: Shift) -> None:
        self._undo.put(self._rows.shifts, (shift.staff_id, shift.starts_at), shift)
