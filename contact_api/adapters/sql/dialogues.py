"""Calls from citizens that are being led through the menu."""

from datetime import datetime

from contact_api.adapters.sql.dialogue_rows import COLUMNS, dialogue_of, values_of
from contact_api.adapters.sql.ways import MOST_AT_ONCE, Ways
from contact_api.domain.voice_menu.menu_session import Dialogue

_INSERT = (
    f"INSERT INTO dialogue ({', '.join(COLUMNS)}) VALUES ({', '.join(f'%({name})s' for name in COLUMNS)})"
)
_MOVING = [name for name in COLUMNS if name not in ("call_id", "unit_id", "begun_at")]
_UPDATE = (
    f"UPDATE dialogue SET {', '.join(f'{name} = %({name})s' for name in _MOVING)} WHERE call_id = %(call_id)s"
)


class Dialogues(Ways):
    """See contact_api/ports/dialogues.py."""

    def add_dialogue(self, dialogue: Dialogue) -> None:
        values = values_of(dialogue, self._sealer)
        self._batch.add(_INSERT, values, touches=("dialogue", dialogue.call_id))

    def hold_dialogue(self, call_id: str) -> Dialogue | None:
        sql = "SELECT * FROM dialogue WHERE call_id = %(call_id)s FOR NO KEY UPDATE"
        row = self._row(sql, {"call_id": call_id})
        return dialogue_of(row, self._sealer) if row else None

    def save_dialogue(self, dialogue: Dialogue) -> None:
        values = values_of(dialogue, self._sealer)
        self._batch.add(_UPDATE, values, touches=("dialogue", dialogue.call_id))

    def forgotten_dialogues(self, *, before: datetime) -> list[str]:
        found = self._rows(
            "SELECT call_id FROM dialogue WHERE step <> 'ended' AND heard_at < %(before)s "
            f"ORDER BY heard_at, call_id LIMIT {MOST_AT_ONCE}",
            {"before": before},
        )
        return [row["call_id"] for row in found]

    def drop_dialogues(self, *, before: datetime) -> None:
        sql = "DELETE FROM dialogue WHERE heard_at < %(before)s"
        self._batch.add(sql, {"before": before}, touches=("dialogue",))
