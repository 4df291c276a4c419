"""How many times were open, day by day."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.booking.supply import OpenTimes
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.core.values import UnitId


class SupplyCounts(UnitOfWork):
    """See contact_api/ports/supply.py."""

    def save_open_times(self, counted: Iterable[OpenTimes]) -> None:
        for one in counted:
            self._undo.put(self._rows.open_times, (one.day, one.unit_id, one.time_type_id), one)

    def open_times(
        self, first: date, last: date, *, units: Collection[UnitId] | None = None
    ) -> list[OpenTimes]:
        return [
            one
            for _, one in sorted(self._rows.open_times.items())
            if first <= one.day <= last and (units is None or one.unit_id in units)
        ]

    def counted_kinds(self, day: date) -> Mapping[TimeTypeId, datetime]:
        found: dict[TimeTypeId, datetime] = {}
        for one in self.open_times(day, day):
            found[one.time_type_id] = max(one.counted_at, found.get(one.time_type_id, one.counted_at))
        return found
