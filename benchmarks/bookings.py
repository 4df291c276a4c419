"""Times are found, held and booked over a year of data; two hundred want the last twenty; a fortnight is laid."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from statistics import median
from typing import Any
from uuid import uuid4

import httpx

from benchmarks import http_requests
from benchmarks.booking_supply import VISIT, Place, Supply, lay_supply
from benchmarks.environment import REGION, BenchEnvironment
from benchmarks.http_client import request
from benchmarks.http_requests import ROOT
from benchmarks.load_generator import TimedReplies, closed_loop
from benchmarks.past_years import fill_years
from benchmarks.report import verdict
from contact_api.adapters.sql.store import SqlStore
from contact_api.demo.databases import connected
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.values import Window
from contact_api.usecases.staff_time.change_shifts import lay_capacity

DATABASE = "bench_bookings"
DAYS, PER_DAY = 365, 230
FIND_MOST_MS, LEAST_RATIO, LAY_MOST_SECONDS = 50.0, 0.5, 2.0
ROUNDS, EACH, SEARCHES, LAST, CONTENDERS = 5, 60, 60, 20, 200


Person = tuple[str, str]  # contact and link


@dataclass(frozen=True, slots=True)
class Booked:
    """What was measured; times in milliseconds and seconds."""

    find_ms: Sequence[float]
    ratios: Sequence[tuple[str, int, float, float, float]]  # what, clients, reference/s, product/s, ratio
    statuses: Counter[int]
    booked: int  # of the last twenty times
    lay_seconds: float

    @property
    def finds(self) -> bool:
        return median(self.find_ms) <= FIND_MOST_MS

    @property
    def shares(self) -> bool:
        return self.statuses == {201: LAST, 409: CONTENDERS - LAST} and self.booked == LAST

    @property
    def is_met(self) -> bool:
        quick = self.finds and self.lay_seconds <= LAY_MOST_SECONDS
        return quick and self.shares and all(ratio >= LEAST_RATIO for *_, ratio in self.ratios)


class Desk:
    """The product with a year behind it and times ahead, and people who want them."""

    def __init__(self, environment: BenchEnvironment) -> None:
        environment.begin_part("bookings")
        self.environment = environment
        self.url = environment.database(DATABASE)
        self.supply = self._fill()
        self.reference_url = self._copy()
        self.port = environment.start_product(self.url)
        self.reference = environment.start_reference(self.reference_url)
        self._citizens = http_requests.Citizens(environment.units)
        self._places = map(self.supply.place, count())

    async def people(self, units: Sequence[str]) -> list[Person]:
        """Somebody who waits at each of these units: contact and link."""
        bodies = [
            body | {"unit_id": unit}
            for body, unit in zip(self._citizens.bodies(len(units)), units, strict=True)
        ]
        taken = [http_requests.intake(body, token=self.environment.front_end) for body in bodies]
        told = [one.json() for one in (await closed_loop(self.port, 1, taken)).replies]  # in order
        return [(one["contact_id"], one["link"]["token"]) for one in told]

    async def find(self) -> list[float]:
        """Everywhere in the fortnight; the first days are booked out."""
        path = f"{ROOT}/bookable-times?time-type-id={VISIT}&limit=50"
        timed = await closed_loop(self.port, 1, [request("GET", path)] * SEARCHES)
        if any(one.status != 200 or len(one.json()["times"]) < 50 for one in timed.replies):
            raise RuntimeError(f"times are not found: {timed.replies[0].body[:300]!r}")
        return [one * 1000 for one in timed.took[5:]]

    async def compare(self, what: str, clients: int) -> tuple[str, int, float, float, float]:
        """Product and bare route in turns."""
        product: list[float] = []
        reference: list[float] = []
        for number in range(ROUNDS):
            places = [next(self._places) for _ in range(EACH)]
            people = await self.people([one.unit_id for one in places])
            mine = [_wish(what, who, place) for who, place in zip(people, places, strict=True)]
            bare = [_bare(what, place) for place in places]
            sides = [(self.port, mine, product), (self.reference, bare, reference)]
            for port, requests, rounds in sides if number % 2 else reversed(sides):
                rounds.append(_all_made(await closed_loop(port, clients, requests)).per_second)
        ratios = [one / other for one, other in zip(product, reference, strict=True)]
        return what, clients, median(reference), median(product), median(ratios)

    async def storm(self) -> tuple[Counter[int], int]:
        """Two hundred at once, each for one of the last twenty times."""
        unit = self.environment.units[0]
        people = await self.people([unit] * CONTENDERS)
        wishes = [
            _post(who, "bookings", {"time": _time(Place(unit, "", self.supply.last(number)))})
            for number, who in enumerate(people)
        ]
        timed = await closed_loop(self.port, CONTENDERS, wishes)
        with connected(self.url) as connection:
            booked = connection.execute(
                "SELECT count(*) FROM booking WHERE unit_id = %s AND starts_at >= %s AND state = 'booked'",
                [unit, self.supply.last(0)],
            ).fetchone()
        return Counter(one.status for one in timed.replies), int(booked[0]) if booked else 0

    def lay(self) -> float:
        """Seconds for a fortnight at every unit."""
        store = SqlStore(
            self.url,
            region=REGION,
            sealer=self.environment.sealer(),
            is_red=lambda _day: False,
            now=self.environment.now,
            pool_size=1,
        )
        try:
            began = time.perf_counter()
            with store.transaction() as tx:
                region, now = tx.region(), self.environment.now()
                first = region.today(now)
                span = Window(midnight(first, region.zone), midnight(first + timedelta(days=14), region.zone))
                lay_capacity(tx, span, units=list(region.units), now=now)
            return time.perf_counter() - began
        finally:
            store.close()

    def _fill(self) -> Supply:
        today = self.environment.now().date()
        with connected(self.url) as connection:
            fill_years(connection, today=today, days=DAYS, per_day=PER_DAY)
            return lay_supply(connection, self.environment.units, today=today)

    def _copy(self) -> str:
        """The same again, for the bare routes."""
        postgres, name = self.environment.servers.postgres, f"{DATABASE}_bare"
        postgres.drop_database(name)
        return postgres.create_database(name, template=DATABASE)


def _time(place: Place) -> dict[str, str]:
    return {"time_type_id": VISIT, "unit_id": place.unit_id, "starts_at": place.start.isoformat()}


def _wish(what: str, who: Person, place: Place) -> bytes:
    if what == "hold":
        return _post(who, "booking-holds", _time(place))
    return _post(who, "bookings", {"time": _time(place)})


def _post(who: Person, path: str, body: Any) -> bytes:
    contact_id, link = who
    path = f"{ROOT}/contact-requests/{contact_id}/{path}"
    return request("POST", path, body, Idempotency_Key=str(uuid4()), Contact_Link=link)


def _bare(what: str, place: Place) -> bytes:
    body = {"unit_id": place.unit_id, "staff_id": place.staff_id, "starts_at": place.start.isoformat()}
    return request("POST", f"/{what}s", body, Idempotency_Key=str(uuid4()))


def _all_made(timed: TimedReplies) -> TimedReplies:
    wrong = next((one for one in timed.replies if one.status != httpx.codes.CREATED), None)
    if wrong is not None:
        raise RuntimeError(f"{wrong.status} instead of 201: {wrong.body[:300]!r}")
    return timed


async def measure_bookings(environment: BenchEnvironment, *, say: Callable[[str], None]) -> Booked:
    """All of it on one database."""
    desk = Desk(environment)
    await desk.people(environment.units)
    find_ms = await desk.find()
    say(f"find: {median(find_ms):.1f} ms")
    ratios = [await desk.compare(what, clients) for clients in (1, 16) for what in ("hold", "book")]
    statuses, booked = await desk.storm()
    return Booked(find_ms, ratios, statuses, booked, desk.lay())


def bookings_table(measured: Booked) -> str:
    """A line each."""
    lines = [
        f"find over 40 units, 14 days: median {median(measured.find_ms):.1f} ms, target {FIND_MOST_MS:.0f} ms"
        f"  {verdict(is_met=measured.finds)}",
        *(
            f"{what} a time, {clients} clients: bare {bare:.0f}/s, product {product:.0f}/s, ratio {ratio:.2f}, "
            f"target {LEAST_RATIO:.2f}  {verdict(is_met=ratio >= LEAST_RATIO)}"
            for what, clients, bare, product, ratio in measured.ratios
        ),
        f"{CONTENDERS} at once on the last {LAST} times: {measured.booked} booked, answers "
        f"{dict(sorted(measured.statuses.items()))}  {verdict(is_met=measured.shares)}",
        f"40 units, 14 days laid in {measured.lay_seconds:.2f} s, target {LAY_MOST_SECONDS:.0f} s"
        f"  {verdict(is_met=measured.lay_seconds <= LAY_MOST_SECONDS)}",
    ]
    return "\n".join(lines)
