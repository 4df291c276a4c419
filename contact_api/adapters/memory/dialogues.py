"""Calls from citizens that are being led through the menu."""

from datetime import datetime

from contact_api.adapters.memory.writing import Writing
from contact_api.domain.voice_menu.menu_session import Dialogue
from contact_api.ports import Contested


class Dialogues(Writing):
    """See contact_api/ports/dialogues.py."""

    def add_dialogue(self, dialogue: Dialogue) -> None:
        if dialogue.call_id in self._rows.dialogues:
            raise Contested
        self.save_dialogue(dialogue)

    def hold_dialogue(self, call_id: str) -> Dialogue | None:
        return self._rows.dialogues.get(call_id)

    def save_dialogue(self, dialogue: Dialogue) -> None:
        self._undo.put(self._rows.dialogues, dialogue.call_id, dialogue)

    def forgotten_dialogues(self, *, before: datetime) -> list[str]:
        open_ones = (one for one in self._rows.dialogues.values() if not one.is_over)
        silent = sorted((one.heard_at, one.call_id) for one in open_ones if one.heard_at < before)
        return [call_id for _, call_id in silent]

    def drop_dialogues(self, *, before: datetime) -> None:
        for call_id, one in list(self._rows.dialogues.items()):
            if one.heard_at < before:
                self._undo.drop(self._rows.dialogues, call_id)
