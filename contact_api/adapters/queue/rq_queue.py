"""RQ as the product uses it: JSON, ids of the outbox row, short-lived results, retries with growing waits.

Every name in Redis carries the region, so that two deployments may share one Redis and never take each other's jobs.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry as ConnectionRetry
from rq import Queue, Retry, Worker
from rq.exceptions import DuplicateJobError
from rq.job import Job as RqJob
from rq.registry import ScheduledJobRegistry
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from contact_api.ports import Job, QueuedJob

QUEUE_OF: Mapping[Job, str] = {
    Job.DIAL: "urgent",
    Job.SEND_MESSAGE: "texts",
    Job.REPLAN: "plans",
    Job.LEARN: "housekeeping",
    Job.COUNT_FIGURES: "housekeeping",
}
GROUPS: Mapping[str, tuple[str, ...]] = {  # a worker serves one: whoever plans for long keeps no text waiting
    "calls_and_texts": ("urgent", "texts"),
    "planning": ("plans", "housekeeping"),
}
QUEUES = tuple(name for names in GROUPS.values() for name in names)  # the first is looked through first
FUNCTION_OF: Mapping[Job, str] = {
    Job.DIAL: "workers.jobs.dial.dial",
    Job.SEND_MESSAGE: "workers.jobs.send_message.send_message",
    Job.REPLAN: "workers.jobs.replan.replan",
    Job.LEARN: "workers.jobs.learn.learn",
    Job.COUNT_FIGURES: "workers.jobs.count_figures.count_figures",
}
RETRY_WAITS = [5, 30, 120]  # seconds
NOT_HEARD_OF = timedelta(seconds=90)  # the longest job, and the time a worker has to say that it lives
KEEP_SECONDS = 600  # of results and failures; the truth is in the database
JOB_TIMEOUT_SECONDS = 60


def connect(redis_url: str) -> Redis:
    """A connection that gives up soon: the database, not Redis, is waited for."""
    return Redis.from_url(
        redis_url,
        socket_timeout=3,  # workers lengthen it themselves: they wait for jobs
        socket_connect_timeout=2,
        retry=ConnectionRetry(ExponentialBackoff(cap=0.5, base=0.05), 2),
        health_check_interval=30,
    )


class RegionQueues:
    """The queues of one region, in the order in which workers look through them."""

    def __init__(self, redis: Redis, region: str) -> None:
        self.redis = redis
        self._region = region
        self._queues = {
            name: Queue(f"{region}-{name}", connection=redis, serializer=JSONSerializer) for name in QUEUES
        }

    @property
    def queues(self) -> list[Queue]:
        """All of them, for a worker to look through."""
        return list(self._queues.values())

    def of(self, group: str) -> list[Queue]:
        """Those of a group, for a worker to look through."""
        return [self._queues[name] for name in GROUPS[group]]

    def enqueue(self, jobs: Iterable[QueuedJob]) -> list[int]:
        """Hand jobs to RQ; the outbox rows that were handed over. Errors: RedisError when there is no answer."""
        handed_over = []
        for job in jobs:
            with suppress(
                DuplicateJobError
            ):  # handed over before, by a relay that died before it could note so
                self._queues[QUEUE_OF[job.job]].enqueue(
                    FUNCTION_OF[job.job],
                    kwargs=dict(job.ids),
                    job_id=f"{self._region}-{job.job.value}-{job.row_id}",
                    unique=True,
                    retry=Retry(max=len(RETRY_WAITS), interval=RETRY_WAITS),
                    job_timeout=JOB_TIMEOUT_SECONDS,
                    result_ttl=KEEP_SECONDS,
                    failure_ttl=KEEP_SECONDS,
                )
            handed_over.append(job.row_id)
        return handed_over

    def new_worker_name(self) -> str:
        """Of a worker process; another one each time."""
        return f"{self._region}-{uuid4().hex}"

    def workers_alive(self, group: str, *, now: datetime) -> int:
        """How many workers of a group have been heard of lately. Errors: RedisError."""
        heard = [one.last_heartbeat for one in Worker.all(queue=self.of(group)[0])]
        return sum(at is not None and now - at.astimezone(UTC) < NOT_HEARD_OF for at in heard)

    def waits(self, group: str, *, now: datetime) -> timedelta:
        """How long the oldest job of a group has waited for a worker. Errors: RedisError."""
        ids = [queue.get_job_ids(0, 1) for queue in self.of(group)]
        first = RqJob.fetch_many([one for some in ids for one in some], self.redis, JSONSerializer)
        since = [job.enqueued_at.astimezone(UTC) for job in first if job is not None and job.enqueued_at]
        return max((now - at for at in since), default=timedelta(0))

    def rows_waiting(self, job: Job) -> list[int]:
        """The outbox rows whose jobs of this kind wait for a worker, or for another try. Errors: RedisError."""
        queue = self._queues[QUEUE_OF[job]]
        resting = ScheduledJobRegistry(queue=queue)  # type: ignore[no-untyped-call]
        prefix = f"{self._region}-{job.value}-"
        return [
            int(job_id.removeprefix(prefix))
            for job_id in (*queue.get_job_ids(), *resting.get_job_ids(cleanup=False))
            if job_id.startswith(prefix)
        ]

    def retries(self) -> "Retries":
        """What puts jobs whose wait is over back in these queues."""
        return Retries(self.redis, self.queues, name=f"{self._region}-contact-api")

    def is_up(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(self.redis.ping())
        except RedisError:
            return False


class Retries:
    """Puts jobs whose wait is over back in their queues.

    RQ's own way is a process that each worker forks; it outlives a worker that is killed. Errors: RedisError.
    """

    def __init__(self, redis: Redis, queues: Iterable[Queue], *, name: str) -> None:
        self._scheduler = RQScheduler(
            [queue.name for queue in queues],
            connection=redis,
            serializer=JSONSerializer,
            logging_level="WARNING",
            name=name,
        )  # the same name each time: whoever is the scheduler goes on with the locks of the one before

    def wake(self) -> None:
        """Look once; cheap, call it every second or so."""
        if self._scheduler.acquire_locks():  # type: ignore[no-untyped-call]
            self._scheduler.enqueue_scheduled_jobs()  # type: ignore[no-untyped-call]
