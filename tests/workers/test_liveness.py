"""Health means work done lately, whoever is there."""

from contextlib import suppress
from datetime import timedelta

import psycopg
import pytest

from contact_api.adapters.sql.scheduler_lock import REPLACED_AFTER, SchedulerLock
from contact_api.bootstrap import wall_clock
from contact_api.demo.databases import connected
from contact_api.liveness import (
    JOBS_LEAVE_WITHIN,
    PLANNED_WITHIN,
    SWEPT_WITHIN,
    TAKEN_WITHIN,
    fault_of_scheduler,
    fault_of_workers,
)
from contact_api.ports import FailedPlans, Job, QueuedJob
from contact_api.usecases.planning.plan_day import LONGEST_WAIT
from tests.adapters.sql.small_region import NINE, asked
from tests.workers.conftest import Workplace
from workers.jobs.replan import replan

A_MOMENT = timedelta(seconds=1)
JOBS = "select count(*) from outbox where job = 'replan'"


def at_work(place: Workplace, lock: SchedulerLock) -> None:
    """The scheduler has done a round, and a plan was made, at nine."""
    place.scheduler().tick(lock)
    replan("99")
    with connected(place.database_url) as connection:
        connection.execute("update chore set done_at = %s", [NINE])


def done(place: Workplace, name: str, age: timedelta) -> None:
    with connected(place.database_url) as connection:
        connection.execute("update chore set done_at = %s where name = %s", [NINE - age, name])


def test_a_scheduler_that_works_is_well(place: Workplace, lock: SchedulerLock) -> None:
    at_work(place, lock)

    assert fault_of_scheduler(place.store, now=NINE) is None


def test_without_a_holder_of_the_lock_the_scheduler_is_not_well(place: Workplace) -> None:
    assert fault_of_scheduler(place.store, now=NINE) == "no process holds the scheduler's lock"


@pytest.mark.parametrize(
    ("name", "within", "what"),
    [
        ("scheduler", REPLACED_AFTER, "sign of life"),
        ("sweep", SWEPT_WITHIN, "sweep"),
        ("plan", PLANNED_WITHIN, "plan"),
    ],
)
def test_each_kind_of_work_must_have_been_done_lately(
    place: Workplace, lock: SchedulerLock, name: str, within: timedelta, what: str
) -> None:
    at_work(place, lock)
    done(place, name, within)
    assert fault_of_scheduler(place.store, now=NINE) is None

    done(place, name, within + A_MOMENT)

    assert f"the last {what} was" in str(fault_of_scheduler(place.store, now=NINE))


def test_a_job_that_nobody_hands_over_is_a_fault(place: Workplace, lock: SchedulerLock) -> None:
    at_work(place, lock)
    with connected(place.database_url) as connection:
        connection.execute(
            "insert into outbox (job, ids, created_at) values ('dial', '{}', clock_timestamp() - %s)",
            [JOBS_LEAVE_WITHIN + A_MOMENT],
        )

    assert "the oldest job in the outbox" in str(fault_of_scheduler(place.store, now=NINE))


def test_without_a_worker_of_each_group_the_workers_are_not_well(place: Workplace) -> None:
    assert (
        fault_of_workers(place.queues, now=wall_clock())
        == "no worker for calls and texts has been heard of lately"
    )


def test_a_job_that_no_worker_takes_is_as_old_as_it_is(place: Workplace) -> None:
    place.queues.enqueue([QueuedJob(1, Job.SEND_MESSAGE, {"message_id": "m"})])

    within = TAKEN_WITHIN["calls_and_texts"]

    assert place.queues.waits("calls_and_texts", now=wall_clock() + within + A_MOMENT) > within


def test_plans_that_fail_are_tried_ever_more_seldom_and_health_says_so(
    place: Workplace, lock: SchedulerLock
) -> None:
    at_work(place, lock)
    place.app.transact(lambda tx: tx.mark_dirty(now=NINE))
    scheduler, half_an_hour = place.scheduler(), timedelta(minutes=30)
    before = asked(place.database_url, JOBS)
    with connected(place.database_url) as connection:
        connection.execute("alter table reservation rename to elsewhere")
        try:
            for round_ in range(1, 61):
                with suppress(psycopg.errors.UndefinedTable):
                    scheduler.make_late_plan(NINE + round_ * half_an_hour / 60)
        finally:
            connection.execute("alter table elsewhere rename to reservation")

    failures = place.app.transact(lambda tx: tx.failed_plans().count)
    fault = str(fault_of_scheduler(place.store, now=NINE + half_an_hour))
    assert 5 <= failures <= 9 + half_an_hour / LONGEST_WAIT
    assert asked(place.database_url, JOBS) == before  # no job is enqueued meanwhile

    scheduler.make_late_plan(NINE + 2 * half_an_hour)

    assert place.app.transact(lambda tx: tx.failed_plans().count) == 0
    assert fault.startswith("the last")


def test_a_job_makes_no_plan_while_one_that_failed_rests(place: Workplace) -> None:
    now = place.app.now()
    rest = FailedPlans(3, retry_at=now + timedelta(minutes=5))
    place.app.transact(lambda tx: tx.plan_failed(rest, now=now))

    replan("99")

    assert place.app.transact(lambda tx: tx.failed_plans()) == rest
    assert place.app.transact(lambda tx: tx.take_dirty(now=place.app.now()))  # still to be made
