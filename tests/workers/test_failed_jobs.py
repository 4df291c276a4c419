"""A job that fails leaves neither in the log nor in Redis what it carried."""

import json

import pytest
from redis import Redis

from contact_api.adapters.queue.rq_queue import FUNCTION_OF
from contact_api.bootstrap import Application
from contact_api.logs import configure_logging
from contact_api.ports import Job
from tests.workers.conftest import Workplace

NEEDLE = "19800426-2385 Gudrun hemligt"
IDS = {
    Job.DIAL: {"call_id": "c-1"},
    Job.SEND_MESSAGE: {"message_id": "m-1"},
    Job.REPLAN: {"region": "99"},
    Job.LEARN: {"region": "99"},
    Job.COUNT_FIGURES: {"region": "99"},
}


def test_every_kind_of_job_has_its_ids_here() -> None:
    assert set(IDS) == set(FUNCTION_OF) == set(Job)


@pytest.mark.parametrize("job", Job)
def test_a_job_that_fails_tells_of_itself_and_of_nobody(
    place: Workplace, job: Job, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        carried = {"of whom": NEEDLE}
        raise RuntimeError(f"could not do it for {carried}")

    configure_logging("info")
    monkeypatch.setattr(Application, "transact", fail)
    queued = place.queues.queues[0].enqueue(FUNCTION_OF[job], kwargs=IDS[job])  # with no other try

    place.work()

    kept = queued.latest_result()
    assert kept is not None
    assert json.loads(str(kept.exc_string))[0]["kind"] == "builtins.RuntimeError"
    written = "".join(capfd.readouterr()) + str(kept.exc_string)
    assert '"event": "job.failed"' in written
    assert '"kind": "builtins.RuntimeError"' in written
    for part in NEEDLE.split():
        assert part not in written
        assert part.encode() not in everything_in(place.redis)


def everything_in(redis: Redis) -> bytes:
    return b"".join(key + (redis.dump(key) or b"") for key in redis.scan_iter())
