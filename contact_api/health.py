"""Whether the parts work, as a container's health check asks."""

from collections.abc import Callable

import httpx

from contact_api.bootstrap import clock_of, queues_of, sealer_of, store_of, wall_clock
from contact_api.liveness import fault_of_scheduler, fault_of_workers
from contact_api.settings import Settings


def api(settings: Settings) -> str | None:
    """What is wrong with the API, or None."""
    try:
        answer = httpx.get(f"http://127.0.0.1:{settings.port}/contact-routing/v1/health", timeout=5)
    except httpx.HTTPError as error:
        return f"the API does not answer ({type(error).__name__})"
    return None if answer.is_success else f"the API answers {answer.status_code}"


def worker(settings: Settings) -> str | None:
    """What is wrong with the workers, or None."""
    return fault_of_workers(queues_of(settings), now=wall_clock())


def scheduler(settings: Settings) -> str | None:
    """What is wrong with the scheduler, or None."""
    clock = clock_of(settings)
    store = store_of(settings, sealer_of(settings), clock)
    try:
        return fault_of_scheduler(store, now=clock())
    finally:
        store.close()


PARTS: dict[str, Callable[[Settings], str | None]] = {"api": api, "worker": worker, "scheduler": scheduler}
