"""Whether the parts are alive, as a container's health check asks."""

from collections.abc import Callable

import httpx
from redis.exceptions import RedisError

from contact_api.adapters.sql.outbox import scheduler_is_up
from contact_api.adapters.sql.store import StoreIsDown
from contact_api.bootstrap import clock_of, queues_of, sealer_of, store_of
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
    try:
        alive = queues_of(settings).workers_alive()
    except RedisError as error:
        return f"Redis does not answer ({type(error).__name__})"
    return None if alive else "no worker has been heard of lately"


def scheduler(settings: Settings) -> str | None:
    """What is wrong with the scheduler, or None."""
    store = store_of(settings, sealer_of(settings), clock_of(settings))
    try:
        with store.connection() as connection:
            return None if scheduler_is_up(connection) else "no process holds the scheduler's lock"
    except StoreIsDown:
        return "the database does not answer"
    finally:
        store.close()


PARTS: dict[str, Callable[[Settings], str | None]] = {"api": api, "worker": worker, "scheduler": scheduler}
