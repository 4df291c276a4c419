"""The one scheduler: who it is, what it does by itself, and what takes its place."""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from contact_api.adapters.sql.chores import SCHEDULER_LOCK, holder_of_the_lock, note_done
from contact_api.adapters.sql.scheduler_lock import ALIVE, REPLACED_AFTER, SchedulerLock
from contact_api.demo.databases import connected
from contact_api.domain.core.values import UnitId
from contact_api.liveness import fault_of_scheduler
from contact_api.ports import Answer, Job
from tests.adapters.sql.small_region import ALPHA, NINE, NURSES, TODAY, a_request, asked, seek
from tests.patience import eventually
from tests.workers.conftest import Workplace

Connection = psycopg.Connection[Any]
SCHEDULER = (sys.executable, "-m", "contact_api", "schedule")
HOLDERS = (
    "select count(*) from pg_locks where locktype = 'advisory' and objsubid = 1 and granted"
    " and database = (select oid from pg_database where datname = current_database())"
)


A_MOMENT = timedelta(seconds=1)
PLANNED = (
    "insert into staff_time (staff_id, unit_id, kind, source, author, starts_at, ends_at)"
    " select id, unit_id, 'callback', 'entered', 'test', t.starts, t.ends from staff_member,"
    " (values (%s, %s::timestamptz, %s::timestamptz)) t (who, starts, ends) where id = t.who"
)


def test_only_one_connection_is_the_scheduler_until_it_ends(place: Workplace) -> None:
    with SchedulerLock(place.database_url) as second:
        with SchedulerLock(place.database_url) as first:
            assert first.take(now=NINE)
            assert not second.take(now=NINE)

        assert eventually(lambda: second.take(now=NINE))


def test_a_holder_that_works_is_left_alone_however_long(place: Workplace) -> None:
    with SchedulerLock(place.database_url) as first, SchedulerLock(place.database_url) as second:
        assert first.take(now=NINE)
        for minute in range(10):
            now = NINE + timedelta(minutes=minute)
            first.say_alive(now=now)

            assert not second.take(now=now)

        first.say_alive(now=NINE + timedelta(minutes=10))


@pytest.mark.parametrize("ever_worked", [True, False])
def test_a_holder_that_does_nothing_is_ended_and_replaced(place: Workplace, ever_worked: bool) -> None:
    with connected(place.database_url) as idle, SchedulerLock(place.database_url) as second:
        idle.execute("select pg_advisory_lock(%s)", [SCHEDULER_LOCK])
        if ever_worked:
            note_done(idle, ALIVE, now=NINE)
        assert not second.take(now=NINE)
        assert not second.take(now=NINE + REPLACED_AFTER - A_MOMENT)
        assert fault_of_scheduler(place.store, now=NINE + REPLACED_AFTER + A_MOMENT) is not None

        later = NINE + REPLACED_AFTER
        assert eventually(lambda: second.take(now=later))

        with pytest.raises(psycopg.OperationalError):
            idle.execute("select 1")


def test_who_lost_the_lock_stops_at_its_next_chore(place: Workplace, lock: SchedulerLock) -> None:
    with connected(place.database_url) as connection:
        connection.execute("select pg_terminate_backend(%s)", [holder_of_the_lock(connection)])

    with pytest.raises(psycopg.OperationalError):
        place.scheduler().tick(lock)


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
            connection.execute(PLANNED, [NURSES[0], starts, starts + timedelta(hours=1)])

    place.scheduler().lay_days(NINE)
    place.scheduler().lay_days(NINE)  # again is harmless

    laid = asked(place.database_url, "select start_at, staff_minutes from capacity_cell order by start_at")
    halves = [NINE + timedelta(days=day, minutes=half) for day in (0, 1, 4) for half in (0, 30)]
    assert laid == [(start, 30) for start in halves]


def test_a_shift_that_is_gone_takes_its_minutes_with_it(place: Workplace) -> None:
    with connected(place.database_url) as connection:
        connection.execute(PLANNED, [NURSES[0], NINE, NINE + timedelta(hours=1)])
        place.scheduler().lay_days(NINE)
        connection.execute("delete from staff_time")

    place.scheduler().lay_days(NINE)

    cells = place.app.transact(lambda tx: tx.cells([UnitId(ALPHA)], TODAY))
    assert [cell.staff_minutes for cell in cells] == [0, 0]


def test_a_unit_is_warned_of_assessments_that_break_today_and_no_more_when_they_are_made(
    place: Workplace,
) -> None:
    sought_at = NINE - timedelta(days=4)
    contact = seek(place.app, a_request(sought_at=sought_at), now=sought_at).contact

    place.scheduler().warn_of_assessments(NINE)
    place.scheduler().warn_of_assessments(NINE)  # again is harmless
    raised = asked(place.database_url, "select unit_id, kind, number, closed_at from alert")
    with connected(place.database_url) as connection:
        connection.execute(
            "update contact_request set assessment = 'assessed', assessment_ended_at = now() where id = %s",
            [contact.id],
        )
    place.scheduler().warn_of_assessments(NINE + timedelta(minutes=5))

    assert [one for one in raised if one[1] == "assessments_due"] == [(ALPHA, "assessments_due", 1, None)]
    still = "select id from alert where kind = 'assessments_due' and closed_at is null"
    assert asked(place.database_url, still) == []


def test_what_is_no_longer_needed_goes_after_a_day(place: Workplace, lock: SchedulerLock) -> None:
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
    place: Workplace, lock: SchedulerLock
) -> None:
    seek(place.app, now=place.app.now())
    scheduler = place.scheduler()
    with connected(place.database_url) as connection:
        connection.execute("alter table capacity_cell rename to elsewhere")
        try:
            scheduler.tick(lock)
            seek_again = "insert into outbox (job, ids) values ('send_message', '{\"message_id\": \"x\"}')"
            connection.execute(seek_again.encode())
            scheduler.tick(lock)
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
