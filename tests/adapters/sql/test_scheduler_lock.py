"""What whoever holds the scheduler's lock writes down of its work."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from contact_api.adapters.sql.chores import Chore, progress
from contact_api.adapters.sql.scheduler_lock import NOTED_EVERY, SchedulerLock
from contact_api.demo.databases import connected
from tests.adapters.sql.small_region import NINE

A_BIT = NOTED_EVERY / 4


@pytest.fixture
def lock(database_url: str) -> Iterator[SchedulerLock]:
    with SchedulerLock(database_url) as lock:
        assert lock.take(now=NINE)
        yield lock


def noted(database_url: str, name: str = "sweep") -> Chore:
    with connected(database_url) as connection:
        return progress(connection).chores[name]


def done(lock: SchedulerLock, now: datetime) -> None:
    lock.note("sweep", failures=0, due_at=None, now=now)


def test_whoever_takes_the_lock_shows_at_once_that_it_is_alive(
    lock: SchedulerLock,
    database_url: str,
) -> None:
    assert noted(database_url, "scheduler") == Chore(done_at=NINE)


def test_what_is_done_again_and_again_is_written_once_a_second(
    lock: SchedulerLock, database_url: str
) -> None:
    done(lock, NINE)
    done(lock, NINE + A_BIT)
    assert noted(database_url) == Chore(done_at=NINE)

    done(lock, NINE + NOTED_EVERY)
    assert noted(database_url) == Chore(done_at=NINE + NOTED_EVERY)


def test_what_is_well_again_is_written_at_once_however_soon(lock: SchedulerLock, database_url: str) -> None:
    done(lock, NINE)
    lock.note("sweep", failures=3, due_at=NINE + timedelta(minutes=1), now=NINE + A_BIT)
    assert noted(database_url) == Chore(NINE, failures=3, retry_at=NINE + timedelta(minutes=1))

    done(lock, NINE + 2 * A_BIT)
    assert noted(database_url) == Chore(done_at=NINE + 2 * A_BIT)


def test_a_clock_that_is_set_back_keeps_nothing_from_being_written(
    lock: SchedulerLock, database_url: str
) -> None:
    done(lock, NINE)
    an_hour_before = NINE - timedelta(hours=1)

    done(lock, an_hour_before)

    assert noted(database_url) == Chore(done_at=an_hour_before)
