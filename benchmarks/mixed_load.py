"""A minute at a fixed pace: citizens seek contact and look where it stands, staff pull and record."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle

from benchmarks import http_requests
from benchmarks.environment import Nurse, Rig
from benchmarks.http_client import Connection, Reply
from benchmarks.load_generator import Ask, Timed, closed_loop, open_loop

PER_SECOND = 50
CONNECTIONS = 64
TURN = "iisiipisio"  # of ten requests: six intakes, two looks, one pull and its outcome
FIRST = 400  # contacts that wait when the minute begins


@dataclass
class Minute:
    """What became of it."""

    timed: Timed
    statuses: Counter[int]
    taken_in: list[Reply] = field(default_factory=list)
    pulled: list[Reply] = field(default_factory=list)
    database_url: str = ""

    @property
    def errors(self) -> int:
        return sum(number for status, number in self.statuses.items() if not 200 <= status < 300)


class Players:
    """Those who ask, with what they know from earlier answers."""

    def __init__(self, rig: Rig, citizens: http_requests.Citizens, first: list[Reply]) -> None:
        self._rig = rig
        self._citizens = citizens
        self.taken_in: list[Reply] = list(first)
        self.pulled: list[Reply] = []
        self._cases = cycle([reply.json() for reply in first])
        self._nurses = cycle(rig.nurses)
        self._in_hand: asyncio.Queue[tuple[Nurse, Reply]] = asyncio.Queue()

    def plan(self, requests: int) -> list[Ask]:
        """Who asks when."""
        plays: dict[str, Ask] = {"i": self._seek, "s": self._look, "p": self._pull, "o": self._record}
        return [plays[TURN[number % len(TURN)]] for number in range(requests)]

    async def _seek(self, connection: Connection) -> Reply:
        (body,) = self._citizens.bodies(1)
        reply = await connection.ask(http_requests.intake(body, token=self._rig.front_end))
        self.taken_in.append(reply)
        return reply

    async def _look(self, connection: Connection) -> Reply:
        case = next(self._cases)
        return await connection.ask(http_requests.status(case["contact_id"], case["link"]["token"]))

    async def _pull(self, connection: Connection) -> Reply:
        nurse = next(self._nurses)
        reply = await connection.ask(http_requests.pull(nurse))
        self._in_hand.put_nowait((nurse, reply))
        if reply.status == 200:
            self.pulled.append(reply)
        return reply

    async def _record(self, connection: Connection) -> Reply:
        nurse, reply = await self._in_hand.get()
        if reply.status != 200:
            return reply
        claim = reply.json()
        outcome = http_requests.reached(nurse, claim["contact"]["contact_id"], claim["lease_number"])
        return await connection.ask(outcome)


async def measure_minute(rig: Rig, seconds: int) -> Minute:
    """On a database of its own, with worker and scheduler beside the API, as in production."""
    rig.begin("minute")
    url = rig.database("bench_minute")
    port = rig.start_product(url)
    rig.start_workers(url)
    citizens = http_requests.Citizens(rig.units)
    first = await closed_loop(port, 8, http_requests.intakes(citizens, FIRST, token=rig.front_end))
    players = Players(rig, citizens, first.replies)
    timed = await open_loop(port, PER_SECOND, players.plan(PER_SECOND * seconds), CONNECTIONS)
    statuses = Counter(reply.status for reply in timed.replies)
    return Minute(timed, statuses, players.taken_in, players.pulled, url)
