"""Mixed requests at a fixed rate: citizens seek contact and look up its status, staff pull and record outcomes."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle

from benchmarks import http_requests
from benchmarks.environment import BenchEnvironment, Nurse
from benchmarks.http_client import Connection, Reply
from benchmarks.load_generator import Send, TimedReplies, closed_loop, open_loop

PER_SECOND = 50
CONNECTIONS = 64
REQUEST_MIX = "iisiipisio"  # six intakes, two status look-ups, one pull and its outcome
WAITING_AT_START = 400  # contacts


@dataclass
class MixedLoad:
    """What was measured, and the answers to check."""

    timed: TimedReplies
    statuses: Counter[int]
    taken_in: list[Reply] = field(default_factory=list)
    pulled: list[Reply] = field(default_factory=list)
    database_url: str = ""

    @property
    def errors(self) -> int:
        return sum(number for status, number in self.statuses.items() if not 200 <= status < 300)


class Clients:
    """Those who send requests, with what they know from earlier answers."""

    def __init__(
        self, environment: BenchEnvironment, citizens: http_requests.Citizens, first: list[Reply]
    ) -> None:
        self._environment = environment
        self._citizens = citizens
        self.taken_in: list[Reply] = list(first)
        self.pulled: list[Reply] = []
        self._contacts = cycle([reply.json() for reply in first])
        self._nurses = cycle(environment.nurses)
        self._claims: asyncio.Queue[tuple[Nurse, Reply]] = asyncio.Queue()

    def plan(self, count: int) -> list[Send]:
        """The requests in order, by the mix."""
        requests_of: dict[str, Send] = {"i": self._seek, "s": self._look, "p": self._pull, "o": self._record}
        return [requests_of[REQUEST_MIX[number % len(REQUEST_MIX)]] for number in range(count)]

    async def _seek(self, connection: Connection) -> Reply:
        (body,) = self._citizens.bodies(1)
        reply = await connection.send(http_requests.intake(body, token=self._environment.front_end))
        self.taken_in.append(reply)
        return reply

    async def _look(self, connection: Connection) -> Reply:
        contact = next(self._contacts)
        return await connection.send(http_requests.status(contact["contact_id"], contact["link"]["token"]))

    async def _pull(self, connection: Connection) -> Reply:
        nurse = next(self._nurses)
        reply = await connection.send(http_requests.pull(nurse))
        self._claims.put_nowait((nurse, reply))
        if reply.status == 200:
            self.pulled.append(reply)
        return reply

    async def _record(self, connection: Connection) -> Reply:
        nurse, reply = await self._claims.get()
        if reply.status != 200:
            return reply
        claim = reply.json()
        outcome = http_requests.reached_outcome(nurse, claim["contact"]["contact_id"], claim["lease_number"])
        return await connection.send(outcome)


async def measure_mixed_load(environment: BenchEnvironment, seconds: int) -> MixedLoad:
    """On a database of its own, with worker and scheduler beside the API, as in production."""
    environment.begin_part("mixed")
    url = environment.database("bench_mixed")
    port = environment.start_product(url)
    environment.start_workers(url)
    citizens = http_requests.Citizens(environment.units)
    first = await closed_loop(
        port, 8, http_requests.intakes(citizens, WAITING_AT_START, token=environment.front_end)
    )
    clients = Clients(environment, citizens, first.replies)
    timed = await open_loop(port, PER_SECOND, clients.plan(PER_SECOND * seconds), CONNECTIONS)
    statuses = Counter(reply.status for reply in timed.replies)
    return MixedLoad(timed, statuses, clients.taken_in, clients.pulled, url)
