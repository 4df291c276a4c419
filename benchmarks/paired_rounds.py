"""Product and reference in turns, in short rounds, so that a noisy machine is noisy for both."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks import http_requests
from benchmarks.environment import BenchEnvironment
from benchmarks.http_client import Reply
from benchmarks.load_generator import TimedReplies, closed_loop
from contact_api.demo.databases import connected

MORE_THAN_PULLED = 2000
CLOSE_CLAIMS = """
UPDATE contact_request SET state = 'reached', lease_until = NULL, claimed_by = NULL, closed_at = claimed_at
 WHERE state = 'claimed'
"""


@dataclass
class PairedRounds:
    """What was measured of one kind of request with one number of clients."""

    what: str
    clients: int
    target: float
    reference: list[TimedReplies] = field(default_factory=list)
    product: list[TimedReplies] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Product over reference, in requests per second, round by round."""
        return [
            product.per_second / reference.per_second
            for product, reference in zip(self.product, self.reference, strict=True)
        ]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.target


@dataclass(frozen=True, slots=True)
class Server:
    """The product or the reference, and its database."""

    port: int
    database_url: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rounds, and requests in each."""

    rounds: int
    one_client: int
    sixteen_clients: int

    def of(self, clients: int) -> int:
        return self.one_client if clients == 1 else self.sixteen_clients


class PairedBench:
    """Product and reference, on databases that were equal at the start."""

    def __init__(self, environment: BenchEnvironment) -> None:
        environment.begin_part("paired")
        self._environment = environment
        self._citizens = http_requests.Citizens(environment.units)
        product, reference = environment.database("bench_product"), environment.database("bench_reference")
        self.product = Server(environment.start_product(product), product)
        self.reference = Server(environment.start_reference(reference), reference)
        self.taken_in: list[Reply] = []
        self.pulled: list[Reply] = []

    async def warm_up(self, most: int) -> None:
        """Both have served every route, every unit and every connection once."""
        self.taken_in += (await closed_loop(self.product.port, 16, self._intakes(most, product=True))).replies
        await closed_loop(self.reference.port, 16, self._intakes(most, product=False))

    async def intake(self, clients: int, sizes: Sizes, target: float) -> PairedRounds:
        """Intake with its promise."""
        rounds = PairedRounds("intake", clients, target)
        for _ in range(sizes.rounds):
            reference = self._intakes(sizes.of(clients), product=False)
            rounds.reference.append(_checked(201, await closed_loop(self.reference.port, clients, reference)))
            product = self._intakes(sizes.of(clients), product=True)
            rounds.product.append(_checked(201, await closed_loop(self.product.port, clients, product)))
            self.taken_in += rounds.product[-1].replies
        return rounds

    async def fill(self, sizes: Sizes) -> None:
        """Take in so many that at every unit more wait than will be pulled."""
        wanted = sizes.rounds * (sizes.one_client + sizes.sixteen_clients) + MORE_THAN_PULLED
        missing = max(0, wanted - len(self.taken_in))
        product = await closed_loop(self.product.port, 16, self._intakes(missing, product=True))
        self.taken_in += _checked(201, product).replies
        _checked(201, await closed_loop(self.reference.port, 16, self._intakes(missing, product=False)))
        for side in (self.product, self.reference):
            with connected(side.database_url) as connection:
                connection.execute("ANALYZE")  # what PostgreSQL does by itself within a minute

    async def claim(self, clients: int, sizes: Sizes, target: float) -> PairedRounds:
        """Pulls by as many staff as there are pulls. Nobody holds a claim yet, and all have been signed in."""
        rounds = PairedRounds("claim", clients, target)
        nurses = self._environment.nurses[: sizes.of(clients)]
        for _ in range(sizes.rounds):
            reference = [http_requests.reference_pull(nurse) for nurse in nurses]
            rounds.reference.append(_checked(200, await closed_loop(self.reference.port, clients, reference)))
            await closed_loop(self.product.port, 4, [http_requests.queue_view(nurse) for nurse in nurses])
            product = [http_requests.pull(nurse) for nurse in nurses]
            rounds.product.append(_checked(200, await closed_loop(self.product.port, clients, product)))
            self.pulled += rounds.product[-1].replies
            self._close_claims()
        return rounds

    async def contention(self, rounds: int) -> int:
        """All staff of one unit pull at once, again and again. Returns the number of pulls."""
        unit = self._environment.units[0]
        nurses = [nurse for nurse in self._environment.nurses if nurse.unit_id == unit]
        for _ in range(rounds):
            at_once = await closed_loop(
                self.product.port, len(nurses), [http_requests.pull(one) for one in nurses]
            )
            self.pulled += [reply for reply in at_once.replies if reply.status == 200]
            self._close_claims()
        return rounds * len(nurses)

    def _intakes(self, most: int, *, product: bool) -> Sequence[bytes]:
        return http_requests.intakes(
            self._citizens, most, token=self._environment.front_end if product else None
        )

    def _close_claims(self) -> None:
        for side in (self.product, self.reference):
            with connected(side.database_url) as connection:
                connection.execute(CLOSE_CLAIMS)


def _checked(status: int, timed: TimedReplies) -> TimedReplies:
    """Only right answers count."""
    wrong = next((reply for reply in timed.replies if reply.status != status), None)
    if wrong is not None:
        raise WrongAnswer(f"{wrong.status} instead of {status}: {wrong.body[:300]!r}")
    return timed


class WrongAnswer(Exception):
    """An answer has another status than it should: what was measured is worth nothing."""
