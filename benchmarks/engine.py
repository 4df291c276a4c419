"""What deciding costs at noon of a tight day: a promise, and the plan of the rest of the day.

The reference reads the same rows by bare statements: no decision over these tables can be quicker than that.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

from benchmarks.noon_state import Noon, noon_of_a_tight_day, put
from benchmarks.scenario_seed import REGION, write_scenario
from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.memory.store import MemoryStore
from contact_api.adapters.sql.migrate import upgrade
from contact_api.adapters.sql.store import SqlStore
from contact_api.demo.databases import connected
from contact_api.demo.servers import Postgres
from contact_api.domain.core.contact import Contact
from contact_api.ports import Store, Transaction
from contact_api.replay.scenario.scenario import Citizen
from contact_api.replay.simulation.contact_routing import InMemoryContactRouting
from contact_api.usecases.planning.plan_day import plan_day
from contact_api.usecases.promising.promise_window import promise_today, rest_of_day

T = TypeVar("T")
PROMISES, ROUNDS = 400, 5
PROMISE_MS, PLAN_MS = 10.0, 1000.0  # at most, the median
PROMISE_RATIO, PLAN_RATIO = 4.0, 12.0  # to the reading
FILLED, COPY = "bench_noon", "bench_noon_copy"
SEALER = Sealer(["made up for the benchmark, forty characters"])
CELLS = b"SELECT * FROM capacity_cell WHERE unit_id = ANY(%s) AND end_at > %s AND start_at < %s"
ALL = tuple(
    b"SELECT * FROM " + table for table in (b"contact_request", b"reservation", b"shift", b"capacity_cell")
)


@dataclass(frozen=True, slots=True)
class Decided:
    """How long each of some decisions took, and each time the bare reading of the rows; in seconds."""

    what: str
    took: Sequence[float]
    reading: Sequence[float]
    most_ms: float
    most_ratio: float

    @property
    def milliseconds(self) -> float:
        """The median."""
        return median(self.took) * 1000

    @property
    def ratio(self) -> float:
        """The median as a multiple of the reading's."""
        return median(self.took) / median(self.reading)

    @property
    def is_met(self) -> bool:
        return self.milliseconds <= self.most_ms and self.ratio <= self.most_ratio


def measure_engine(folder: Path, *, say: Callable[[str], None]) -> list[Decided]:
    """Play a morning, put its noon into a database, and decide there again and again from the same state."""
    noon = noon_of_a_tight_day(folder / "scenario")
    say(str(noon))
    with Postgres(folder / "postgres") as postgres:
        postgres.drop_database(FILLED)
        url = postgres.create_database(FILLED)
        upgrade(url)
        write_scenario(noon.scenario, url, SEALER)
        store = _store(url, noon)
        _carried_out(store, lambda tx: put(noon, tx))
        store.close()
        with connected(url) as connection:
            connection.execute("ANALYZE")
        return [_promises(noon, url), _plans_in_memory(noon, url), _plans(noon, postgres)]


def table(decided: Sequence[Decided]) -> str:
    """A line each, and whether every target is met."""
    head = (
        f"{'at noon':22} {'times':>5} {'p50 ms':>7} {'p90 ms':>7} {'target':>6}"
        f" {'(reading ms)':>12} {'ratio':>6} {'target':>6}"
    )
    return "\n".join([head, *map(_line, decided)])


def _line(one: Decided) -> str:
    p90 = sorted(one.took)[len(one.took) * 9 // 10] * 1000
    return (
        f"{one.what:22} {len(one.took):5} {one.milliseconds:7.1f} {p90:7.1f} {one.most_ms:6.0f}"
        f" {median(one.reading) * 1000:12.2f} {one.ratio:6.1f} {one.most_ratio:6.0f}"
        f"  {'PASS' if one.is_met else 'MISS'}"
    )


def _promises(noon: Noon, url: str) -> Decided:
    """For the next who seek contact."""
    store, memory = _store(url, noon), _in_memory(noon)
    took, reading = [], []
    left = rest_of_day(noon.region, now=noon.now)
    with connected(url) as connection:
        for citizen in noon.coming[:PROMISES]:
            contact = _taken_in(citizen, memory, noon)
            took.append(_promised(contact, store, noon.now))
            welcome = list(noon.region.welcome_units(contact.need))
            began = time.perf_counter()
            connection.execute(CELLS, [welcome, left.start, left.end]).fetchall()
            reading.append(time.perf_counter() - began)
    store.close()
    return Decided("a promise", took, reading, PROMISE_MS, PROMISE_RATIO)


def _promised(contact: Contact, store: Store, now: datetime) -> float:
    """As `take_in` asks for it; nothing of it stands."""
    need = contact.need

    def decide(tx: Transaction) -> float:
        region = tx.region()
        began = time.perf_counter()
        left = rest_of_day(region, now=now)
        tx.look_ahead(contact.person_id, None, need.unit_id, left, since=left.start)
        promise_today(need, tx, region=region, now=now)
        return time.perf_counter() - began

    return _taken_back(store, decide)


def _plans(noon: Noon, postgres: Postgres) -> Decided:
    """On PostgreSQL, each from a copy of the same rows."""
    took, reading = [], []
    for _ in range(ROUNDS):
        postgres.drop_database(COPY)
        url = postgres.create_database(COPY, template=FILLED)
        reading.append(_read_all(url))
        store = _store(url, noon)
        _carried_out(store, lambda tx: tx.region())
        took.append(_planned(store, noon.now))
        store.close()
    return Decided("the plan, PostgreSQL", took, reading, PLAN_MS, PLAN_RATIO)


def _plans_in_memory(noon: Noon, url: str) -> Decided:
    took = []
    for _ in range(ROUNDS):
        store = MemoryStore(noon.region)
        _carried_out(store, lambda tx: put(noon, tx))
        took.append(_planned(store, noon.now))
    return Decided("the plan, in memory", took, [_read_all(url) for _ in range(ROUNDS)], PLAN_MS, PLAN_RATIO)


def _planned(store: Store, now: datetime) -> float:
    began = time.perf_counter()
    plan_day(lambda work: _carried_out(store, work), now=now)
    return time.perf_counter() - began


def _read_all(url: str) -> float:
    with connected(url) as connection:
        began = time.perf_counter()
        for statement in ALL:
            connection.execute(statement).fetchall()
        return time.perf_counter() - began


def _in_memory(noon: Noon) -> InMemoryContactRouting:
    product = InMemoryContactRouting(noon.region)
    product.act(lambda tx: put(noon, tx))
    return product


def _taken_in(citizen: Citizen, product: InMemoryContactRouting, noon: Noon) -> Contact:
    return product.take_in(replace(citizen, arrived_at=noon.now), now=noon.now)


class _Enough(Exception):
    """Nothing is to stand."""


def _taken_back(store: Store, act: Callable[[Transaction], T]) -> T:
    found: list[T] = []
    with suppress(_Enough), store.transaction() as tx:
        found.append(act(tx))
        raise _Enough
    return found[0]


def _carried_out(store: Store, act: Callable[[Transaction], T]) -> T:
    with store.transaction() as tx:
        return act(tx)


def _store(url: str, noon: Noon) -> SqlStore:
    return SqlStore(url, region=REGION, sealer=SEALER, is_red=lambda _day: False, now=lambda: noon.now)
