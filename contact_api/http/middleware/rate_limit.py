"""How often one client may ask: a limit against loops and floods, far above what anybody needs.

A client is known by what was verified: the address of its connection, then its sign-in, its link or its key. What a
header only says counts for nothing. Requests are counted a hundredth of the limit at a time, and the first hundredth of
a minute only with the second: who asks now and then waits for no count.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from starlette.concurrency import run_in_threadpool

MOST_CLIENTS = 100_000
SHARES = 100  # of a limit, each counted at once
MINUTE = 60
LEAST_LIFE = timedelta(seconds=1)  # of a share: counts tell the end of a minute in whole seconds
MOST_LOOKS = SHARES + 2  # others may use shares up before whoever waited for one; then the limit is reached


class Counted(Protocol):
    """What a count comes to."""

    @property
    def left(self) -> int: ...
    @property
    def resets_at(self) -> datetime: ...


class Counts(Protocol):
    """Counts requests of all server processes together."""

    def take(self, client: str, per_minute: int, *, requests: int) -> Counted: ...


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a client's requests this minute; below zero the request is refused."""

    limit: int
    left: int
    resets_in: int  # seconds


@dataclass(slots=True)
class _Share:
    """Requests that were counted and not yet made."""

    unused: int
    left: int
    resets_at: datetime
    untold: int = 0  # of them, not counted yet where all processes count

    def still_counts(self, now: datetime) -> bool:
        """Whether it has requests left, or says for the rest of the minute that there are none."""
        return now < self.resets_at and (self.unused > 0 or self.left < 0)


class RateLimit:
    """Lets so many requests of a client through each minute. Only used on the event loop, so without a lock."""

    def __init__(
        self, counts: Counts, now: Callable[[], datetime], *, most_clients: int = MOST_CLIENTS
    ) -> None:
        self._counts = counts
        self._now = now
        self._most_clients = most_clients  # that are known without asking
        self._shares: OrderedDict[str, _Share] = OrderedDict()
        self._pending: dict[str, asyncio.Future[_Share]] = {}

    async def take(self, client: str, per_minute: int) -> Allowance:
        """Count one request of this client."""
        share, now = self._shares.get(client), self._now()
        if per_minute >= SHARES and (share is None or now >= share.resets_at):
            share = self._first_share(client, per_minute, now)
        for _ in range(MOST_LOOKS):
            if share is not None and share.still_counts(now):
                break
            share, now = await self._renewed(client, per_minute), self._now()
        assert share is not None  # noqa: S101 - it was looked for
        share.unused -= 1
        resets_in = int((share.resets_at - now).total_seconds()) + 1
        return Allowance(per_minute, share.left + max(share.unused, 0), min(max(resets_in, 1), MINUTE))

    def _first_share(self, client: str, per_minute: int, now: datetime) -> _Share:
        requests = per_minute // SHARES
        left, resets_at = per_minute - requests, now + timedelta(seconds=MINUTE)
        return self._keep(client, _Share(requests, left, resets_at, untold=requests))

    async def _renewed(self, client: str, per_minute: int) -> _Share:
        """The client's next share, counted once for all of its requests that wait for it."""
        pending = self._pending.get(client)
        if pending is None:
            pending = asyncio.ensure_future(self._next_share(client, per_minute))
            self._pending[client] = pending
            pending.add_done_callback(lambda _: self._pending.pop(client, None))
        return await asyncio.shield(pending)

    async def _next_share(self, client: str, per_minute: int) -> _Share:
        requests = max(1, per_minute // SHARES)
        before = self._shares.get(client)
        told = requests + (before.untold if before else 0)
        counted = await run_in_threadpool(self._counts.take, client, per_minute, requests=told)
        # The window may end while it is asked for; what was counted then is still let through.
        resets_at = max(counted.resets_at, self._now() + LEAST_LIFE)
        return self._keep(client, _Share(requests if counted.left >= 0 else 0, counted.left, resets_at))

    def _keep(self, client: str, share: _Share) -> _Share:
        self._shares[client] = share
        self._shares.move_to_end(client)
        if len(self._shares) > self._most_clients:
            self._shares.popitem(last=False)
        return share
