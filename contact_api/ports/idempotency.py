"""What was answered to requests that may be sent again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class KeyUsed(Exception):
    """The Idempotency-Key has been answered before; nothing was written. The edge looks the answer up."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a request with an Idempotency-Key, so that the same request gets the same again."""

    client: str
    key: str
    route: str
    body_hash: str
    status: int
    body: str
    at: datetime


class Answers(Protocol):
    """What was answered, by client and Idempotency-Key."""

    def add_answer(self, answer: Answer) -> None:
        """Remember an answer; KeyUsed (here or at the end) when the client used the key before."""

    def answer(self, client: str, key: str) -> Answer | None: ...
