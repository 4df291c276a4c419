"""The same day on an empty database and on one with years behind it, in turns: what they cost beside each other."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import cycle
from statistics import median
from typing import Any

from benchmarks import http_requests
from benchmarks.environment import REGION, BenchEnvironment
from benchmarks.http_client import request
from benchmarks.http_requests import ROOT
from benchmarks.load_generator import closed_loop
from benchmarks.past_years import fill_years
from benchmarks.report import verdict
from contact_api.adapters.sql.store import SqlStore
from contact_api.demo.databases import connected
from contact_api.usecases.figures.figures_of_days import (
    NOTED_BEFORE,
    count_day,
    days_to_count,
    note_days,
)

MOST_RATIO, MOST_SECONDS = 1.1, 0.3
EACH, ROUNDS = 40, 7
WARM = 200
COUNTED_DAYS = 62
ENOUGH_MINUTES = (
    "UPDATE capacity_cell SET staff_minutes = least(staff_minutes, 1000)"  # as `/capacity` can show
)


@dataclass(frozen=True, slots=True)
class Fill:
    """How many years lie behind, and contacts on each of their days; capacity cells and shifts are there in full."""

    years: int
    per_day: int


FULL, QUICK = Fill(5, 230), Fill(1, 230)


@dataclass
class Question:
    """One kind of request, and how long it took on the one and on the other; medians of rounds, in milliseconds."""

    what: str
    empty: list[float] = field(default_factory=list)
    filled: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(after / before for before, after in zip(self.empty, self.filled, strict=True))

    @property
    def is_met(self) -> bool:
        return self.ratio <= MOST_RATIO


@dataclass(frozen=True, slots=True)
class LongLook:
    """A question over a month or a year of the filled database, in seconds."""

    what: str
    seconds: float

    @property
    def is_met(self) -> bool:
        return self.seconds <= MOST_SECONDS


@dataclass(frozen=True, slots=True)
class Growth:
    """What was measured."""

    fill: Fill
    gigabytes: float
    questions: Sequence[Question]
    looks: Sequence[LongLook]

    @property
    def is_met(self) -> bool:
        return all(one.is_met for one in self.questions) and all(one.is_met for one in self.looks)


class Side:
    """One of the two databases, with the product in front of it."""

    def __init__(self, environment: BenchEnvironment, name: str, fill: Fill | None) -> None:
        self.url = environment.database(name)
        self.environment = environment
        with connected(self.url) as connection:
            connection.execute(ENOUGH_MINUTES)
            if fill is not None:
                today = environment.now().date()
                fill_years(connection, today=today, days=365 * fill.years, per_day=fill.per_day)
        if fill is not None:
            count_figures(environment, self.url)
        self.port = environment.start_product(self.url)
        self._citizens = http_requests.Citizens(environment.units)
        self._again = cycle(list(self._citizens.bodies(WARM)))
        self._cases: list[tuple[str, str]] = []
        self._nurses = cycle(environment.nurses)
        self._control_room = environment.sign_in.token(
            "bench-control", {"roles": ["control_room", "auditor"], "client_id": "bench"}
        )

    async def warm_up(self) -> None:
        """Take in those who come again later, and many more who wait."""
        first = [self._intake(next(self._again)) for _ in range(WARM)]
        answered = await closed_loop(self.port, 4, first)
        told = [reply.json() for reply in answered.replies]
        self._cases = [(one["contact_id"], one["link"]["token"]) for one in told]
        more = http_requests.intakes(self._citizens, 4 * WARM, token=self.environment.front_end)
        await closed_loop(self.port, 4, more)
        with connected(self.url) as connection:
            connection.execute("ANALYZE")

    def requests(self, what: str, count: int) -> list[bytes]:
        """So many of one kind."""
        makers: dict[str, Callable[[], bytes]] = {
            "intake": lambda: self._intake(next(self._citizens.bodies(1))),
            "merged intake": lambda: self._intake(next(self._again)),
            "case": lambda: http_requests.status(*self._cases[count % len(self._cases)]),
            "pull": lambda: http_requests.pull(next(self._nurses)),
            "queue": lambda: http_requests.queue_view(next(self._nurses)),
            "capacity": partial(self._get, "/capacity"),
            "open alerts": partial(self._get, "/alerts"),
            "all alerts": partial(self._get, "/alerts?open-only=false"),
            "dialling": partial(self._get, "/dialling"),
        }
        return [makers[what]() for _ in range(count)]

    async def milliseconds(self, requests: Sequence[bytes]) -> float:
        """The median of one round."""
        timed = await closed_loop(self.port, 1, requests)
        wrong = next((one for one in timed.replies if one.status >= 400), None)
        if wrong is not None:
            raise RuntimeError(f"{wrong.status}: {wrong.body[:300]!r}")
        return median(timed.took) * 1000

    async def long_looks(self) -> list[LongLook]:
        """What is asked over a month, or a year."""
        today = self.environment.now().date()
        month = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        first = (today - timedelta(days=30)).isoformat()
        span = {"from_at": f"{today - timedelta(days=364)}T00:00:00Z", "to_at": f"{today}T23:59:59Z"}
        who = {"kind": "other_reserve_number", "number": "BENCH0000001", "system": "1.2.752.74.9.99"}
        actor = self.environment.an_actor()
        asked = {
            "figures, 31 days by unit": self._get(f"/figures?group-by=unit&from={first}&to={today}"),
            "figures, open, last month": self._get(f"/figures/open?month={month}"),
            "figures, open, this month": self._get("/figures/open"),
            "access log by person": self._search(span | {"identity": who}),
            "access log by actor": self._search(span | {"actor": actor}),
        }
        return [LongLook(what, await self.milliseconds([one] * 7) / 1000) for what, one in asked.items()]

    def _intake(self, body: dict[str, Any]) -> bytes:
        return http_requests.intake(body, token=self.environment.front_end)

    def _get(self, path: str) -> bytes:
        return request("GET", f"{ROOT}{path}", Authorization=f"Bearer {self._control_room}")

    def _search(self, body: dict[str, Any]) -> bytes:
        return request(
            "POST", f"{ROOT}/access-log/searches", body, Authorization=f"Bearer {self._control_room}"
        )


KINDS = (
    "intake", "merged intake", "case", "pull", "queue", "capacity", "open alerts", "all alerts", "dialling",
)  # fmt: skip


async def measure_growth(environment: BenchEnvironment, fill: Fill, *, say: Callable[[str], None]) -> Growth:
    """Round by round the one and the other, so that a noisy machine is noisy for both."""
    environment.begin_part("growth")
    empty = Side(environment, "bench_empty", None)
    began = time.perf_counter()
    filled = Side(environment, "bench_years", fill)
    with connected(filled.url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    size = (row[0] if row else 0) / 1e9
    say(
        f"{fill.years} years, {fill.per_day} contacts a day: {size:.1f} GB in {time.perf_counter() - began:.0f} s"
    )
    await empty.warm_up()
    await filled.warm_up()
    questions = [Question(kind) for kind in KINDS]
    for number in range(ROUNDS):
        for one in questions:
            sides = [(empty, one.empty), (filled, one.filled)]
            for side, took in sides if number % 2 else reversed(sides):
                took.append(await side.milliseconds(side.requests(one.what, EACH)))
    looks = await filled.long_looks()
    environment.begin_part("after growth")
    for name in ("bench_empty", "bench_years"):
        environment.servers.postgres.drop_database(name)
    return Growth(fill, size, questions, looks)


def count_figures(environment: BenchEnvironment, url: str) -> None:
    """What workers do in the night: the sums of the latest days."""
    store = SqlStore(
        url,
        region=REGION,
        sealer=environment.sealer(),
        is_red=lambda _day: False,
        now=environment.now,
    )
    now = environment.now()
    with store.transaction() as tx:
        note_days(tx, now=now - NOTED_BEFORE)
    with store.transaction() as tx:
        days: list[date] = days_to_count(tx, now=now)[:COUNTED_DAYS]
    for day in days:
        with store.transaction() as tx:
            count_day(day, tx, now=now)
    store.close()


def table(growth: Growth) -> str:
    """A line each."""
    head = f"{'with years behind':28} {'empty ms':>9} {'filled ms':>9} {'ratio':>6} {'target':>7}"
    lines = [
        f"{one.what:28} {median(one.empty):9.2f} {median(one.filled):9.2f} {one.ratio:6.2f} {MOST_RATIO:7.2f}"
        f"  {verdict(is_met=one.is_met)}"
        for one in growth.questions
    ]
    looks = [
        f"{one.what:28} {'':9} {one.seconds * 1000:9.1f} {'':6} {MOST_SECONDS * 1000:5.0f}ms"
        f"  {verdict(is_met=one.is_met)}"
        for one in growth.looks
    ]
    return "\n".join([head, *lines, *looks])
