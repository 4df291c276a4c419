"""The one scheduler: who it is, what it does by itself, and what takes its place."""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from contact_api.adapters.sql.outbox import scheduler_is_up, try_lock
from contact_api.demo.databases import connected
from contact_api.domain.core.values import UnitId
from contact_api.ports import Answer, Job
from tests.adapters.sql.small_region import ALPHA, NINE, NURSES, TODAY, asked, seek
from tests.patience import eventually
from tests.workers.conftest import Workplace

Connection = psycopg.Connection[Any]
SCHEDULER = (sys.executable, "-m", "contact_api", "schedule")
HOLDERS = (
    "select count(*) from pg_locks where locktype = 'advisory' and objsubid = 1 and granted"
    " and database = (select oid from pg_database where datname = current_database())"
)
CONNECTED = "select count(distinct client_port) from pg_stat_activity where application_name = 'contact-api'"


def test_only_one_connection_is_the_scheduler_until_it_ends(place: Workplace) -> None:
    with place.store.connection() as second:
        with connected(place.database_url) as first:
            assert try_lock(first)
            assert not try_lock(second)
            assert scheduler_is_up(second)

        assert eventually(lambda: try_lock(second))


@pytest.mark.crash
def test_a_second_scheduler_takes_over_when_the_first_is_killed(place: Workplace) -> None:
    with subprocess.Popen(SCHEDULER) as first, subprocess.Popen(SCHEDULER) as second:
        try:
            assert eventually(lambda: asked(place.database_url, HOLDERS) == [(1,)])
            seek(place.app, now=place.app.now())
            assert eventually(lambda: place.unrelayed() == 0)
            leader = _holder(place)
            os.kill(leader, 9)
            seek(place.app, now=place.app.now())
            assert eventually(lambda: place.unrelayed() == 0)
            assert asked(place.database_url, HOLDERS) == [(1,)]
            heir = second if leader == first.pid else first
            heir.terminate()
            assert heir.wait() == 0
        finally:
            first.kill()
            second.kill()

    assert len([one for one in place.queued() if one.startswith("99-send_message")]) == 2


def test_the_staff_minutes_of_the_coming_days_are_laid(place: Workplace) -> None:
    with connected(place.database_url) as connection:
        for day in (0, 1, 4, 5):
            starts = NINE + timedelta(days=day)
            connection.execute(
                "insert into shift values (%s, %s, %s)", [NURSES[0], starts, starts + timedelta(hours=1)]
            )

    place.scheduler().lay_days(NINE)
    place.scheduler().lay_days(NINE)  # again is harmless

    laid = asked(place.database_url, "select start_at, staff_minutes from capacity_cell order by start_at")
    halves = [NINE + timedelta(days=day, minutes=half) for day in (0, 1, 4) for half in (0, 30)]
    assert laid == [(start, 30) for start in halves]


def test_a_shift_that_is_gone_takes_its_minutes_with_it(place: Workplace) -> None:
    with connected(place.database_url) as connection:
        connection.execute(
            "insert into shift values (%s, %s, %s)", [NURSES[0], NINE, NINE + timedelta(hours=1)]
        )
        place.scheduler().lay_days(NINE)
        connection.execute("delete from shift")

    place.scheduler().lay_days(NINE)

    cells = place.app.transact(lambda tx: tx.cells([UnitId(ALPHA)], TODAY))
    assert [cell.staff_minutes for cell in cells] == [0, 0]


def test_what_is_no_longer_needed_goes_after_a_day(
    place: Workplace, scheduler_connection: Connection
) -> None:
    for age, key in ((25, "old"), (23, "young")):
        at = NINE - timedelta(hours=age)
        place.app.transact(lambda tx: tx.add_answer(Answer("c", key, "r", "h", 201, "b", at)))  # noqa: B023
        with connected(place.database_url) as connection:
            connection.execute("insert into outbox (job, ids, relayed_at) values ('x', '{}', %s)", [at])
    place.app.transact(lambda tx: tx.enqueue(Job.SEND_MESSAGE, message_id="never-rung"))

    place.scheduler().tidy(NINE)

    assert asked(place.database_url, "select key from answer") == [("young",)]
    assert asked(place.database_url, "select relayed_at is null from outbox order by id") == [
        (False,),
        (True,),
    ]


def test_a_chore_that_fails_does_not_keep_jobs_from_being_queued(
    place: Workplace, scheduler_connection: Connection
) -> None:
    seek(place.app, now=place.app.now())
    scheduler = place.scheduler()
    with connected(place.database_url) as connection:
        connection.execute("alter table capacity_cell rename to elsewhere")
        try:
            scheduler.tick(scheduler_connection)
            seek_again = "insert into outbox (job, ids) values ('send_message', '{\"message_id\": \"x\"}')"
            connection.execute(seek_again.encode())
            scheduler.tick(scheduler_connection)
        finally:
            connection.execute("alter table elsewhere rename to capacity_cell")

    assert place.unrelayed() == 0


def _holder(place: Workplace) -> int:
    """The process id of the scheduler that holds the lock, found by its connection's port."""
    port = asked(
        place.database_url,
        "select client_port from pg_stat_activity where pid = (select pid from pg_locks"
        " where locktype = 'advisory' and objsubid = 1 and granted and database ="
        " (select oid from pg_database where datname = current_database()))",
    )[0][0]
    import psutil

    return next(
        process.pid
        for process in psutil.Process().children(recursive=True)
        if any(one.laddr.port == port for one in process.net_connections())
    )
