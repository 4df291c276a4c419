"""What humans are asked to look at once."""

from collections.abc import Collection
from dataclasses import asdict, fields

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, insert, update
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.ports import Alert

ALERT = Table("alert", key=("id",))
COLUMNS = tuple(field.name for field in fields(Alert))
ADD_ALERT = insert(ALERT, COLUMNS)
SAVE_ALERT = update(ALERT, COLUMNS)
OPEN = "SELECT * FROM alert WHERE contact_id = %(id)s AND kind = ANY(%(kinds)s) AND acknowledged_at IS NULL"


class Alerts(UnitOfWork):
    """See contact_api/ports/alerts.py."""

    def add_alert(self, alert: Alert) -> None:
        self._batch.add(ADD_ALERT, asdict(alert))

    def alerts(
        self, *, units: Collection[UnitId] | None, open_only: bool, limit: int, offset: int = 0
    ) -> list[Alert]:
        only = ["acknowledged_at IS NULL"] * open_only + ["unit_id = ANY(%(units)s)"] * (units is not None)
        where = f"WHERE {' AND '.join(only)}" if only else ""
        found = self._rows(
            f"SELECT * FROM alert {where} ORDER BY raised_at, id LIMIT %(limit)s OFFSET %(offset)s",
            {"units": list(units or ()), "limit": limit, "offset": offset},
        )
        return [Alert(**row) for row in found]

    def hold_open_alert(self, contact_id: ContactId, kinds: Collection[str]) -> Alert | None:
        row = self._row(
            f"{OPEN} ORDER BY raised_at, id LIMIT 1 FOR NO KEY UPDATE",
            {"id": contact_id, "kinds": list(kinds)},
        )
        return Alert(**row) if row else None

    def hold_alert(self, alert_id: str) -> Alert | None:
        row = self._row("SELECT * FROM alert WHERE id = %(id)s FOR NO KEY UPDATE", {"id": alert_id})
        return Alert(**row) if row else None

    def save_alert(self, alert: Alert) -> None:
        self._batch.add(SAVE_ALERT, asdict(alert))
