"""Short routes are answered on the event loop itself instead of in a thread."""

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import ParamSpec

from fastapi.responses import Response
from sqlalchemy.util.concurrency import greenlet_spawn

Asked = ParamSpec("Asked")


def on_event_loop(route: Callable[Asked, Response]) -> Callable[Asked, Coroutine[None, None, Response]]:
    """Answer without a thread: whenever the route waits for the database, the loop serves others (ADR 0017).

    For short routes that wait for nothing but the database. Anything else they waited for, or long reckoning, would
    hold up everybody: such routes stay plain functions, which the framework runs in threads.
    """

    @wraps(route)
    async def answered(*given: Asked.args, **named: Asked.kwargs) -> Response:
        return await greenlet_spawn(partial(route, *given, **named))

    return answered
