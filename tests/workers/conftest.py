"""Workers and scheduler on a small region in PostgreSQL and a real Valkey, set up by the environment."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis
from rq.serializers import JSONSerializer

from contact_api.adapters.queue.rq_queue import RegionQueues
from contact_api.adapters.sql.scheduler_lock import SchedulerLock
from contact_api.adapters.sql.store import SqlStore
from contact_api.bootstrap import Application
from tests.adapters.sql.small_region import NINE, SECRET, asked, write_small_region
from workers import start_up
from workers.job_worker import JobWorker
from workers.schedule import Scheduler


@dataclass(frozen=True)
class Workplace:
    """One database, one Redis, one dry phone, and the processes' way to them."""

    database_url: str
    redis: Redis
    phone: Path
    move_clock: Callable[[float], None]

    @property
    def app(self) -> Application:
        """As a worker process has it."""
        return start_up.app()

    @property
    def store(self) -> SqlStore:
        assert isinstance(self.app.store, SqlStore)
        return self.app.store

    @property
    def queues(self) -> RegionQueues:
        return RegionQueues(self.redis, self.app.settings.region)

    def scheduler(self) -> Scheduler:
        return Scheduler(self.app, self.store, self.queues)

    def queued(self) -> list[str]:
        """The ids of the jobs that wait."""
        return [one for queue in self.queues.queues for one in queue.job_ids]

    def work(self) -> None:
        """One worker until nothing waits any more."""
        JobWorker(self.queues.queues, connection=self.redis, serializer=JSONSerializer).work(burst=True)

    def texts(self) -> list[dict[str, str]]:
        """What the dry phone has been given."""
        return (
            [json.loads(line) for line in self.phone.read_text().splitlines()] if self.phone.exists() else []
        )

    def states(self) -> list[str]:
        """The states of the messages, the oldest first."""
        return [
            state for (state,) in asked(self.database_url, "select state from message order by created_at")
        ]

    def unrelayed(self) -> int:
        """How many jobs for texts wait in the outbox."""
        waiting = "select count(*) from outbox where relayed_at is null and job = 'send_message'"
        return int(asked(self.database_url, waiting)[0][0])


@pytest.fixture
def place(
    database_url: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workplace]:
    """The clock stands at nine when the test begins, and runs."""
    write_small_region(database_url)

    def move_clock(seconds: float) -> None:
        offset = (NINE - datetime.now(UTC)).total_seconds() + seconds
        monkeypatch.setenv("CONTACT_CLOCK_OFFSET_SECONDS", str(offset))
        _forget()

    phone = tmp_path / "phone.jsonl"
    for name, value in {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "REGION": "99",
        "SECRET_KEY": SECRET,
        "DRY_MESSAGES_FILE": str(phone),
    }.items():
        monkeypatch.setenv(f"CONTACT_{name}", value)
    move_clock(0)
    with Redis.from_url(redis_url) as redis:
        yield Workplace(database_url, redis, phone, move_clock)
    _forget()


@pytest.fixture
def lock(place: Workplace) -> Iterator[SchedulerLock]:
    """The scheduler's lock, held by the test."""
    with SchedulerLock(place.database_url) as lock:
        assert lock.take(now=place.app.now())
        yield lock


def _forget() -> None:
    """The next who asks gets a new application, as in a new process."""
    if start_up.app.cache_info().currsize:
        store = start_up.app().store
        assert isinstance(store, SqlStore)
        store.close()
        start_up.app.cache_clear()
