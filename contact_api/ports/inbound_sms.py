"""Texts that came, and numbers that want none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.values import ContactId, Language
from contact_api.domain.messages.sms_keywords import SmsWish


@dataclass(frozen=True, slots=True)
class IncomingText:
    """A text somebody sent us: what it asked for and how it was answered, never its words or its number."""

    provider_id: str
    at: datetime
    number_key: str  # blind index of the sender's number
    wish: SmsWish | None = None
    reply: str | None = None  # the catalogue's key of what was said straight back
    language: Language | None = None
    contact_id: ContactId | None = None  # the request it was about


class InboundSms(Protocol):
    """Texts that came, and opt-outs. Numbers are blind indexes, under every secret rows may be written with."""

    def add_incoming(self, text: IncomingText) -> None:
        """Write down a text that came; Contested (here or at the end) when it stands already."""

    def incoming(self, provider_id: str) -> IncomingText | None: ...
    def incoming_from(self, number_keys: Collection[str], *, since: datetime) -> list[IncomingText]:
        """What came from this number since then, the latest first."""

    def has_opted_out(self, number_keys: Collection[str]) -> bool: ...
    def opt_out(self, number_key: str, *, now: datetime) -> None:
        """No texts to this number from now on; opting out twice is opting out once."""

    def opt_in(self, number_keys: Collection[str]) -> None: ...
