"""What a transaction reads of messages, alerts, remembered answers, figures and the access log."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from contact_api.adapters.sql import rows, statements
from contact_api.adapters.sql.ways import MOST_AT_ONCE, Ways
from contact_api.domain.core.values import (
    Channel,
    ContactId,
    ContactState,
    Intake,
    MessageId,
    PersonId,
    UnitId,
    Urgency,
    Window,
)
from contact_api.domain.figures.figures import FigureRow
from contact_api.ports import Access, Alert, Answer, Message


class Records(Ways):
    """The reads of what is kept beside the contacts."""

    def message(self, message_id: MessageId) -> Message | None:
        row = self._row("SELECT * FROM message WHERE id = %(id)s", {"id": message_id})
        return rows.message_of(row) if row else None

    def hold_message(self, message_id: MessageId) -> Message | None:
        row = self._row("SELECT * FROM message WHERE id = %(id)s FOR NO KEY UPDATE", {"id": message_id})
        return rows.message_of(row) if row else None

    def unsent_messages(self, *, now: datetime) -> list[MessageId]:
        """Those whose time has come; one that was rung for lately is left to its job for half a minute."""
        found = self._rows(
            "SELECT id FROM message WHERE state IN ('queued', 'failed_temporarily') "
            "AND coalesce(next_try_at, created_at + interval '30 seconds') <= %(now)s "
            "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.ids ->> 'message_id' = message.id "
            "AND (o.relayed_at IS NULL OR o.relayed_at > %(now)s - interval '30 seconds')) "
            f"ORDER BY created_at LIMIT {MOST_AT_ONCE}",
            {"now": now},
        )
        return [MessageId(row["id"]) for row in found]

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

    def answer(self, client: str, key: str) -> Answer | None:
        row = self._row(
            "SELECT * FROM answer WHERE client = %(client)s AND key = %(key)s", {"client": client, "key": key}
        )
        return Answer(**row) if row else None

    def figure_rows(self, span: Window) -> list[FigureRow]:
        values = {"region": self._region.code, "start": span.start, "end": span.end}
        return [_figure_row_of(row) for row in self._rows(statements.FIGURE_ROWS, values)]

    def access_log(
        self, *, person_id: PersonId | None, actor: str | None, span: Window, limit: int, offset: int
    ) -> list[Access]:
        found = self._rows(
            "SELECT at, actor, role, action, purpose, commission, unit_id, contact_id, person_id "
            "FROM access_log WHERE at >= %(start)s AND at < %(end)s "
            "AND (%(person)s::text IS NULL OR person_id = %(person)s) "
            "AND (%(actor)s::text IS NULL OR actor = %(actor)s) ORDER BY at DESC, id DESC "
            "LIMIT %(limit)s OFFSET %(offset)s",
            {
                "start": span.start,
                "end": span.end,
                "person": person_id,
                "actor": actor,
                "limit": limit,
                "offset": offset,
            },
        )
        return [Access(**row) for row in found]


def _figure_row_of(row: Mapping[str, Any]) -> FigureRow:
    return FigureRow(
        contact_id=ContactId(row["id"]),
        unit_id=UnitId(row["unit_id"]),
        channel=Channel(row["channel"]),
        intake=Intake(row["intake"]),
        urgency=Urgency(row["urgency"]),
        state=ContactState(row["state"]),
        sought_at=row["sought_at"],
        times_sought=row["times_sought"],
        first_backed=bool(row["first_backed"]),
        first_window=rows.window_of(row),
        promises=row["promises"],
        attempts=tuple(zip(row["started"] or (), row["reached"] or (), strict=True)),
    )
