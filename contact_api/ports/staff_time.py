"""The time of staff, and what of it is for contacts."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.capacity.staff_time import StaffTime
from contact_api.domain.core.values import StaffId, UnitId, Window


class Shifts(Protocol):
    """The ledger of staff time; no minute of a person is planned twice."""

    def shifts(self, span: Window, *, units: Collection[UnitId] | None = None) -> list[Shift]:
        """When staff make contacts at these units, or at all, as far as it touches the span; less absences.

        Those of named units are protected from others' changes until the transaction ends.
        """

    def staff_time(self, span: Window, *, units: Collection[UnitId]) -> list[StaffTime]:
        """All time at these units that touches the span, of every kind; protected as above.

        With the absences of whoever works there, at whichever unit they were entered.
        """

    def staff_time_of(self, staff: Collection[StaffId], span: Window) -> list[StaffTime]:
        """All time of these people that touches the span, at every unit; protected as above."""

    def listed_staff_time(
        self,
        span: Window,
        *,
        units: Collection[UnitId],
        staff_id: StaffId | None = None,
        limit: int,
        offset: int = 0,
    ) -> list[StaffTime]:
        """A page of what `staff_time` finds, of all or of one person, by when it begins; nothing is protected."""

    def add_staff_time(self, times: Iterable[StaffTime]) -> None:
        """Contested when a minute of somebody would be planned twice, or be two absences."""

    def drop_staff_time(self, times: Iterable[StaffTime]) -> None: ...
    def roster_ends(self) -> Mapping[UnitId, datetime]:
        """When the last time for contacts ends that is planned, of each unit that has any."""
