"""`serve --processes 2` beside `serve`: what an answer takes on a kept connection, round by round."""

from dataclasses import dataclass, field
from statistics import median

from benchmarks import http_requests
from benchmarks.environment import BenchEnvironment
from benchmarks.http_client import request
from benchmarks.http_requests import ROOT
from benchmarks.load_generator import closed_loop
from benchmarks.report import verdict

ROUNDS, EACH = 7, 60
MOST_RATIO = 1.5  # of a median; a delayed acknowledgement alone would be forty milliseconds
KINDS = ("health", "case", "intake")


@dataclass
class ProcessPair:
    """One kind of request, in milliseconds by round."""

    what: str
    one: list[float] = field(default_factory=list)
    two: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(two / one for one, two in zip(self.one, self.two, strict=True))

    @property
    def is_met(self) -> bool:
        return self.ratio <= MOST_RATIO


async def measure_processes(environment: BenchEnvironment) -> list[ProcessPair]:
    """Both on one database, so that they do the same."""
    environment.begin_part("processes")
    url = environment.database("bench_processes")
    ports = (
        environment.start_product(url),
        environment.start_product(url, processes=2),
    )
    citizens = http_requests.Citizens(environment.units)
    taken = [
        await closed_loop(port, 8, http_requests.intakes(citizens, 100, token=environment.front_end))
        for port in ports
    ]
    told = [reply.json() for timed in taken for reply in timed.replies]
    case = http_requests.status(told[0]["contact_id"], told[0]["link"]["token"])
    pairs = [ProcessPair(kind) for kind in KINDS]
    for number in range(ROUNDS):
        for pair in pairs:
            sides = [(ports[0], pair.one), (ports[1], pair.two)]
            for port, took in sides if number % 2 else reversed(sides):
                requests = {
                    "health": [request("GET", f"{ROOT}/health")] * EACH,
                    "case": [case] * EACH,
                    "intake": http_requests.intakes(citizens, EACH, token=environment.front_end),
                }[pair.what]
                timed = await closed_loop(port, 1, requests)
                took.append(median(timed.took) * 1000)
    return pairs


def processes_table(pairs: list[ProcessPair]) -> str:
    """A line each."""
    head = f"{'kept connection':16} {'1 process ms':>13} {'2 processes ms':>15} {'ratio':>6} {'target':>7}"
    lines = [
        f"{pair.what:16} {median(pair.one):13.2f} {median(pair.two):15.2f} {pair.ratio:6.2f} {MOST_RATIO:7.2f}"
        f"  {verdict(is_met=pair.is_met)}"
        for pair in pairs
    ]
    return "\n".join([head, *lines])
