"""Product and reference in turns, in short rounds, so that a noisy machine is noisy for both."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks import http_requests
from benchmarks.environment import Rig
from benchmarks.http_client import Reply
from benchmarks.load_generator import Timed, closed_loop
from contact_api.demo.databases import connected

MORE_THAN_PULLED = 2000
SET_DOWN = """
UPDATE contact_request SET state = 'reached', lease_until = NULL, claimed_by = NULL, closed_at = claimed_at
 WHERE state = 'claimed'
"""


@dataclass
class Duel:
    """What was measured of one kind of request at one number of clients."""

    what: str
    clients: int
    target: float
    reference: list[Timed] = field(default_factory=list)
    product: list[Timed] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Product over reference, in requests per second, round by round."""
        return [
            ours.per_second / bare.per_second for ours, bare in zip(self.product, self.reference, strict=True)
        ]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.target


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    port: int
    database_url: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rounds, and requests in each."""

    rounds: int
    alone: int  # with one client
    together: int  # with sixteen

    def of(self, clients: int) -> int:
        return self.alone if clients == 1 else self.together


class Arena:
    """Both sides on databases that were equal at the start."""

    def __init__(self, rig: Rig) -> None:
        rig.begin("duel")
        self._rig = rig
        self._citizens = http_requests.Citizens(rig.units)
        ours, bare = rig.database("bench_product"), rig.database("bench_reference")
        self.product = Side(rig.start_product(ours), ours)
        self.reference = Side(rig.start_reference(bare), bare)
        self.taken_in: list[Reply] = []
        self.pulled: list[Reply] = []

    async def warm_up(self, most: int) -> None:
        """Both have met every route, every unit and every connection once."""
        self.taken_in += (await closed_loop(self.product.port, 16, self._intakes(most, product=True))).replies
        await closed_loop(self.reference.port, 16, self._intakes(most, product=False))

    async def intake(self, clients: int, sizes: Sizes, target: float) -> Duel:
        """Intake with its promise."""
        duel = Duel("intake", clients, target)
        for _ in range(sizes.rounds):
            bare = self._intakes(sizes.of(clients), product=False)
            duel.reference.append(_all(201, await closed_loop(self.reference.port, clients, bare)))
            ours = self._intakes(sizes.of(clients), product=True)
            duel.product.append(_all(201, await closed_loop(self.product.port, clients, ours)))
            self.taken_in += duel.product[-1].replies
        return duel

    async def fill(self, sizes: Sizes) -> None:
        """See to it that at every unit more wait than will be pulled."""
        wanted = sizes.rounds * (sizes.alone + sizes.together) + MORE_THAN_PULLED
        missing = max(0, wanted - len(self.taken_in))
        ours = await closed_loop(self.product.port, 16, self._intakes(missing, product=True))
        self.taken_in += _all(201, ours).replies
        _all(201, await closed_loop(self.reference.port, 16, self._intakes(missing, product=False)))
        for side in (self.product, self.reference):
            with connected(side.database_url) as connection:
                connection.execute("ANALYZE")  # what PostgreSQL does by itself within a minute

    async def claim(self, clients: int, sizes: Sizes, target: float) -> Duel:
        """Pulls by as many staff as there are pulls: nobody holds one yet, all are known by their sign-in."""
        duel = Duel("claim", clients, target)
        nurses = self._rig.nurses[: sizes.of(clients)]
        for _ in range(sizes.rounds):
            bare = [http_requests.bare_pull(nurse) for nurse in nurses]
            duel.reference.append(_all(200, await closed_loop(self.reference.port, clients, bare)))
            await closed_loop(self.product.port, 4, [http_requests.look(nurse) for nurse in nurses])
            ours = [http_requests.pull(nurse) for nurse in nurses]
            duel.product.append(_all(200, await closed_loop(self.product.port, clients, ours)))
            self.pulled += duel.product[-1].replies
            self._set_down()
        return duel

    async def scramble(self, rounds: int) -> int:
        """Everybody of one unit pulls at once, again and again; the number of pulls."""
        unit = self._rig.units[0]
        nurses = [nurse for nurse in self._rig.nurses if nurse.unit_id == unit]
        for _ in range(rounds):
            at_once = await closed_loop(
                self.product.port, len(nurses), [http_requests.pull(one) for one in nurses]
            )
            self.pulled += [reply for reply in at_once.replies if reply.status == 200]
            self._set_down()
        return rounds * len(nurses)

    def _intakes(self, most: int, *, product: bool) -> Sequence[bytes]:
        return http_requests.intakes(self._citizens, most, token=self._rig.front_end if product else None)

    def _set_down(self) -> None:
        for side in (self.product, self.reference):
            with connected(side.database_url) as connection:
                connection.execute(SET_DOWN)


def _all(status: int, timed: Timed) -> Timed:
    """Only right answers count."""
    wrong = next((reply for reply in timed.replies if reply.status != status), None)
    if wrong is not None:
        raise WrongAnswer(f"{wrong.status} instead of {status}: {wrong.body[:300]!r}")
    return timed


class WrongAnswer(Exception):
    """A measurement of wrong answers is none."""
