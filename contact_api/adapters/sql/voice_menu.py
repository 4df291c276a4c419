"""Calls from citizens that are being led through the menu."""

from datetime import datetime

from contact_api.adapters.sql.menu_session_rows import COLUMNS, menu_session_of, values_of
from contact_api.adapters.sql.ways import MOST_AT_ONCE, Ways
from contact_api.domain.voice_menu.menu_session import MenuSession

_INSERT = (
    f"INSERT INTO menu_session ({', '.join(COLUMNS)}) VALUES ({', '.join(f'%({name})s' for name in COLUMNS)})"
)
_MOVING = [name for name in COLUMNS if name not in ("call_id", "unit_id", "begun_at")]
_UPDATE = f"UPDATE menu_session SET {', '.join(f'{name} = %({name})s' for name in _MOVING)} WHERE call_id = %(call_id)s"


class MenuSessions(Ways):
    """See contact_api/ports/voice_menu.py."""

    def add_menu_session(self, menu_session: MenuSession) -> None:
        values = values_of(menu_session, self._sealer)
        self._batch.add(_INSERT, values, touches=("menu_session", menu_session.call_id))

    def hold_menu_session(self, call_id: str) -> MenuSession | None:
        sql = "SELECT * FROM menu_session WHERE call_id = %(call_id)s FOR NO KEY UPDATE"
        row = self._row(sql, {"call_id": call_id})
        return menu_session_of(row, self._sealer) if row else None

    def save_menu_session(self, menu_session: MenuSession) -> None:
        values = values_of(menu_session, self._sealer)
        self._batch.add(_UPDATE, values, touches=("menu_session", menu_session.call_id))

    def silent_menu_sessions(self, *, before: datetime) -> list[str]:
        found = self._rows(
            "SELECT call_id FROM menu_session WHERE step <> 'ended' AND heard_at < %(before)s "
            f"ORDER BY heard_at, call_id LIMIT {MOST_AT_ONCE}",
            {"before": before},
        )
        return [row["call_id"] for row in found]

    def drop_menu_sessions(self, *, before: datetime) -> None:
        sql = "DELETE FROM menu_session WHERE heard_at < %(before)s"
        self._batch.add(sql, {"before": before}, touches=("menu_session",))
