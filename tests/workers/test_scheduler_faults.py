"""A fault at any statement of the scheduler: its work goes on, and another process could always take over."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import psycopg
import pytest
from redis import Redis

from contact_api.adapters.queue.rq_queue import RegionQueues
from contact_api.adapters.sql.scheduler_lock import SchedulerLock
from contact_api.adapters.sql.store import SqlStore
from contact_api.bootstrap import build
from contact_api.demo.databases import connected
from tests.adapters.sql.small_region import NINE, asked, settings_for, write_small_region
from tests.http.world import Clock
from tests.patience import eventually
from tests.workers.faulty_wire import (
    CANCELLED,
    DISK_FULL,
    RESET,
    SERIALIZATION_FAILURE,
    FaultyWire,
    faulty_wire,
)
from workers.schedule import Scheduler

pytestmark = pytest.mark.long

UNRELAYED = "select count(*) from outbox where relayed_at is null and job = 'send_message'"
MANY = 1000  # statements, far more than a round has


class Wired:
    """A scheduler that reaches its database by the faulty wire, on a clock that the test moves."""

    def __init__(self, database_url: str, wire: FaultyWire, redis: Redis) -> None:
        self.direct = database_url
        self.wire = wire
        self.clock = Clock(NINE)
        settings = settings_for(wire.url)
        app = replace(build(settings), clock=self.clock)
        assert isinstance(app.store, SqlStore)
        self.store = app.store
        self._scheduler = Scheduler(app, app.store, RegionQueues(redis, "99"))

    def stint(self) -> None:
        """One round as the one scheduler, with every chore due; it may end early."""
        self.clock.pass_time(minutes=120)
        with suppress(psycopg.OperationalError), SchedulerLock(self.wire.url) as lock:
            assert eventually(lambda: lock.take(now=self.clock()))
            self._scheduler.tick(lock)

    def enqueue(self) -> None:
        with connected(self.direct) as connection:
            connection.execute(
                "insert into outbox (job, ids) values ('send_message', '{\"message_id\": \"m\"}')"
            )

    def lock_is_free(self) -> bool:
        with SchedulerLock(self.direct) as standby:
            return standby.take(now=self.clock())


@pytest.fixture
def wired(database_url: str, redis_url: str) -> Iterator[Wired]:
    write_small_region(database_url)
    with faulty_wire(database_url) as wire, Redis.from_url(redis_url) as redis:
        wired = Wired(database_url, wire, redis)
        yield wired
        wired.store.close()


@pytest.mark.parametrize("fault", [RESET, CANCELLED, DISK_FULL, SERIALIZATION_FAILURE])
def test_after_a_fault_at_any_statement_the_work_goes_on_and_the_lock_is_free(
    wired: Wired, fault: str
) -> None:
    wired.stint()

    for number in range(1, MANY):
        wired.enqueue()
        wired.wire.fail(number, fault)
        wired.stint()
        met = wired.wire.calm()
        assert eventually(wired.lock_is_free), f"after a fault at statement {number}"
        wired.stint()
        assert asked(wired.direct, UNRELAYED) == [(0,)], f"after a fault at statement {number}"
        if not met:
            break

    assert 30 < number < MANY  # each statement of a round has had its turn
