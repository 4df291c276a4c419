"""How often one client may ask: a limit against loops and floods, far above what anybody needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

MOST_CLIENTS = 100_000
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a client's requests this minute; below zero the request is refused."""

    limit: int
    left: int
    resets_in: int  # seconds


class RateLimit:
    """Counts requests per client and minute, in this process. Forgets everybody when the minute ends."""

    def __init__(self, per_minute: int, now: Callable[[], datetime]) -> None:
        self._limit = per_minute
        self._now = now
        self._minute = 0
        self._counts: dict[int, int] = {}

    def take(self, client: int) -> Allowance:
        """Count one request of this client. Only called on the event loop, so without a lock."""
        second = int(self._now().timestamp())
        minute, gone = divmod(second, MINUTE)
        if minute != self._minute or len(self._counts) > MOST_CLIENTS:
            self._minute, self._counts = minute, {}
        count = self._counts.get(client, 0) + 1
        self._counts[client] = count
        return Allowance(self._limit, self._limit - count, MINUTE - gone)
