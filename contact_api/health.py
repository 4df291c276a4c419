"""Whether the parts work, as a container's health check asks."""

from collections.abc import Callable
from datetime import timedelta

import httpx

from contact_api.bootstrap import clock_of, queues_of, sealer_of, store_of, wall_clock
from contact_api.liveness import fault_of_scheduler, fault_of_workers
from contact_api.settings import Settings
from contact_api.usecases.staff_time.roster_end import roster_ends_within


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


def roster(settings: Settings) -> str | None:
    """Which units' rosters end soon, or None. It is no part that can be restarted: somebody has to lay the next one."""
    clock = clock_of(settings)
    store = store_of(settings, sealer_of(settings), clock)
    try:
        with store.transaction() as tx:
            found = roster_ends_within(timedelta(days=settings.roster_lead_days), tx, now=clock())
    finally:
        store.close()
    units = ", ".join(f"{one.unit_id} in {one.days_left} days" for one in found)
    return (
        f"the roster of {len(found)} units ends: {units}; load the next (contact-api roster load)"
        if found
        else None
    )


PARTS: dict[str, Callable[[Settings], str | None]] = {
    "api": api,
    "worker": worker,
    "scheduler": scheduler,
    "roster": roster,
}
