"""The time of staff, and what of it is for contacts."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.capacity.staff_time import StaffTime
from contact_api.domain.core.values import UnitId, Window


class Shifts(Protocol):
    """The ledger of staff time; no minute of a person is planned twice."""

    def shifts(self, span: Window, *, units: Collection[UnitId] | None = None) -> list[Shift]:
        """When the staff of these units, or of all, make contacts, as far as it touches the span; less absences.

        Those of named units are protected from others' changes until the transaction ends.
        """

    def staff_time(self, span: Window, *, units: Collection[UnitId]) -> list[StaffTime]:
        """All time of the staff of these units that touches the span, of every kind; protected as above."""

    def add_staff_time(self, times: Iterable[StaffTime]) -> None:
        """Contested when a minute of somebody would be planned twice, or be two absences."""

    def drop_staff_time(self, times: Iterable[StaffTime]) -> None: ...
    def roster_ends(self) -> Mapping[UnitId, datetime]:
        """When the last time for contacts ends that is planned, of each unit that has any."""
