"""The time of staff, and what of it is for contacts."""

from collections.abc import Collection, Iterable
from datetime import datetime

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.capacity.capacity import Shift, StaffMember
from contact_api.domain.capacity.staff_time import (
    StaffTime,
    callback_shifts,
    excludes,
    in_span,
)
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.ports.transaction import Contested


class Shifts(UnitOfWork):
    """See contact_api/ports/staff_time.py."""

    def shifts(self, span: Window, *, units: Collection[UnitId] | None = None) -> list[Shift]:
        return in_span(callback_shifts(self._touching(span, units)), span)

    def staff_time(self, span: Window, *, units: Collection[UnitId]) -> list[StaffTime]:
        return sorted(self._touching(span, units), key=lambda one: (one.starts_at, one.staff_id, one.kind))

    def staff_time_of(self, staff: Collection[StaffId], span: Window) -> list[StaffTime]:
        found = (
            time
            for staff_id in set(staff) & self._rows.region.staff.keys()
            for time in self._rows.staff_time.get(staff_id, {}).values()
            if time.starts_at < span.end and time.ends_at > span.start
        )
        return sorted(found, key=lambda one: (one.starts_at, one.staff_id, one.kind))

    def listed_staff_time(
        self,
        span: Window,
        *,
        units: Collection[UnitId],
        staff_id: StaffId | None = None,
        limit: int,
        offset: int = 0,
    ) -> list[StaffTime]:
        found = [one for one in self.staff_time(span, units=units) if staff_id in (None, one.staff_id)]
        return found[offset : offset + limit]

    def add_staff_time(self, times: Iterable[StaffTime]) -> None:
        for time in times:
            there = self._rows.staff_time.setdefault(time.staff_id, {})
            if any(excludes(time, one) for one in there.values()):
                raise Contested
            self._undo.put(there, time.key, time)

    def drop_staff_time(self, times: Iterable[StaffTime]) -> None:
        for time in times:
            there = self._rows.staff_time.get(time.staff_id, {})
            if time.key in there:
                self._undo.drop(there, time.key)

    def roster_ends(self) -> dict[UnitId, datetime]:
        ends: dict[UnitId, datetime] = {}
        for times in self._rows.staff_time.values():
            for time in times.values():
                if time.is_for_contacts:
                    ends[time.unit_id] = max(ends.get(time.unit_id, time.ends_at), time.ends_at)
        return ends

    def _touching(self, span: Window, units: Collection[UnitId] | None) -> list[StaffTime]:
        staff = self._rows.region.staff
        return [
            time
            for staff_id, times in self._rows.staff_time.items()
            for time in times.values()
            if time.starts_at < span.end
            and time.ends_at > span.start
            and (units is None or time.unit_id in units or _is_absence_of(staff[staff_id], time, units))
        ]


def _is_absence_of(member: StaffMember, time: StaffTime, units: Collection[UnitId]) -> bool:
    """Whether somebody who works at these units is away, wherever that was entered."""
    return time.is_absence and not set(units).isdisjoint(member.units)
