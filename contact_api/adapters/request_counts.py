"""How often each client asked this minute, counted in Redis for all server processes; in memory while it is away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

AWAY_FOR = timedelta(seconds=10)  # so long Redis is not asked again after it failed
PATIENCE = 0.3  # seconds; a request does not wait for its count

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Counted:
    """What is left of a client's requests, and when they are given anew; below zero there are too many."""

    left: int
    resets_at: datetime


class RequestCounts:
    """Counts by a key that gives nothing of the client away. Safe to share between threads."""

    def __init__(
        self, redis_url: str | None, region: str, *, hide: Callable[[str], str], now: Callable[[], datetime]
    ) -> None:
        self._here = FixedWindowRateLimiter(MemoryStorage())
        self._shared = _shared(redis_url, region) if redis_url else None
        self._hide = hide
        self._now = now
        self._ask_again_at = datetime.min.replace(tzinfo=UTC)

    def take(self, client: str, per_minute: int, *, requests: int) -> Counted:
        """Count so many requests of this client."""
        key, item = self._hide(client), RateLimitItemPerMinute(per_minute)
        if self._shared is not None and self._now() >= self._ask_again_at:
            try:
                return _count(self._shared, item, key, requests)
            except RedisError as fault:
                self._ask_again_at = self._now() + AWAY_FOR
                log.warning("requests.counted_here", fault=type(fault).__name__)
        return _count(self._here, item, key, requests)


def _shared(redis_url: str, region: str) -> FixedWindowRateLimiter:
    storage = RedisStorage(
        redis_url, key_prefix=f"{region}-requests", socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
    return FixedWindowRateLimiter(storage)


def _count(limiter: FixedWindowRateLimiter, item: RateLimitItemPerMinute, key: str, requests: int) -> Counted:
    fits = limiter.hit(item, key, cost=requests)
    window = limiter.get_window_stats(item, key)
    left = window.remaining if fits else -1
    return Counted(left, datetime.fromtimestamp(window.reset_time, UTC))
