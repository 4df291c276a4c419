"""RQ as the product uses it: JSON, ids of the outbox row, short-lived results, retries with growing waits."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry as ConnectionRetry
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from contact_api.ports import Job, QueuedJob

QUEUE_OF: Mapping[Job, str] = {
    Job.DIAL: "urgent",
    Job.SEND_MESSAGE: "today",
    Job.REPLAN: "today",
    Job.LEARN: "housekeeping",
}
QUEUES = ("urgent", "today", "housekeeping")
FUNCTION_OF: Mapping[Job, str] = {
    Job.DIAL: "workers.jobs.dial.dial",
    Job.SEND_MESSAGE: "workers.jobs.send_message.send_message",
    Job.REPLAN: "workers.jobs.replan.replan",
    Job.LEARN: "workers.jobs.learn.learn",
}
RETRY_WAITS = [5, 30, 120]  # seconds
KEEP_SECONDS = 600  # of results and failures; the truth is in the database
JOB_TIMEOUT_SECONDS = 60


def connect(redis_url: str) -> Redis:
    """A connection that gives up soon: the database, not Redis, is waited for."""
    return Redis.from_url(
        redis_url,
        socket_timeout=15,
        socket_connect_timeout=2,
        retry=ConnectionRetry(ExponentialBackoff(cap=0.5, base=0.05), 2),
        health_check_interval=30,
    )


def ring(redis: Redis, jobs: Iterable[QueuedJob]) -> list[int]:
    """Hand jobs to RQ; the outbox rows that were handed over. Errors: RedisError when there is no answer."""
    rung = []
    for job in jobs:
        queue = Queue(QUEUE_OF[job.job], connection=redis, serializer=JSONSerializer)
        with suppress(DuplicateJobError):  # rung before, by a relay that died before it could note so
            queue.enqueue(
                FUNCTION_OF[job.job],
                kwargs=dict(job.ids),
                job_id=f"{job.job.value}-{job.row_id}",
                unique=True,
                retry=Retry(max=len(RETRY_WAITS), interval=RETRY_WAITS),
                job_timeout=JOB_TIMEOUT_SECONDS,
                result_ttl=KEEP_SECONDS,
                failure_ttl=KEEP_SECONDS,
            )
        rung.append(job.row_id)
    return rung


class Retries:
    """Puts jobs whose wait is over back in their queues.

    RQ's own way is a process that each worker forks; it outlives a worker that is killed. Errors: RedisError.
    """

    def __init__(self, redis: Redis) -> None:
        self._scheduler = RQScheduler(
            QUEUES, connection=redis, serializer=JSONSerializer, logging_level="WARNING", name="contact-api"
        )  # one name: whoever is the scheduler goes on with the locks of the one before

    def wake(self) -> None:
        """Look once; cheap, call it every second or so."""
        if self._scheduler.acquire_locks():  # type: ignore[no-untyped-call]
            self._scheduler.enqueue_scheduled_jobs()  # type: ignore[no-untyped-call]


def is_up(redis: Redis) -> bool:
    """Whether Redis answers."""
    try:
        return bool(redis.ping())
    except RedisError:
        return False
