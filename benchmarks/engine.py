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

from benchmarks.noon_state import NoonState, noon_of_a_tight_day, write_noon
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
from contact_api.usecases.promising.promise_window import promise_today

T = TypeVar("T")
PROMISES, ROUNDS = 400, 5
PROMISE_MS, PLAN_MS = 10.0, 1000.0  # at most, the median
PROMISE_RATIO, PLAN_RATIO = 4.0, 12.0  # to the reading
FILLED, COPY = "bench_noon", "bench_noon_copy"
SEALER = Sealer(["made up for the benchmark, forty characters"])
CELLS = b"SELECT * FROM capacity_cell WHERE unit_id = ANY(%s) AND end_at > %s AND start_at < %s"
ALL = tuple(
    b"SELECT * FROM " + table
    for table in (b"contact_request", b"reservation", b"staff_time", b"capacity_cell")
)


@dataclass(frozen=True, slots=True)
class DecisionTimes:
    """How long each of some decisions took, and the bare reading of the rows each time; in seconds."""

    what: str
    took: Sequence[float]
    reading: Sequence[float]
    max_ms: float
    max_ratio: float

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
        return self.milliseconds <= self.max_ms and self.ratio <= self.max_ratio


def measure_engine(folder: Path, *, say: Callable[[str], None]) -> list[DecisionTimes]:
    """Simulate a morning, write its noon into a database, and decide there repeatedly from the same state."""
    noon = noon_of_a_tight_day(folder / "scenario")
    say(str(noon))
    with Postgres(folder / "postgres") as postgres:
        postgres.drop_database(FILLED)
        url = postgres.create_database(FILLED)
        upgrade(url)
        write_scenario(noon.scenario, url, SEALER)
        store = _store(url, noon)
        _committed(store, lambda tx: write_noon(noon, tx))
        store.close()
        with connected(url) as connection:
            connection.execute("ANALYZE")
        return [_promises(noon, url), _plans_in_memory(noon, url), _plans(noon, postgres)]


def table(measured: Sequence[DecisionTimes]) -> str:
    """A line each, and whether every target is met."""
    head = (
        f"{'at noon':22} {'times':>5} {'p50 ms':>7} {'p90 ms':>7} {'target':>6}"
        f" {'(reading ms)':>12} {'ratio':>6} {'target':>6}"
    )
    return "\n".join([head, *map(_line, measured)])


def _line(one: DecisionTimes) -> str:
    p90 = sorted(one.took)[len(one.took) * 9 // 10] * 1000
    return (
        f"{one.what:22} {len(one.took):5} {one.milliseconds:7.1f} {p90:7.1f} {one.max_ms:6.0f}"
        f" {median(one.reading) * 1000:12.2f} {one.ratio:6.1f} {one.max_ratio:6.0f}"
        f"  {'PASS' if one.is_met else 'MISS'}"
    )


def _promises(noon: NoonState, url: str) -> DecisionTimes:
    """For the next who seek contact."""
    store, routing = _store(url, noon), _in_memory(noon)
    took, reading = [], []
    left = noon.region.left_of_today(noon.now)
    with connected(url) as connection:
        for citizen in noon.next_citizens[:PROMISES]:
            contact = _taken_in(citizen, routing, noon)
            took.append(_promised(contact, store, noon.now))
            welcome = list(noon.region.welcome_units(contact.need))
            began = time.perf_counter()
            connection.execute(CELLS, [welcome, left.start, left.end]).fetchall()
            reading.append(time.perf_counter() - began)
    store.close()
    return DecisionTimes("a promise", took, reading, PROMISE_MS, PROMISE_RATIO)


def _promised(contact: Contact, store: Store, now: datetime) -> float:
    """As `take_in` asks for it; it is rolled back."""
    need = contact.need

    def decide(tx: Transaction) -> float:
        region = tx.region()
        began = time.perf_counter()
        left = region.left_of_today(now)
        tx.look_ahead(contact.person_id, (), need.unit_id, left, since=left.start)
        promise_today(need, tx, region=region, now=now)
        return time.perf_counter() - began

    return _rolled_back(store, decide)


def _plans(noon: NoonState, postgres: Postgres) -> DecisionTimes:
    """On PostgreSQL, each from a copy of the same rows."""
    took, reading = [], []
    for _ in range(ROUNDS):
        postgres.drop_database(COPY)
        url = postgres.create_database(COPY, template=FILLED)
        reading.append(_read_all(url))
        store = _store(url, noon)
        _committed(store, lambda tx: tx.region())
        took.append(_planned(store, noon.now))
        store.close()
    return DecisionTimes("the plan, PostgreSQL", took, reading, PLAN_MS, PLAN_RATIO)


def _plans_in_memory(noon: NoonState, url: str) -> DecisionTimes:
    took = []
    for _ in range(ROUNDS):
        store = MemoryStore(noon.region)
        _committed(store, lambda tx: write_noon(noon, tx))
        took.append(_planned(store, noon.now))
    return DecisionTimes(
        "the plan, in memory", took, [_read_all(url) for _ in range(ROUNDS)], PLAN_MS, PLAN_RATIO
    )


def _planned(store: Store, now: datetime) -> float:
    began = time.perf_counter()
    plan_day(lambda work: _committed(store, work), now=now)
    return time.perf_counter() - began


def _read_all(url: str) -> float:
    with connected(url) as connection:
        began = time.perf_counter()
        for statement in ALL:
            connection.execute(statement).fetchall()
        return time.perf_counter() - began


def _in_memory(noon: NoonState) -> InMemoryContactRouting:
    routing = InMemoryContactRouting(noon.region)
    routing.act(lambda tx: write_noon(noon, tx))
    return routing


def _taken_in(citizen: Citizen, routing: InMemoryContactRouting, noon: NoonState) -> Contact:
    return routing.take_in(replace(citizen, arrived_at=noon.now), now=noon.now)


class _Rollback(Exception):
    """Raised to roll the transaction back."""


def _rolled_back(store: Store, act: Callable[[Transaction], T]) -> T:
    found: list[T] = []
    with suppress(_Rollback), store.transaction() as tx:
        found.append(act(tx))
        raise _Rollback
    return found[0]


def _committed(store: Store, act: Callable[[Transaction], T]) -> T:
    with store.transaction() as tx:
        return act(tx)


def _store(url: str, noon: NoonState) -> SqlStore:
    return SqlStore(url, region=REGION, sealer=SEALER, is_red=lambda _day: False, now=lambda: noon.now)
