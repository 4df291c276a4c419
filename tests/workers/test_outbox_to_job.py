"""Outbox → Redis → job: a job may come twice, or not at all; the work is done once."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from redis import Redis
from rq.registry import ScheduledJobRegistry
from rq.serializers import JSONSerializer

from contact_api.adapters.queue.rq_queue import RegionQueues
from contact_api.adapters.sql.outbox import relay
from contact_api.adapters.sql.scheduler_lock import SchedulerLock
from contact_api.demo.servers import Valkey
from contact_api.ports import Job, QueuedJob
from tests.adapters.sql.small_region import NINE, a_cell, asked, lay, seek
from tests.workers.conftest import Workplace
from workers.jobs.replan import replan
from workers.jobs.send_message import send_message
from workers.schedule import Scheduler

Connection = psycopg.Connection[Any]


def test_a_receipt_leaves_by_a_job_named_after_its_outbox_row(place: Workplace, lock: SchedulerLock) -> None:
    lay(place.app, a_cell(12, 60))
    contact = seek(place.app, now=place.app.now()).contact
    row = asked(place.database_url, "select id from outbox where job = 'send_message'")[0][0]

    place.scheduler().tick(lock)
    assert f"99-send_message-{row}" in place.queued()
    assert place.texts() == []
    place.work()

    assert [text["to"] for text in place.texts()] == ["+46701740605"]
    assert place.states() == ["sent"]
    assert place.unrelayed() == 0
    message = place.app.transact(lambda tx: tx.hold_message(_message_of(place, contact.id)))
    assert message is not None
    assert message.provider_id is not None


def test_a_row_that_is_relayed_twice_is_one_job(place: Workplace) -> None:
    seek(place.app, now=place.app.now())

    for _ in range(2):
        with place.store.connection() as connection:
            relay(connection, place.queues.enqueue, now=NINE)
            connection.execute("update outbox set relayed_at = null")  # as if nobody had noted it
            connection.commit()

    assert len(place.queued()) == 1


def test_without_redis_citizens_are_promised_and_their_jobs_wait(
    place: Workplace, lock: SchedulerLock, own_valkey: Valkey
) -> None:
    lay(place.app, a_cell(12, 60))
    redis = Redis.from_url(own_valkey.url())
    scheduler = Scheduler(place.app, place.store, RegionQueues(redis, "99"))
    own_valkey.kill()

    taken = seek(place.app, now=place.app.now())
    scheduler.tick(lock)

    assert taken.promise.backed
    assert place.unrelayed() > 0

    own_valkey.start()
    scheduler.tick(lock)

    assert place.unrelayed() == 0
    redis.close()


def test_an_emptied_redis_loses_no_text(place: Workplace, lock: SchedulerLock) -> None:
    seek(place.app, now=place.app.now())
    scheduler = place.scheduler()
    scheduler.tick(lock)
    place.redis.flushdb()

    scheduler.sweep(place.app.now() + timedelta(seconds=20))
    assert place.unrelayed() == 0  # its own job may still be on the way
    scheduler.sweep(place.app.now() + timedelta(seconds=32))
    assert place.unrelayed() == 1
    scheduler.sweep(place.app.now() + timedelta(seconds=34))
    assert place.unrelayed() == 1  # queued once, not again and again
    scheduler.tick(lock)
    place.work()

    assert len(place.texts()) == 1
    assert place.states() == ["sent"]


def test_a_text_that_waits_in_the_queue_is_not_enqueued_again_however_long(
    place: Workplace, lock: SchedulerLock
) -> None:
    seek(place.app, now=place.app.now())
    scheduler = place.scheduler()
    scheduler.tick(lock)
    queued = place.queued()

    for minutes in (1, 10, 60):
        scheduler.sweep(place.app.now() + timedelta(minutes=minutes))

    assert place.unrelayed() == 0
    assert place.queued() == queued


def test_a_job_that_runs_twice_sends_one_text(place: Workplace) -> None:
    contact = seek(place.app, now=place.app.now()).contact
    message_id = _message_of(place, contact.id)

    for _ in range(2):
        send_message(message_id)

    assert len(place.texts()) == 1


def test_a_plan_that_is_made_twice_promises_once(place: Workplace) -> None:
    contact = seek(place.app, now=place.app.now()).contact
    lay(place.app, a_cell(12, 60))

    for _ in range(2):
        replan("99")

    told = place.app.transact(lambda tx: tx.promises(contact.id))
    assert [promise.backed for promise in told] == [False, True]
    assert len(place.states()) == 2  # the receipt, and the window that was found


def test_a_plan_whose_job_was_lost_is_made_by_the_scheduler(place: Workplace) -> None:
    contact = seek(place.app, now=place.app.now()).contact
    lay(place.app, a_cell(12, 60))
    place.app.transact(lambda tx: tx.mark_dirty(now=NINE))
    scheduler = place.scheduler()

    scheduler.make_late_plan(NINE + timedelta(seconds=10))
    assert len(place.app.transact(lambda tx: tx.promises(contact.id))) == 1  # the job may still come
    scheduler.make_late_plan(NINE + timedelta(seconds=21))

    assert place.app.transact(lambda tx: tx.promises(contact.id))[-1].backed


def test_a_plan_that_fails_is_still_to_be_made(place: Workplace) -> None:
    place.app.transact(lambda tx: tx.mark_dirty(now=NINE))
    asked_of = "alter table reservation rename to elsewhere"
    with psycopg.connect(place.database_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(asked_of)
        try:
            with pytest.raises(psycopg.errors.UndefinedTable):
                replan("99")
        finally:
            connection.execute("alter table elsewhere rename to reservation")

    assert place.app.transact(lambda tx: tx.take_dirty(now=place.app.now()))


def test_a_job_that_fails_comes_back_after_its_wait(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.queues.enqueue([QueuedJob(1, Job.REPLAN, {"region": "99", "no_such_argument": 1})])
    place.work()
    registry = ScheduledJobRegistry("99-plans", connection=place.redis, serializer=JSONSerializer)  # type: ignore[no-untyped-call]
    assert registry.get_job_ids() == ["99-replan-1"]
    retries = place.queues.retries()

    retries.wake()
    assert place.queued() == []  # not yet
    place.redis.zadd(registry.key, {"99-replan-1": 1})  # its time came long ago
    retries.wake()

    assert place.queued() == ["99-replan-1"]


def _message_of(place: Workplace, contact_id: str) -> Any:
    return asked(place.database_url, "select id from message where contact_id = %s", [contact_id])[0][0]
