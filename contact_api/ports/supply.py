"""How many times were open, day by day."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

from contact_api.domain.booking.supply import OpenTimes
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.core.values import UnitId


class SupplyCounts(Protocol):
    """One count a day, unit and kind of time: the last one of the day."""

    def save_open_times(self, counted: Iterable[OpenTimes]) -> None:
        """Write counts down, in place of earlier ones of the same day."""

    def open_times(
        self, first: date, last: date, *, units: Collection[UnitId] | None = None
    ) -> list[OpenTimes]:
        """The counts of these days, of all units or of these, by day, unit and kind."""

    def counted_kinds(self, day: date) -> Mapping[TimeTypeId, datetime]:
        """When each kind of time was counted last on a day."""
