"""One worker process. Run by workers.supervise, which starts another when this one ends."""

import logging

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from contact_api.bootstrap import configure_logging, queues_of
from contact_api.settings import Settings

MAX_JOBS = 2000  # then a fresh process takes over
WORKER_TTL_SECONDS = 30  # a worker that is not heard of for so long is dead
MAINTENANCE_SECONDS = 10


def main() -> None:
    """Do jobs until told to stop, or until Redis goes away."""
    settings = Settings()
    configure_logging(settings)
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    region = queues_of(settings)
    # No work-horse is forked: a job starts in 3 ms instead of 16, and job time-outs work all the same.
    worker = SimpleWorker(
        region.queues,
        name=region.new_worker_name(),
        connection=region.redis,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        job_monitoring_interval=1,
        log_job_description=False,
    )
    worker.work(max_jobs=MAX_JOBS, logging_level="WARNING")


if __name__ == "__main__":
    main()
