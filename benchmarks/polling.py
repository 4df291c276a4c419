"""Two thousand citizens keep their page open and 150 staff their desk, while others seek contact."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from itertools import cycle

from benchmarks import http_requests
from benchmarks.environment import BenchEnvironment
from benchmarks.http_client import Connection, Reply, request
from benchmarks.http_requests import ROOT
from benchmarks.load_generator import Send, TimedReplies, closed_loop, open_loop
from benchmarks.report import verdict

CITIZENS, CASE_EVERY = 2000, 60.0  # my_contact.js
DESKS, QUEUE_EVERY, ALERTS_EVERY = 150, 30.0, 15.0  # desk.js
INTAKES_PER_SECOND = 10
CASES = 400  # the citizens look at so many different ones
WORST_P99 = 300.0  # milliseconds, of an intake


@dataclass(frozen=True, slots=True)
class Polling:
    """What was measured of those who seek contact, and of those who look."""

    intakes: TimedReplies
    looks: TimedReplies
    looks_per_second: float

    @property
    def statuses(self) -> Counter[int]:
        return Counter(reply.status for timed in (self.intakes, self.looks) for reply in timed.replies)

    @property
    def is_met(self) -> bool:
        """Every intake soon enough, and none but good answers."""
        return self.intakes.milliseconds(99) <= WORST_P99 and set(self.statuses) <= {200, 201}


async def measure_polling(environment: BenchEnvironment, seconds: int) -> Polling:
    """One process, on a database of its own, with worker and scheduler beside it."""
    environment.begin_part("polling")
    url = environment.database("bench_polling")
    port = environment.start_product(url)
    environment.start_workers(url)
    citizens = http_requests.Citizens(environment.units)
    first = await closed_loop(port, 8, http_requests.intakes(citizens, CASES, token=environment.front_end))
    told = [reply.json() for reply in first.replies if reply.status == 201]
    cases = cycle([http_requests.status(one["contact_id"], one["link"]["token"]) for one in told])
    queues = cycle([http_requests.queue_view(nurse) for nurse in environment.nurses[:DESKS]])
    alerts = cycle(
        [
            request("GET", f"{ROOT}/alerts", Authorization=f"Bearer {nurse.token}")
            for nurse in environment.nurses[:DESKS]
        ]
    )
    rates = (CITIZENS / CASE_EVERY, DESKS / QUEUE_EVERY, DESKS / ALERTS_EVERY)
    asked = [
        (number / rate, next(requests))
        for rate, requests in zip(rates, (cases, queues, alerts), strict=True)
        for number in range(int(rate * seconds))
    ]
    looks = [_send(one) for _, one in sorted(asked, key=lambda planned: planned[0])]
    seek = http_requests.intakes(citizens, INTAKES_PER_SECOND * seconds, token=environment.front_end)
    timed_looks, timed_intakes = await asyncio.gather(
        open_loop(port, sum(rates), looks, 64),
        open_loop(port, INTAKES_PER_SECOND, [_send(one) for one in seek], 32),
    )
    return Polling(timed_intakes, timed_looks, sum(rates))


def polling_line(polling: Polling) -> str:
    """In a line."""
    statuses = ", ".join(f"{number} × {status}" for status, number in sorted(polling.statuses.items()))
    p50, p99 = (polling.intakes.milliseconds(percentile) for percentile in (50, 99))
    return (
        f"polling: {CITIZENS} citizens and {DESKS} desks look {polling.looks_per_second:.0f} times a second "
        f"(p99 {polling.looks.milliseconds(99):.0f} ms), {INTAKES_PER_SECOND} intakes a second: p50 {p50:.0f} ms, "
        f"p99 {p99:.0f} ms ({statuses}); target p99 ≤ {WORST_P99:.0f} ms without an error  "
        f"{verdict(is_met=polling.is_met)}"
    )


def _send(content: bytes) -> Send:
    async def send(connection: Connection) -> Reply:
        return await connection.send(content)

    return send
