"""One worker process. Run by workers.supervise, which starts another when this one ends."""

import os
import signal
import sys
import threading
from typing import BinaryIO

from rq.serializers import JSONSerializer

from contact_api.bootstrap import queues_of
from contact_api.logs import configure_logging
from contact_api.settings import Settings
from workers.job_worker import JobWorker

SUPERVISED = "--supervised"  # standard input is a pipe from the parent, and ends when the parent does
MAX_JOBS = 2000  # then a fresh process takes over
WORKER_TTL_SECONDS = 30  # a worker that is not heard of for so long is dead
MAINTENANCE_SECONDS = 10
GRACE_SECONDS = 20.0


def main(*arguments: str) -> None:
    """Do jobs until told to stop, or until Redis or the parent goes away; of one group of queues if it is named."""
    settings = Settings()
    configure_logging(settings.log_level)
    if SUPERVISED in arguments:
        end_with_parent(sys.stdin.buffer)
    region = queues_of(settings)
    group = next((one for one in arguments if one != SUPERVISED), None)
    worker = JobWorker(
        region.of(group) if group else region.queues,
        name=region.new_worker_name(),
        connection=region.redis,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        job_monitoring_interval=1,
        log_job_description=False,
    )
    worker.work(max_jobs=MAX_JOBS, logging_level="WARNING")


def end_with_parent(lifeline: BinaryIO) -> None:
    """When the other end of the pipe closes, end as if told to: finish the job, but not for long."""

    def watch() -> None:
        while os.read(lifeline.fileno(), 1024):  # not buffered: its lock would be held as the process ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(GRACE_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
