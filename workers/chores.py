"""Something that is due again after a while, and rests longer each time it fails."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from redis.exceptions import RedisError

from contact_api.usecases.planning.plan_day import wait_after

SHORT_REST = timedelta(
    seconds=10
)  # what is done every moment is tried again that soon, however long it failed


@dataclass
class Every:
    """Due first at once, then after `wait`; after a failure sooner or later, by how often it failed in a row."""

    wait: timedelta
    act: Callable[[datetime], object]
    due_at: datetime | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)

    @property
    def name(self) -> str:
        """For the log and for health."""
        return self.act.__name__

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be done now."""
        return self.due_at is None or now >= self.due_at

    def run(self, now: datetime) -> None:
        """Do it. Errors: what it raises passes on, and it rests; not without Redis, which may be back any moment."""
        try:
            self.act(now)
        except RedisError:
            self.failures += 1
            self.due_at = now
            raise
        except Exception:
            self.failures += 1
            self.due_at = now + min(wait_after(self.failures), max(self.wait, SHORT_REST))
            raise
        self.failures = 0
        self.due_at = now + self.wait
