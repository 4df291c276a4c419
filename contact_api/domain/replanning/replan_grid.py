"""The cells of a plan in the making: what one step reserves the next one cannot."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from contact_api.domain.capacity.availability import opens_at
from contact_api.domain.capacity.capacity import Cell, CellKey, Unit, masters, welcome
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, UnitId
from contact_api.domain.promise.promise import Reservation
from contact_api.domain.work_queue.work_queue import window_ahead


class WorkingGrid:
    """Working copy of the cells; what a step reserves the next one cannot."""

    def __init__(self, cells: Iterable[Cell], units: Mapping[UnitId, Unit]) -> None:
        self._units = units
        self._welcome: dict[tuple[UnitId, Consent], list[UnitId]] = {}
        self._of_unit: dict[UnitId, dict[CellKey, Cell]] = {}
        for cell in cells:
            self._of_unit.setdefault(cell.pool.unit_id, {})[cell.key] = cell

    def cells(self) -> list[Cell]:
        """All of them, as they stand."""
        return [cell for of_unit in self._of_unit.values() for cell in of_unit.values()]

    def holds(self, reservation: Reservation) -> bool:
        """Whether the cell of these minutes is still to come."""
        return reservation.cell_key in self._of_unit.get(reservation.unit_id, {})

    def backs(self, contact: Contact, reservation: Reservation, *, planning: Planning) -> bool:
        """Whether these minutes are still to come, and their pool is at work before the promised window has ended.

        A window may open before its half hour, for staff ahead of the plan: then somebody must be there by its end.
        """
        if not self.holds(reservation):
            return False
        window = window_ahead(contact)
        cell = self._of_unit[reservation.unit_id][reservation.cell_key]
        return window is None or opens_at(cell, planning=planning) < window.end

    def give_back(self, reservation: Reservation) -> None:
        """Let minutes go."""
        self._add(reservation, -reservation.minutes)

    def take(self, reservation: Reservation) -> None:
        """Reserve minutes."""
        self._add(reservation, reservation.minutes)

    def _add(self, reservation: Reservation, minutes: int) -> None:
        if self.holds(reservation):
            of_unit = self._of_unit[reservation.unit_id]
            cell = of_unit[reservation.cell_key]
            full = replace(cell, reserved_minutes=max(0, cell.reserved_minutes + minutes))
            of_unit[reservation.cell_key] = full

    def open_to(self, need: Need) -> list[Cell]:
        """The cells of staff who master it at the units the citizen accepts."""
        return [
            cell
            for unit in self._welcome_units(need)
            for cell in self._of_unit.get(unit, {}).values()
            if masters(cell.pool.professions, cell.pool.languages, need)
        ]

    def _welcome_units(self, need: Need) -> list[UnitId]:
        asked = (need.unit_id, need.consent)
        if asked not in self._welcome:
            own = self._units[need.unit_id]
            self._welcome[asked] = sorted(u.id for u in self._units.values() if welcome(need, u, own))
        return self._welcome[asked]
