"""Calls from citizens that are being led through the menu."""

from datetime import datetime
from typing import Protocol

from contact_api.domain.voice_menu.menu_session import Dialogue


class Dialogues(Protocol):
    """Calls from citizens that are being led through the menu."""

    def add_dialogue(self, dialogue: Dialogue) -> None:
        """Write a call down that was just answered. Contested when it is known already."""

    def hold_dialogue(self, call_id: str) -> Dialogue | None:
        """The call, kept from others until the transaction ends."""

    def save_dialogue(self, dialogue: Dialogue) -> None: ...
    def forgotten_dialogues(self, *, before: datetime) -> list[str]:
        """Calls that nobody ended and that were last heard of before this."""

    def drop_dialogues(self, *, before: datetime) -> None:
        """Forget the calls that were last heard of before this."""
