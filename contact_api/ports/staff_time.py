"""When staff make contacts."""

from collections.abc import Collection
from typing import Protocol

from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.core.values import UnitId, Window


class Shifts(Protocol):
    """The time in which staff members make contacts."""

    def shifts(self, span: Window, *, units: Collection[UnitId] | None = None) -> list[Shift]:
        """The shifts of these units, or of all, that touch the span.

        Those of named units are protected from others' changes until the transaction ends.
        """

    def save_shift(self, shift: Shift) -> None: ...
