"""What was done for a unit or the whole region, and who did it."""

from collections.abc import Collection

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.core.values import UnitId
from contact_api.ports import CentralAct


class CentralActs(UnitOfWork):
    """See contact_api/ports/central_acts.py."""

    def add_act(self, act: CentralAct) -> None:
        self._undo.append(self._rows.central_acts, act)

    def acts(self, *, units: Collection[UnitId] | None, limit: int, offset: int = 0) -> list[CentralAct]:
        last_written_first = [
            act for act in reversed(self._rows.central_acts) if units is None or act.unit_id in units
        ]
        return sorted(last_written_first, key=lambda act: act.at, reverse=True)[offset : offset + limit]
