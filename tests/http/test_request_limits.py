"""How often one may ask: by what was verified, in Redis for all processes, in memory while Redis is away."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from contact_api.adapters.request_counts import AWAY_FOR, Counted, RequestCounts
from contact_api.bootstrap import wall_clock
from contact_api.http.app import create_app
from contact_api.http.middleware.rate_limit import RateLimit
from contact_api.settings import RequestsPerMinute
from tests.examples import examples
from tests.http.test_known_by_number import worlds
from tests.http.world import BERTIL, MORNING, V1, World, seek

CASE = f"{V1}/contact-requests"
FEW = RequestsPerMinute(citizen=3, link=3, key=3, address=1_000)
Taken = TypeVar("Taken")
NOWHERE = "redis://127.0.0.1:1/0"


class OneMinute:
    """Counts minute by minute of a clock that a test moves."""

    def __init__(self, moment: list[datetime]) -> None:
        self._moment = moment
        self._counts: Counter[datetime] = Counter()

    def take(self, client: str, per_minute: int, *, requests: int) -> Counted:
        begun = self._moment[0].replace(second=0, microsecond=0)
        self._counts[begun] += requests
        return Counted(per_minute - self._counts[begun], begun + timedelta(minutes=1))


def limited(world: World, **but: int) -> TestClient:
    most = FEW.model_copy(update=but)
    settings = world.app.settings.model_copy(update={"requests_per_minute": most})
    return TestClient(create_app(replace(world.app, settings=settings)), raise_server_exceptions=False)


def counts(url: str | None = None, region: str = "24") -> RequestCounts:
    return RequestCounts(url, region, hide=lambda client: f"hidden {client}", now=wall_clock)


def test_one_sign_in_is_one_client_however_many_tokens_it_has(world: World) -> None:
    client = limited(world)
    path = f"{CASE}/{seek(world, world.citizen())['contact_id']}"

    answers = [client.get(path, headers=world.citizen()).status_code for _ in range(4)]

    assert answers == [200, 200, 200, 429]
    assert client.get(path, headers=world.citizen(BERTIL)).status_code == 404


def test_one_link_is_one_client_and_another_is_another(world: World) -> None:
    client = limited(world)
    mine, other = (seek(world, world.citizen(number)) for number in ("198004262385", BERTIL))

    def look(told: dict[str, Any]) -> int:
        link = {"Contact-Link": told["link"]["token"]}
        return client.get(f"{CASE}/{told['contact_id']}", headers=link).status_code

    assert [look(mine) for _ in range(4)] == [200, 200, 200, 429]
    assert look(other) == 200


@given(
    st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1), min_size=8, max_size=8)
)
@examples(0.2)
def test_headers_that_prove_nothing_make_nobody_another_client(said: list[str]) -> None:
    with worlds() as world:
        client = limited(world, address=5)

        answers = [
            client.get(f"{V1}/work-queue", headers={"Authorization": f"Bearer {one}", "X-Forwarded-For": one})
            for one in said
        ]

        assert [one.status_code for one in answers] == [401] * 5 + [429] * 3
        assert answers[-1].headers["ratelimit-remaining"] == "0"


def test_two_processes_count_together_in_redis(redis_url: str) -> None:
    one, other = counts(redis_url), counts(redis_url)

    lefts = [process.take("citizen:a", 3, requests=1).left for process in (one, other, one, other)]

    assert lefts == [2, 1, 0, -1]
    assert counts(redis_url, region="23").take("citizen:a", 3, requests=1).left == 2


def test_without_redis_each_process_counts_by_itself_and_redis_is_asked_again_later() -> None:
    clock = [datetime(2026, 11, 30, 8, tzinfo=UTC)]
    one = RequestCounts(NOWHERE, "24", hide=str, now=lambda: clock[0])

    with capture_logs() as lines:
        lefts = [one.take("citizen:a", 2, requests=1).left for _ in range(3)]
        clock[0] += AWAY_FOR
        one.take("citizen:a", 2, requests=1)

    assert lefts == [1, 0, -1]
    assert [line["event"] for line in lines] == ["requests.counted_here"] * 2


def run_apart(work: Coroutine[Any, Any, Taken]) -> Taken:
    """In a thread of its own: tests of pages leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


def test_requests_that_come_at_once_are_counted_once_for_all_of_them() -> None:
    rate_limit = RateLimit(counts(), wall_clock)

    async def all_at_once() -> list[int]:
        taken = await asyncio.gather(*(rate_limit.take("key:a", 1_000) for _ in range(300)))
        return [one.left for one in taken]

    assert min(run_apart(all_at_once())) == 1_000 - 300


def test_a_minute_that_has_passed_begins_anew() -> None:
    moment = [MORNING]
    rate_limit = RateLimit(OneMinute(moment), lambda: moment[0])

    async def three() -> list[int]:
        first, second = [(await rate_limit.take("link:a", 1)).left for _ in range(2)]
        moment[0] += timedelta(minutes=1)
        return [first, second, (await rate_limit.take("link:a", 1)).left]

    assert run_apart(three()) == [0, -1, 0]


class EndsAtOnce:
    """Whose minute is over when it is told: counts know the end in whole seconds."""

    def __init__(self) -> None:
        self.asked = 0

    def take(self, client: str, per_minute: int, *, requests: int) -> Counted:
        self.asked += 1
        return Counted(per_minute - requests, MORNING)


def test_a_count_whose_minute_ends_meanwhile_is_used_and_not_asked_for_again_and_again() -> None:
    ends_at_once = EndsAtOnce()
    rate_limit = RateLimit(ends_at_once, lambda: MORNING)

    async def one() -> int:
        return (await rate_limit.take("address:a", 60)).left

    assert run_apart(one()) == 60 - 1
    assert ends_at_once.asked == 1


def test_who_is_forgotten_for_others_is_still_counted() -> None:
    rate_limit = RateLimit(counts(), wall_clock, most_clients=2)

    async def taken() -> list[int]:
        clients = ("link:a", "link:a", "link:b", "link:c", "link:d", "link:a")
        return [(await rate_limit.take(client, 1)).left for client in clients]

    assert run_apart(taken()) == [0, -1, 0, 0, 0, -1]
