"""What is written between staff and citizens."""

from collections.abc import Sequence

from contact_api.adapters.memory.writing import Writing
from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.written_messages import Letter
from contact_api.ports import Contested


class Letters(Writing):
    """See contact_api/ports/letters.py."""

    def add_letter(self, letter: Letter) -> None:
        if letter.id in self._rows.letters:
            raise Contested
        self._undo.put(self._rows.letters, letter.id, letter)

    def letters(self, contact_id: ContactId) -> Sequence[Letter]:
        about = (letter for letter in self._rows.letters.values() if letter.contact_id == contact_id)
        return sorted(about, key=lambda letter: (letter.written_at, letter.id))
