"""What humans are asked to look at once."""

from collections.abc import Collection

from contact_api.adapters.sql.unit_of_work import MOST_AT_ONCE, UnitOfWork
from contact_api.adapters.sql.writes import Table, insert, update
from contact_api.domain.core.values import UnitId
from contact_api.ports import Alert

ALERT = Table("alert", key=("id",))
ADD_ALERT = insert(ALERT, ("id", "contact_id", "unit_id", "kind", "raised_at"))
ACKNOWLEDGE = update(ALERT, ("acknowledged_at", "acknowledged_by"))


class Alerts(UnitOfWork):
    """See contact_api/ports/alerts.py."""

    def add_alert(self, alert: Alert) -> None:
        values = {
            "id": alert.id,
            "contact_id": alert.contact_id,
            "unit_id": alert.unit_id,
            "kind": alert.kind,
            "raised_at": alert.raised_at,
        }
        self._batch.add(ADD_ALERT, values)

    def alerts(self, *, units: Collection[UnitId] | None, open_only: bool) -> list[Alert]:
        found = self._rows(
            "SELECT * FROM alert WHERE (%(units)s::text[] IS NULL OR unit_id = ANY(%(units)s)) "
            "AND (NOT %(open_only)s OR acknowledged_at IS NULL) "
            f"ORDER BY raised_at DESC, id LIMIT {MOST_AT_ONCE}",
            {"units": list(units) if units is not None else None, "open_only": open_only},
        )
        return [Alert(**row) for row in found]

    def hold_alert(self, alert_id: str) -> Alert | None:
        row = self._row("SELECT * FROM alert WHERE id = %(id)s FOR NO KEY UPDATE", {"id": alert_id})
        return Alert(**row) if row else None

    def save_alert(self, alert: Alert) -> None:
        values = {
            "id": alert.id,
            "acknowledged_at": alert.acknowledged_at,
            "acknowledged_by": alert.acknowledged_by,
        }
        self._batch.add(ACKNOWLEDGE, values)
