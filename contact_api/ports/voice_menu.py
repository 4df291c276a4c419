"""Calls from citizens that are being led through the menu."""

from datetime import datetime
from typing import Protocol

from contact_api.domain.voice_menu.menu_session import MenuSession


class MenuSessions(Protocol):
    """Calls from citizens that are being led through the menu."""

    def add_menu_session(self, menu_session: MenuSession) -> None:
        """Write a call down that was just answered. Contested when it is known already."""

    def hold_menu_session(self, call_id: str) -> MenuSession | None:
        """The call, protected from others' changes until the transaction ends."""

    def save_menu_session(self, menu_session: MenuSession) -> None: ...
    def silent_menu_sessions(self, *, before: datetime) -> list[str]:
        """Calls that nobody ended and that were last heard of before this."""

    def drop_menu_sessions(self, *, before: datetime) -> None:
        """Forget the calls that were last heard of before this."""
