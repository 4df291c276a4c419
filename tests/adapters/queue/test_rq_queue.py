"""Jobs on their way from the outbox to a worker, on a Redis that is made of Python."""

import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakeredis import FakeRedis, FakeServer
from redis.exceptions import ConnectionError as RedisIsAway
from rq import SimpleWorker
from rq.job import Job as RqJob
from rq.registry import FailedJobRegistry, ScheduledJobRegistry
from rq.serializers import JSONSerializer

from contact_api.adapters.queue.rq_queue import (
    FUNCTION_OF,
    GROUPS,
    JOB_TIMEOUT_SECONDS,
    KEEP_SECONDS,
    NOT_HEARD_OF,
    QUEUE_OF,
    RETRY_WAITS,
    RegionQueues,
)
from contact_api.ports import Job, QueuedJob

HERE, ELSEWHERE = "24", "23"
LONG_AGO = 1  # seconds after 1970


@pytest.fixture
def redis() -> Iterator[FakeRedis]:
    with FakeRedis(server=FakeServer()) as connection:
        yield connection


@pytest.fixture
def queues(redis: FakeRedis) -> RegionQueues:
    return RegionQueues(redis, HERE)


def a_job(row_id: int = 1, job: Job = Job.SEND_MESSAGE, **ids: Any) -> QueuedJob:
    return QueuedJob(row_id, job, ids or {"message_id": "m-1"})


def waiting(queues: RegionQueues) -> list[str]:
    return [job_id for queue in queues.queues for job_id in queue.job_ids]


def rq_job(queues: RegionQueues, job_id: str) -> RqJob:
    return RqJob.fetch(job_id, connection=queues.redis, serializer=JSONSerializer)


def a_worker(queues: RegionQueues) -> SimpleWorker:
    name = queues.new_worker_name()
    return SimpleWorker(queues.queues, connection=queues.redis, serializer=JSONSerializer, name=name)


def work(queues: RegionQueues) -> None:
    """A worker until nothing waits."""
    a_worker(queues).work(burst=True, logging_level="CRITICAL")


def scheduled(queues: RegionQueues) -> ScheduledJobRegistry:
    """Where plans wait between two tries."""
    return ScheduledJobRegistry(queue=queues.of("planning")[0])  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("job", list(Job))
def test_each_job_waits_in_its_queue_for_its_function_with_its_ids(queues: RegionQueues, job: Job) -> None:
    assert queues.enqueue([a_job(7, job, region="24")]) == [7]

    (job_id,) = waiting(queues)
    found = rq_job(queues, job_id)
    assert job_id == f"24-{job.value}-7"
    assert found.origin == f"24-{QUEUE_OF[job]}"
    assert (found.func_name, found.args, found.kwargs) == (FUNCTION_OF[job], [], {"region": "24"})


def test_what_is_urgent_is_taken_first(queues: RegionQueues) -> None:
    queues.enqueue([a_job(1, Job.LEARN), a_job(2, Job.SEND_MESSAGE), a_job(3, Job.DIAL)])

    assert waiting(queues) == ["24-dial-3", "24-send_message-2", "24-learn-1"]


def test_an_outbox_row_that_is_handed_over_twice_is_one_job(queues: RegionQueues) -> None:
    handed_over = [queues.enqueue([a_job(1), a_job(2)]) for _ in range(2)]

    assert handed_over == [[1, 2], [1, 2]]
    assert waiting(queues) == ["24-send_message-1", "24-send_message-2"]


def test_a_job_carries_ids_as_json_and_leaves_nothing_for_long(
    queues: RegionQueues, redis: FakeRedis
) -> None:
    queues.enqueue([a_job()])

    job = rq_job(queues, "24-send_message-1")
    kept = redis.hget("rq:job:24-send_message-1", "data")
    assert isinstance(kept, bytes)
    assert json.loads(zlib.decompress(kept)) == [
        "workers.jobs.send_message.send_message",
        None,
        [],
        {"message_id": "m-1"},
    ]
    assert (job.timeout, job.result_ttl, job.failure_ttl) == (JOB_TIMEOUT_SECONDS, KEEP_SECONDS, KEEP_SECONDS)


def test_without_redis_no_row_counts_as_handed_over() -> None:
    server = FakeServer()
    queues = RegionQueues(FakeRedis(server=server), HERE)
    server.connected = False

    with pytest.raises(RedisIsAway):
        queues.enqueue([a_job()])
    assert not queues.is_up()
    server.connected = True
    assert queues.is_up()
    assert waiting(queues) == []


def test_a_job_that_fails_waits_longer_each_time_and_is_given_up_in_the_end(queues: RegionQueues) -> None:
    queues.enqueue([a_job(1, Job.REPLAN, no_such_argument="x")])
    retries = queues.retries()
    intervals = rq_job(queues, "24-replan-1").retry_intervals

    for _ in RETRY_WAITS:
        work(queues)
        assert scheduled(queues).get_job_ids() == ["24-replan-1"]
        retries.wake()
        assert waiting(queues) == []  # not yet
        queues.redis.zadd(scheduled(queues).key, {"24-replan-1": LONG_AGO})
        retries.wake()
        assert waiting(queues) == ["24-replan-1"]
    work(queues)

    assert intervals == RETRY_WAITS
    assert waiting(queues) == scheduled(queues).get_job_ids() == []
    assert FailedJobRegistry(queue=queues.of("planning")[0]).get_job_ids() == ["24-replan-1"]


