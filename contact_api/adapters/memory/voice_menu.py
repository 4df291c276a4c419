"""Calls from citizens that are being led through the menu."""

from datetime import datetime

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.voice_menu.menu_session import MenuSession
from contact_api.ports import Contested


class MenuSessions(UnitOfWork):
    """See contact_api/ports/voice_menu.py."""

    def add_menu_session(self, menu_session: MenuSession) -> None:
        if menu_session.call_id in self._rows.menu_sessions:
            raise Contested
        self.save_menu_session(menu_session)

    def hold_menu_session(self, call_id: str) -> MenuSession | None:
        return self._rows.menu_sessions.get(call_id)

    def save_menu_session(self, menu_session: MenuSession) -> None:
        self._undo.put(self._rows.menu_sessions, menu_session.call_id, menu_session)

    def silent_menu_sessions(self, *, before: datetime) -> list[str]:
        open_ones = (one for one in self._rows.menu_sessions.values() if not one.is_over)
        silent = sorted((one.heard_at, one.call_id) for one in open_ones if one.heard_at < before)
        return [call_id for _, call_id in silent]

    def drop_menu_sessions(self, *, before: datetime) -> None:
        for call_id, one in list(self._rows.menu_sessions.items()):
            if one.heard_at < before:
                self._undo.drop(self._rows.menu_sessions, call_id)
