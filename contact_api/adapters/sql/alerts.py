"""What humans are asked to look at once."""

from collections.abc import Collection
from dataclasses import asdict, fields

from contact_api.adapters.sql.contact_rows import ContactRows
from contact_api.adapters.sql.writes import Table, insert, update
from contact_api.domain.core.minute_limits import is_sender
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.ports import Alert
from contact_api.ports.alerts import MOST_OF_ONE

ALERT = Table("alert", key=("id",))
COLUMNS = tuple(field.name for field in fields(Alert))
ADD_ALERT = insert(ALERT, COLUMNS)
SAVE_ALERT = update(ALERT, COLUMNS)
IS_OPEN = "acknowledged_at IS NULL AND closed_at IS NULL"
OPEN = f"SELECT * FROM alert WHERE contact_id = %(id)s AND kind = ANY(%(kinds)s) AND {IS_OPEN}"
NOT_CLOSED = (
    "SELECT * FROM alert WHERE contact_id = %(id)s AND closed_at IS NULL"
    " ORDER BY raised_at, id FOR NO KEY UPDATE"
)
WEIGHTIEST = (
    "SELECT * FROM alert WHERE contact_id = %(id)s"
    " ORDER BY closed_at IS NULL DESC, acknowledged_at IS NULL DESC, raised_at DESC, id DESC LIMIT 1"
)
# What is open is little; who raised many must not stand before whoever raised one.
BY_TURNS = """
SELECT {columns} FROM (
  SELECT alert.*, row_number() OVER (PARTITION BY coalesce(c.limited_as, alert.id) ORDER BY raised_at, alert.id) AS turn
    FROM (SELECT * FROM alert {where}) alert LEFT JOIN contact_request c ON c.id = alert.contact_id) open_alert
 ORDER BY turn > %(most_of_one)s, raised_at, id
"""

OPEN_OF = """
SELECT a.* FROM alert a JOIN contact_request c ON c.id = a.contact_id
 WHERE c.{column} = %(key)s AND c.state IN ('waiting', 'claimed')
   AND a.kind = %(kind)s AND a.acknowledged_at IS NULL AND a.closed_at IS NULL
 ORDER BY a.raised_at, a.id LIMIT 1 FOR NO KEY UPDATE OF a
"""


class Alerts(ContactRows):
    """See contact_api/ports/alerts.py."""

    def add_alert(self, alert: Alert) -> None:
        self._without_alert.discard(alert.contact_id or "")
        self._batch.add(ADD_ALERT, asdict(alert))

    def alerts(
        self,
        *,
        units: Collection[UnitId] | None,
        open_only: bool,
        leaving_out: Collection[str] = (),
        limit: int,
        offset: int = 0,
    ) -> list[Alert]:
        only = [IS_OPEN] * open_only + ["unit_id = ANY(%(units)s)"] * (units is not None)
        only += ["kind <> ALL(%(leaving_out)s)"] * bool(leaving_out)
        where = f"WHERE {' AND '.join(only)}" if only else ""
        page = BY_TURNS if open_only else "SELECT * FROM alert {where} ORDER BY raised_at, id"
        found = self._rows(
            f"{page.format(where=where, columns=', '.join(COLUMNS))} LIMIT %(limit)s OFFSET %(offset)s",
            {
                "most_of_one": MOST_OF_ONE,
                "units": list(units or ()),
                "leaving_out": list(leaving_out),
                "limit": limit,
                "offset": offset,
            },
        )
        return [Alert(**row) for row in found]

    def hold_open_alert(self, contact_id: ContactId, kinds: Collection[str]) -> Alert | None:
        row = self._row(
            f"{OPEN} ORDER BY raised_at, id LIMIT 1 FOR NO KEY UPDATE",
            {"id": contact_id, "kinds": list(kinds)},
        )
        return Alert(**row) if row else None

    def unclosed_alerts(self, kind: str) -> list[Alert]:
        found = self._rows(
            "SELECT * FROM alert WHERE contact_id IS NULL AND closed_at IS NULL AND kind = %(kind)s"
            " ORDER BY raised_at, id",
            {"kind": kind},
        )
        return [Alert(**row) for row in found]

    def hold_alerts_of(self, contact_id: ContactId) -> list[Alert]:
        return [Alert(**row) for row in self._rows(NOT_CLOSED, {"id": contact_id})]

    def alert_of(self, contact_id: ContactId) -> Alert | None:
        if contact_id in self._without_alert:
            return None
        return next((Alert(**row) for row in self._seen(WEIGHTIEST, {"id": contact_id})), None)

    def alert(self, alert_id: str) -> Alert | None:
        row = self._row("SELECT * FROM alert WHERE id = %(id)s", {"id": alert_id})
        return Alert(**row) if row else None

    def hold_open_alert_of(self, key: str, kind: str) -> Alert | None:
        column = "sent_by" if is_sender(key) else "limited_as"
        row = self._row(OPEN_OF.format(column=column), {"key": key, "kind": kind})
        return Alert(**row) if row else None

    def hold_alert(self, alert_id: str) -> Alert | None:
        row = self._row("SELECT * FROM alert WHERE id = %(id)s FOR NO KEY UPDATE", {"id": alert_id})
        return Alert(**row) if row else None

    def save_alert(self, alert: Alert) -> None:
        self._batch.add(SAVE_ALERT, asdict(alert))
