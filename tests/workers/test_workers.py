"""Worker processes that are killed: another takes their place, and their work is not lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from contact_api.adapters.queue.rq_queue import GROUPS
from contact_api.adapters.sql.scheduler_lock import SchedulerLock
from contact_api.bootstrap import wall_clock
from tests.adapters.sql.small_region import asked, seek
from tests.patience import eventually
from tests.workers.conftest import Workplace

GONE = psutil.STATUS_ZOMBIE
WORKER = (sys.executable, "-m", "workers.child")
SUPERVISE = """
import sys
from workers.supervise import Supervisor
Supervisor([("sh", "-c", "echo $$ >> " + sys.argv[1] + "; exec sleep 3600")]).run()
"""


@pytest.mark.crash
def test_the_supervisor_replaces_a_worker_that_was_killed_and_ends_it_when_it_ends(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    pids.touch()

    def started() -> list[int]:
        return [int(line) for line in pids.read_text().splitlines()]

    with subprocess.Popen([sys.executable, "-c", SUPERVISE, str(pids)]) as supervisor:
        try:
            assert eventually(lambda: len(started()) == 1)
            os.kill(started()[0], signal.SIGKILL)
            assert eventually(lambda: len(started()) == 2)
            supervisor.terminate()
            assert supervisor.wait() == 0
        finally:
            supervisor.kill()

    assert not any(psutil.pid_exists(pid) for pid in started())


@pytest.mark.crash
def test_a_text_whose_worker_was_killed_over_it_is_sent_once_by_another(
    place: Workplace, lock: SchedulerLock
) -> None:
    os.mkfifo(place.phone)  # whoever writes to it waits: the first worker gets no further than this
    seek(place.app, now=place.app.now())
    place.scheduler().tick(lock)
    tries = "select tries, state from message"

    with subprocess.Popen(WORKER) as worker:
        try:
            assert eventually(lambda: asked(place.database_url, tries) == [(1, "queued")])
            below = psutil.Process(worker.pid).children(recursive=True)
        finally:
            worker.kill()
    assert below == []  # nothing is left behind that goes on without it
    place.phone.unlink()
    place.move_clock(60)
    place.scheduler().tick(lock)  # finds it
    place.scheduler().tick(lock)  # queues it

    with subprocess.Popen(WORKER) as worker:
        try:
            assert eventually(lambda: place.states() == ["sent"])
        finally:
            worker.kill()

    assert len(place.texts()) == 1
    assert asked(place.database_url, tries) == [(2, "sent")]


@pytest.mark.crash
def test_workers_end_with_their_parent_however_it_ends(place: Workplace) -> None:
    with subprocess.Popen([sys.executable, "-m", "contact_api", "work"]) as parent:
        try:
            assert eventually(lambda: all(_alive(place, group) for group in GROUPS))
            children = psutil.Process(parent.pid).children(recursive=True)
        finally:
            parent.kill()

    assert children
    assert eventually(lambda: not any(one.is_running() and one.status() != GONE for one in children))


def _alive(place: Workplace, group: str) -> int:
    return place.queues.workers_alive(group, now=wall_clock())
