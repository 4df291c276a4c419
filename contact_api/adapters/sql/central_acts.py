"""What was done for a unit or the whole region, and who did it."""

from collections.abc import Collection

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, insert
from contact_api.domain.core.values import UnitId
from contact_api.ports import ActKind, CentralAct

COLUMNS = (
    *("at", "kind", "actor", "role", "commission", "unit_id"),
    *("subject_id", "from_at", "to_at", "why"),
)
ACT = Table("central_act")
ADD_ACT = insert(ACT, COLUMNS)
LISTED = ", ".join(COLUMNS)
OF_ALL = f"SELECT {LISTED} FROM central_act ORDER BY at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s"
OF_UNITS = OF_ALL.replace("ORDER BY", "WHERE unit_id = ANY(%(units)s) ORDER BY")


class CentralActs(UnitOfWork):
    """See contact_api/ports/central_acts.py."""

    def add_act(self, act: CentralAct) -> None:
        self._batch.add(ADD_ACT, {name: getattr(act, name) for name in COLUMNS})

    def acts(self, *, units: Collection[UnitId] | None, limit: int, offset: int = 0) -> list[CentralAct]:
        wanted = {"limit": limit, "offset": offset, "units": None if units is None else list(units)}
        found = self._rows(OF_ALL if units is None else OF_UNITS, wanted)
        return [CentralAct(**(row | {"kind": ActKind(row["kind"])})) for row in found]
