"""Staff minutes on the grid, and which of them are reserved for whom."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from contact_api.domain.capacity.capacity import Cell, CellKey, FullCells, ProtectedMinutes
from contact_api.domain.core.values import ContactId, UnitId, Window
from contact_api.domain.promise.promise import Reservation


class Capacity(Protocol):
    """Staff minutes on the grid; a minute is reserved once at most."""

    def cells(self, units: Collection[UnitId], span: Window) -> list[Cell]:
        """The cells of these units that end after the span's start and begin before its end."""

    def cells_to_fill(
        self, units: Collection[UnitId], span: Window, *, minutes: int
    ) -> tuple[list[Cell], list[FullCells]]:
        """The same, but of units in which no cell holds so many minutes more they are only counted."""

    def lay_cells(self, cells: Iterable[Cell], *, units: Collection[UnitId], span: Window) -> None:
        """Set the staff minutes of these units in the span; reservations stay as they are."""

    def protect(self, protected: Mapping[CellKey, ProtectedMinutes]) -> None:
        """Write down what the plan protects of these cells; reservations stay as they are."""

    def take_staff_minutes(self, minutes: Mapping[CellKey, int]) -> None:
        """Take staff minutes out of cells for what is booked; fewer than none gives them back.

        Contested when what is promised of a cell does not fit any more. A cell that is not laid has nothing to take.
        """

    def reservations(self) -> dict[ContactId, Reservation]: ...
    def reserve(self, reservation: Reservation) -> None:
        """Set minutes aside; Contested when the cell is filled beyond the reservation's limit by now."""

    def release(self, contact_id: ContactId) -> None:
        """Give the minutes reserved for a contact back, if there are any."""

    def minutes_held(self, limited_as: str, *, without: ContactId) -> int:
        """The minutes that open contacts of one submitter hold, those of a contact left out."""

    def minutes_held_at(self, key: str, unit_id: UnitId, span: Window, *, without: ContactId) -> int:
        """The same of one submitter or sender, reserved at one unit in cells of the span, as `cells` finds them."""

    def take_turn(self, limited_as: str, *, now: datetime) -> None:
        """Contested when the same submitter took minutes since `minutes_held` was asked."""

    def forget_turns(self, *, before: datetime) -> None:
        """Remove turns of long ago."""
