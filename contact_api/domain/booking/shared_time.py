"""Time for call-backs or bookings, whichever comes first: what is promised of it is booked by nobody.

Call-backs are promised of cells, which are the minutes of several people; a booking takes minutes of one person. So a
booking in shared time takes its minutes out of the cells of that person, and fits as long as what is promised of each
of them fits into what is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from contact_api.domain.booking.free_time import FreeTime
from contact_api.domain.capacity.capacity import Cell, CellKey, Shift, StaffMember, minutes_in_cells
from contact_api.domain.core.values import StaffId, UnitId, Window


@dataclass(frozen=True)
class PromisedTime:
    """The cells of shared time as they stand. `given_back`: minutes that are in none of them, but will be.

    They are those of holds that have ended, and of a booking that is being moved.
    """

    cells: Mapping[CellKey, Cell]
    given_back: Mapping[CellKey, int]
    staff: Mapping[StaffId, StaffMember]
    open_at: Mapping[UnitId, tuple[Window, ...]] | None  # as `cells_of` has it
    now: datetime

    def has_room(self, free: FreeTime, busy: Window) -> bool:
        """Whether so much can be booked of that stretch beside what is promised."""
        taken = shared_minutes(free, busy, self.staff, open_at=self.open_at)
        return all(self._fits(place, minutes) for place, minutes in taken.items())

    def _fits(self, place: CellKey, taken: int) -> bool:
        cell = self.cells.get(place)
        if cell is None:  # not laid: nothing of it is promised yet
            return True
        whole = replace(cell, staff_minutes=cell.staff_minutes + self.given_back.get(place, 0))
        left = replace(whole, staff_minutes=whole.staff_minutes - taken)
        if left.staff_minutes < 0 or cell.reserved_minutes > left.holds:
            return False
        return self.now <= cell.start or cell.reserved_minutes + taken * cell.fill <= whole.to_come(self.now)


def shared_minutes(
    free: FreeTime,
    busy: Window,
    staff: Mapping[StaffId, StaffMember],
    *,
    open_at: Mapping[UnitId, tuple[Window, ...]] | None,
) -> dict[CellKey, int]:
    """What a booking of that stretch takes of which cells; `open_at` as in `cells_of`."""
    pieces = [
        Shift(free.staff_id, max(one.start, busy.start), min(one.end, busy.end), unit_id=free.unit_id)
        for one in free.shared
        if one.overlaps(busy)
    ]
    return minutes_in_cells(pieces, staff, open_at=open_at)
