"""What is known of texts beside the messages themselves: receipts, answers, opt-outs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, Language, Window
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.messages.sms_keywords import Wish
from contact_api.domain.messages.sms_limits import Texted
from contact_api.ports.records import Message


@dataclass(frozen=True, slots=True)
class IncomingText:
    """A text somebody sent us: what it asked for and how it was answered, never its words or its number."""

    provider_id: str
    at: datetime
    number_key: str  # blind index of the sender's number
    wish: Wish | None = None
    reply: str | None = None  # the catalogue's key of what was said straight back
    language: Language | None = None
    contact_id: ContactId | None = None  # the request it was about


@dataclass(frozen=True, slots=True)
class Fared:
    """How texts to one contact's number have fared."""

    opted_out: bool = False
    undelivered: bool = False  # the last one whose fate is known failed for good


class TextBook(Protocol):
    """What is known of texts beside the messages themselves: receipts, answers, opt-outs.

    Numbers are given as blind indexes, under every secret that rows may have been written with.
    """

    def hold_message_of(self, provider_id: str) -> Message | None:
        """The message the provider knows by this id, kept from others until the transaction ends."""

    def texted(self, number_keys: Collection[str], *, since: datetime) -> list[Contact]:
        """Whom texts at this number were about since then, each once; the one of the latest text first."""

    def without_text(
        self, kind: MessageKind, *, edge: Literal["start", "end"], span: Window
    ) -> list[Contact]:
        """Who waits untried for a promise whose window starts (or ends) in the span, not told this kind of it yet."""

    def texted_since(self, number_keys: Collection[str], *, since: datetime, most: int) -> Texted:
        """How many texts made since then were handed over: to this number, and to all, counted up to `most`."""

    def fared(self, contact_id: ContactId, number_keys: Collection[str]) -> Fared: ...
    def has_opted_out(self, number_keys: Collection[str]) -> bool: ...
    def opt_out(self, number_key: str, *, now: datetime) -> None:
        """No texts to this number from now on; opting out twice is opting out once."""

    def opt_in(self, number_keys: Collection[str]) -> None: ...
    def add_incoming(self, text: IncomingText) -> None:
        """Write down a text that came; Contested (here or at the end) when it stands already."""

    def incoming(self, provider_id: str) -> IncomingText | None: ...
    def incoming_from(self, number_keys: Collection[str], *, since: datetime) -> list[IncomingText]:
        """What came from this number since then, the latest first."""
