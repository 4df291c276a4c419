"""How many times were open, day by day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, Write
from contact_api.domain.booking.supply import OpenTimes
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.core.values import UnitId

OPEN_TIMES = Table("open_times", key=("day", "unit_id", "time_type_id"))
COLUMNS = tuple(field.name for field in fields(OpenTimes))
SAVE_OPEN_TIMES = Write(
    f"INSERT INTO open_times ({', '.join(COLUMNS)}) VALUES ({', '.join(f'%({name})s' for name in COLUMNS)}) "
    "ON CONFLICT (day, unit_id, time_type_id) DO UPDATE SET within_3_days = excluded.within_3_days, "
    "within_7_days = excluded.within_7_days, within_30_days = excluded.within_30_days, "
    "counted_at = excluded.counted_at",
    row_of=(OPEN_TIMES,),
)
OF_DAYS = f"SELECT {', '.join(COLUMNS)} FROM open_times WHERE day BETWEEN %(first)s AND %(last)s"
BY_DAY = "ORDER BY day, unit_id, time_type_id"
COUNTED = (
    "SELECT time_type_id, max(counted_at) AS at FROM open_times WHERE day = %(day)s GROUP BY time_type_id"
)


class SupplyCounts(UnitOfWork):
    """See contact_api/ports/supply.py."""

    def save_open_times(self, counted: Iterable[OpenTimes]) -> None:
        for one in counted:
            self._batch.add(SAVE_OPEN_TIMES, asdict(one))

    def open_times(
        self, first: date, last: date, *, units: Collection[UnitId] | None = None
    ) -> list[OpenTimes]:
        of_units = "AND unit_id = ANY(%(units)s)" if units is not None else ""
        values = {"first": first, "last": last, "units": list(units or ())}
        return [OpenTimes(**row) for row in self._seen(f"{OF_DAYS} {of_units} {BY_DAY}", values)]

    def counted_kinds(self, day: date) -> Mapping[TimeTypeId, datetime]:
        return {TimeTypeId(row["time_type_id"]): row["at"] for row in self._seen(COUNTED, {"day": day})}
