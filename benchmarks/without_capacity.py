"""Intake with capacity, without it, and at the reference, in turns: the busiest hour of the worst day."""

from dataclasses import dataclass, field
from statistics import median

from benchmarks import http_requests
from benchmarks.environment import BenchEnvironment
from benchmarks.load_generator import closed_loop
from benchmarks.report import verdict
from contact_api.demo.databases import connected

ROUNDS, EACH, WARM = 7, 60, 300
MOST_RATIO = 1.5
# Of today nothing is left that is long enough for anybody; the days after are as they were.
FULL_TODAY = """
UPDATE capacity_cell SET staff_minutes = least(staff_minutes, 5)
 WHERE start_at < (SELECT min(start_at) + interval '16 hours' FROM capacity_cell)
"""


@dataclass
class CapacityPair:
    """Medians by round, in milliseconds."""

    reference: list[float] = field(default_factory=list)
    having: list[float] = field(default_factory=list)
    without: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(none / some for some, none in zip(self.having, self.without, strict=True))

    @property
    def is_met(self) -> bool:
        return self.ratio <= MOST_RATIO


async def measure_without_capacity(environment: BenchEnvironment) -> CapacityPair:
    """Three databases that were equal at the start, but for the minutes of today in one of them."""
    environment.begin_part("without capacity")
    urls = [environment.database(f"bench_{name}") for name in ("reference", "having", "without")]
    with connected(urls[2]) as connection:
        connection.execute(FULL_TODAY)
        connection.execute("ANALYZE capacity_cell")
    ports = [
        environment.start_reference(urls[0]),
        environment.start_product(urls[1]),
        environment.start_product(urls[2]),
    ]
    pair = CapacityPair()
    sides = list(zip(ports, (None, environment.front_end, environment.front_end), _rounds(pair), strict=True))
    citizens = http_requests.Citizens(environment.units)
    for port, token, _ in sides:
        warmed = await closed_loop(port, 4, http_requests.intakes(citizens, WARM, token=token))
        if port == ports[2] and any(reply.json()["promise"]["backed"] for reply in warmed.replies):
            raise RuntimeError("somebody was promised a time where nothing is left")
    for number in range(ROUNDS):
        for port, token, took in sides if number % 2 else reversed(sides):
            timed = await closed_loop(port, 1, http_requests.intakes(citizens, EACH, token=token))
            took.append(median(timed.took) * 1000)
    return pair


def capacity_line(pair: CapacityPair) -> str:
    """In a line."""
    reference, having, without = map(median, _rounds(pair))
    return (
        f"intake: with capacity {having:.1f} ms, without {without:.1f} ms, reference {reference:.1f} ms; "
        f"without / with {pair.ratio:.2f}, target {MOST_RATIO:.2f}  {verdict(is_met=pair.is_met)}"
    )


def _rounds(pair: CapacityPair) -> tuple[list[float], list[float], list[float]]:
    return pair.reference, pair.having, pair.without
