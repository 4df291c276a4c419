"""Staff minutes on the grid, and which of them are reserved for whom."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.capacity.capacity import Cell, CellKey, FullCells, ProtectedMinutes
from contact_api.domain.core.values import ContactId, PoolId, UnitId, Window
from contact_api.domain.promise.promise import Reservation
from contact_api.ports import Contested


class Capacity(UnitOfWork):
    """See contact_api/ports/capacity.py."""

    def cells(self, units: Collection[UnitId], span: Window) -> list[Cell]:
        return [
            cell
            for unit in sorted(units)
            for cell in self._rows.cells.get(unit, {}).values()
            if cell.end > span.start and cell.start < span.end
        ]

    def cells_to_fill(
        self, units: Collection[UnitId], span: Window, *, minutes: int
    ) -> tuple[list[Cell], list[FullCells]]:
        found: list[Cell] = []
        full: dict[PoolId, FullCells] = {}
        for unit in sorted(units):
            cells = self.cells([unit], span)
            if any(cell.reserved_minutes + minutes <= cell.holds for cell in cells):
                found += cells
                continue
            for cell in cells:
                before = full.get(cell.pool.id, FullCells(cell.pool, 0, 0))
                staffed = bool(cell.staff_minutes)
                full[cell.pool.id] = FullCells(
                    cell.pool, before.staffed + staffed, before.unstaffed + (not staffed)
                )
        return found, list(full.values())

    def lay_cells(self, cells: Iterable[Cell], *, units: Collection[UnitId], span: Window) -> None:
        for cell in self.cells(units, span):
            self._lay(replace(cell, staff_minutes=0))
        for cell in cells:
            self._lay(cell)

    def protect(self, protected: Mapping[CellKey, ProtectedMinutes]) -> None:
        for of_unit in self._rows.cells.values():
            for place, cell in of_unit.items():
                if place in protected and cell.protected != protected[place]:
                    self._undo.put(of_unit, place, replace(cell, protected=protected[place]))

    def take_staff_minutes(self, minutes: Mapping[CellKey, int]) -> None:
        for of_unit in self._rows.cells.values():
            for place in minutes.keys() & of_unit.keys():
                left = replace(of_unit[place], staff_minutes=of_unit[place].staff_minutes - minutes[place])
                if minutes[place] > 0 and (left.staff_minutes < 0 or left.reserved_minutes > left.holds):
                    raise Contested
                self._undo.put(of_unit, place, left)

    def reservations(self) -> dict[ContactId, Reservation]:
        return dict(self._rows.reservations)

    def reserve(self, reservation: Reservation) -> None:
        place = (reservation.pool_id, reservation.cell_start)
        cell = self._rows.cells.get(reservation.unit_id, {}).get(place)
        filled = self._rows.reserved.get(place, 0) + reservation.minutes
        if cell is None or filled > min(reservation.limit, cell.holds):
            raise Contested
        if reservation.contact_id in self._rows.reservations:
            raise Contested
        self._undo.put(self._rows.reservations, reservation.contact_id, reservation)
        self._fill(reservation.unit_id, place, filled)

    def release(self, contact_id: ContactId) -> None:
        given = self._rows.reservations.get(contact_id)
        if given is None:
            return
        place = (given.pool_id, given.cell_start)
        self._undo.drop(self._rows.reservations, contact_id)
        self._fill(given.unit_id, place, self._rows.reserved[place] - given.minutes)

    def minutes_held(self, limited_as: str, *, without: ContactId) -> int:
        theirs = (
            kept.minutes
            for contact_id, kept in self._rows.reservations.items()
            if contact_id != without and self._rows.contacts[contact_id].limited_as == limited_as
        )
        return sum(theirs)

    def minutes_held_at(self, key: str, unit_id: UnitId, span: Window, *, without: ContactId) -> int:
        places = {cell.key for cell in self.cells([unit_id], span)}
        theirs = (
            kept.minutes
            for contact_id, kept in self._rows.reservations.items()
            if kept.cell_key in places and contact_id != without and self._counts_for(key, contact_id)
        )
        return sum(theirs)

    def _counts_for(self, key: str, contact_id: ContactId) -> bool:
        contact = self._rows.contacts[contact_id]
        return key in (contact.limited_as, contact.sent_by)

    def take_turn(self, limited_as: str, *, now: datetime) -> None:
        """Here everything happens one after the other."""

    def forget_turns(self, *, before: datetime) -> None:
        """There are none."""

    def _lay(self, cell: Cell) -> None:
        place = (cell.pool.id, cell.start)
        before = self._rows.cells.get(cell.pool.unit_id, {}).get(place)
        protected = before.protected if before is not None else None
        laid = replace(cell, reserved_minutes=self._rows.reserved.get(place, 0), protected=protected)
        self._undo.put(self._rows.cells.setdefault(cell.pool.unit_id, {}), place, laid)

    def _fill(self, unit_id: UnitId, place: CellKey, reserved_minutes: int) -> None:
        self._undo.put(self._rows.reserved, place, reserved_minutes)
        cell = self._rows.cells.get(unit_id, {}).get(place)
        if cell is not None:
            full = replace(cell, reserved_minutes=reserved_minutes)
            self._undo.put(self._rows.cells[unit_id], place, full)