def test_two_regions_with_one_redis_never_take_each_others_jobs(redis: FakeRedis) -> None:
    here, elsewhere = RegionQueues(redis, HERE), RegionQueues(redis, ELSEWHERE)
    here.enqueue([a_job(1)])

    assert elsewhere.enqueue([a_job(1)]) == [1]  # its own row 1, another text

    assert (waiting(here), waiting(elsewhere)) == (["24-send_message-1"], ["23-send_message-1"])
    assert {queue.name for queue in here.queues}.isdisjoint(queue.name for queue in elsewhere.queues)


def test_a_region_wakes_its_own_retries_only(redis: FakeRedis) -> None:
    here, elsewhere = RegionQueues(redis, HERE), RegionQueues(redis, ELSEWHERE)
    here.enqueue([a_job(1, Job.REPLAN, no_such_argument="x")])
    work(here)
    redis.zadd(scheduled(here).key, {"24-replan-1": LONG_AGO})

    elsewhere.retries().wake()
    assert waiting(here) == waiting(elsewhere) == []
    here.retries().wake()

    assert (waiting(here), waiting(elsewhere)) == (["24-replan-1"], [])


def test_workers_are_named_and_counted_by_region(redis: FakeRedis) -> None:
    here, elsewhere = RegionQueues(redis, HERE), RegionQueues(redis, ELSEWHERE)
    workers = [a_worker(here) for _ in range(2)]

    for one in workers:
        one.register_birth()  # type: ignore[no-untyped-call]

    assert len({one.name for one in workers}) == 2
    assert all(one.name.startswith("24-") for one in workers)
    now = datetime.now(UTC)
    for group in GROUPS:
        assert (here.workers_alive(group, now=now), elsewhere.workers_alive(group, now=now)) == (2, 0)
        assert here.workers_alive(group, now=now + NOT_HEARD_OF) == 0


def test_a_worker_of_one_group_does_not_count_for_the_other(queues: RegionQueues) -> None:
    planner = SimpleWorker(queues.of("planning"), connection=queues.redis, serializer=JSONSerializer)
    planner.register_birth()  # type: ignore[no-untyped-call]
    now = datetime.now(UTC)

    assert [queues.workers_alive(group, now=now) for group in GROUPS] == [0, 1]


def test_who_plans_keeps_no_call_and_no_text_waiting(queues: RegionQueues) -> None:
    queues.enqueue([a_job(row, job) for row, job in enumerate(Job)])

    by_group = {group: {one for queue in queues.of(group) for one in queue.job_ids} for group in GROUPS}

    assert {one.split("-")[1] for one in by_group["calls_and_texts"]} == {Job.DIAL, Job.SEND_MESSAGE}
    assert {one.split("-")[1] for one in by_group["planning"]} == {Job.REPLAN, Job.LEARN, Job.COUNT_FIGURES}


def test_the_oldest_job_that_waits_is_known_by_its_age(queues: RegionQueues) -> None:
    queues.enqueue([a_job(1), a_job(2)])
    since = rq_job(queues, "24-send_message-1").enqueued_at
    assert since is not None

    later = since.astimezone(UTC) + timedelta(minutes=2)

    assert queues.waits("calls_and_texts", now=later) == timedelta(minutes=2)
    assert queues.waits("planning", now=later) == timedelta(0)


def test_the_rows_whose_jobs_wait_are_known_also_between_two_tries(queues: RegionQueues) -> None:
    queues.enqueue([a_job(1, no_such_argument="x"), a_job(7, Job.DIAL, call_id="c")])
    assert queues.rows_waiting(Job.SEND_MESSAGE) == [1]
    a_worker(queues).work(burst=True, max_jobs=2, logging_level="CRITICAL")
    assert waiting(queues) == []
    queues.enqueue([a_job(2)])

    assert sorted(queues.rows_waiting(Job.SEND_MESSAGE)) == [1, 2]


def test_every_key_in_redis_names_the_region_or_is_a_list_of_such_names(redis: FakeRedis) -> None:
    queues = RegionQueues(redis, HERE)
    queues.enqueue([a_job(1), a_job(2, Job.REPLAN, no_such_argument="x")])
    work(queues)
    queues.retries().wake()

    nameless = {key for key in redis.keys() if b"24-" not in key}  # noqa: SIM118 - a connection, no dictionary

    assert nameless <= {b"rq:queues", b"rq:workers", b"rq:clean_groups"}  # of RQ's groups there are none
    assert all(b"24-" in name for key in ("rq:queues", "rq:workers") for name in redis.smembers(key))
