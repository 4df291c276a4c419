"""What the use cases need from outside that is no store: sealing, providers of texts and calls."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contact_api.domain.calls.calls import LineKind, LineNews
from contact_api.domain.core.values import CallId, ContactId
from contact_api.domain.messages.notifications import Sent


class Sealing(Protocol):
    """Seals texts at rest and makes links nobody can guess."""

    def seal(self, text: str, *, row: str, field: str) -> str: ...
    def unseal(self, sealed: str, *, row: str, field: str) -> str: ...
    def link_token(self, contact_id: ContactId, serial: int) -> str: ...


class TextMessages(Protocol):
    """A provider of text messages; raises SendingFailedTemporarily or SendingFailedPermanently."""

    def send(self, to: str, body: str, *, message_id: str) -> Sent: ...


@dataclass(frozen=True, slots=True)
class LineToRing:
    """One line of a call, to be placed; answered, it is asked for by `call_id` and `kind` what to do."""

    call_id: CallId
    kind: LineKind
    to: str  # E.164
    caller_number: str  # E.164; what the telephone that rings shows
    ring_seconds: int


class Telephone(Protocol):
    """A provider that places calls. It has no memory of ours: the same line asked for twice rings twice."""

    def ring(self, line: LineToRing) -> str:
        """Place a line; the provider's id of it.

        Errors: RingingFailedTemporarily (`perhaps_placed`: the answer was lost), RingingFailedPermanently.
        """

    def hang_up(self, provider_id: str) -> None:
        """End a line; one that has ended stays so. Errors: RingingFailedTemporarily."""

    def ask(self, provider_id: str) -> LineNews | None:
        """What became of a line; None when there is no such line. Errors: RingingFailedTemporarily."""

    def find(self, to: str, *, since: datetime) -> list[str]:
        """Provider's ids of lines placed to this number since then, the first first.

        Errors: RingingFailedTemporarily.
        """
