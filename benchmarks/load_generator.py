"""Two ways of asking: clients that wait for each answer (closed loop), and a fixed pace (open loop)."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from benchmarks.http_client import Connection, Reply, connect


@dataclass
class Timed:
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


async def closed_loop(port: int, clients: int, requests: Sequence[bytes]) -> Timed:
    """Send all requests from `clients` connections, each asking again as soon as it was answered."""
    connections = [await connect(port) for _ in range(clients)]
    timed = Timed()
    left = iter(requests)

    async def ask_on(connection: Connection) -> None:
        for request in left:
            began = time.perf_counter()
            timed.replies.append(await connection.ask(request))
            timed.took.append(time.perf_counter() - began)

    with _no_pauses():
        began = time.perf_counter()
        await asyncio.gather(*map(ask_on, connections))
        timed.seconds = time.perf_counter() - began
    for connection in connections:
        connection.close()
    return timed


Ask = Callable[[Connection], Awaitable[Reply]]


async def open_loop(port: int, per_second: float, plan: Sequence[Ask], connections: int) -> Timed:
    """Start each of the plan at its own moment, at an even pace."""
    return await at_moments(
        port, [(number / per_second, ask) for number, ask in enumerate(plan)], connections
    )


async def at_moments(port: int, plan: Sequence[tuple[float, Ask]], connections: int) -> Timed:
    """Start each of the plan so many seconds after the beginning, whatever became of those before.

    Latency counts from the planned moment, so that a server that stalls is charged for all who waited.
    """
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(await connect(port))
    timed = Timed()
    began = time.perf_counter() + 0.1

    async def ask_at(planned: float, ask: Ask) -> None:
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        connection = await free.get()
        timed.replies.append(await ask(connection))
        timed.took.append(time.perf_counter() - planned)
        free.put_nowait(connection)

    with _no_pauses():
        await asyncio.gather(*(ask_at(began + after, ask) for after, ask in plan))
        timed.seconds = time.perf_counter() - began
    while not free.empty():
        free.get_nowait().close()
    return timed


class _no_pauses:  # noqa: N801 - read as a word after `with`
    """Our own garbage collection is not the server's latency."""

    def __enter__(self) -> None:
        gc.collect()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        gc.enable()
