"""Two kinds of load: clients that wait for each answer (closed loop), and a fixed rate (open loop)."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from benchmarks.http_client import Connection, Reply, connect


@dataclass
class TimedReplies:
    """Answers and how long each took, in seconds."""

    seconds: float = 0.0
    replies: list[Reply] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.replies) / self.seconds

    def milliseconds(self, percentile: int) -> float:
        """The percentile of the latencies."""
        return quantiles(self.took, n=100, method="inclusive")[percentile - 1] * 1000


async def closed_loop(port: int, clients: int, requests: Sequence[bytes]) -> TimedReplies:
    """Send all requests from `clients` connections, each sending again as soon as it was answered."""
    connections = [await connect(port) for _ in range(clients)]
    timed = TimedReplies()
    left = iter(requests)

    async def send_all_on(connection: Connection) -> None:
        for request in left:
            began = time.perf_counter()
            timed.replies.append(await connection.send(request))
            timed.took.append(time.perf_counter() - began)

    with _no_garbage_collection():
        began = time.perf_counter()
        await asyncio.gather(*map(send_all_on, connections))
        timed.seconds = time.perf_counter() - began
    for connection in connections:
        connection.close()
    return timed


Send = Callable[[Connection], Awaitable[Reply]]


async def open_loop(port: int, per_second: float, plan: Sequence[Send], connections: int) -> TimedReplies:
    """Start each of the plan at its own moment, at an even rate."""
    return await scheduled_loop(
        port, [(number / per_second, send) for number, send in enumerate(plan)], connections
    )


async def scheduled_loop(port: int, plan: Sequence[tuple[float, Send]], connections: int) -> TimedReplies:
    """Start each of the plan so many seconds after the beginning, whether or not those before were answered.

    Latency counts from the planned moment, so that a server that stalls is charged for all who waited.
    """
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(await connect(port))
    timed = TimedReplies()
    began = time.perf_counter() + 0.1

    async def send_at(planned: float, send: Send) -> None:
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        connection = await free.get()
        timed.replies.append(await send(connection))
        timed.took.append(time.perf_counter() - planned)
        free.put_nowait(connection)

    with _no_garbage_collection():
        await asyncio.gather(*(send_at(began + after, send) for after, send in plan))
        timed.seconds = time.perf_counter() - began
    while not free.empty():
        free.get_nowait().close()
    return timed


class _no_garbage_collection:  # noqa: N801 - read as a word after `with`
    """Our own garbage collection is not the server's latency."""

    def __enter__(self) -> None:
        gc.collect()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        gc.enable()
