"""What holds for every answer, whatever was asked: headers, limits, one log line, faults that say nothing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from contact_api.adapters.sql.store import StoreIsDown
from contact_api.http.app import create_app
from contact_api.http.middleware.outermost import LARGEST_BODY
from tests.http.world import V1, World, a_request

SEEK = f"{V1}/contact-requests"


class BrokenStore:
    """A store that fails as it is told to."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def transaction(self) -> Any:
        raise self._fault


def served(world: World, **but: Any) -> TestClient:
    """The same application with another part in it."""
    return TestClient(create_app(replace(world.app, **but)), raise_server_exceptions=False)


@pytest.mark.parametrize("path", ["/units", "/nowhere", "/work-queue"])
def test_every_answer_is_guarded_and_kept_by_nobody(world: World, path: str) -> None:
    headers = world.client.get(f"{V1}{path}").headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["access-control-allow-origin"] == "https://kontakt.example.se"
    assert {"x-request-id", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"} <= set(headers)


def test_a_problem_carries_the_id_that_stands_in_the_log(world: World) -> None:
    with capture_logs() as lines:
        answer = world.client.get(f"{V1}/nowhere")

    request_id = answer.headers["x-request-id"]
    assert answer.json()["instance"] == f"urn:uuid:{request_id}"
    assert [line["request_id"] for line in lines if line["event"] == "request.answered"] == [request_id]


def test_the_log_line_names_the_route_and_nothing_of_the_person(world: World) -> None:
    told = world.client.post(SEEK, json=a_request(name="Astrid"), headers=world.citizen()).json()
    with capture_logs() as lines:
        world.client.get(
            f"{SEEK}/{told['contact_id']}/windows?after=2026-11-23T10:00:00Z", headers=world.citizen()
        )

    [line] = [one for one in lines if one["event"] == "request.answered"]
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["route"] == f"{SEEK}/{{contact_id:uuid}}/windows"
    assert told["contact_id"] not in str(line)
    assert "after" not in str(line)


def test_a_whole_journey_logs_no_number_name_or_free_text(world: World) -> None:
    body = a_request(name="Astrid Testberg", free_text="Ont i halsen")
    with capture_logs() as lines:
        told = world.client.post(SEEK, json=body, headers=world.citizen()).json()
        claim = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()
        world.client.post(
            f"{V1}/work-queue/claims/{told['contact_id']}/outcomes",
            json={"lease_number": claim["lease_number"], "outcome": "reached", "result": "advice"},
            headers=world.staff(),
        )

    written = str(lines)
    assert len(lines) == 3
    for known in ("Testberg", "701740605", "19800426", "Ont i halsen", told["link"]["token"]):
        assert known not in written


def test_a_fault_of_ours_is_a_problem_that_says_nothing_of_it(world: World) -> None:
    client = served(world, store=BrokenStore(ValueError("secret of the store")))
    with capture_logs() as lines:
        answer = client.get(f"{V1}/units")

    assert (answer.status_code, answer.json()["type"]) == (500, "urn:contact-routing:problem:internal-fault")
    assert "secret" not in answer.text
    assert [line["fault"] for line in lines if line["event"] == "request.failed"] == ["ValueError"]


def test_a_database_that_does_not_answer_is_503_with_a_time_to_try_again(world: World) -> None:
    client = served(world, store=BrokenStore(StoreIsDown()))

    answer = client.get(f"{V1}/units")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize(
    ("parts", "status", "said"),
    [
        ({"database": True, "queue": True}, 200, "up"),
        ({"database": True, "queue": False}, 200, "impaired"),
        ({"database": False, "queue": True}, 503, 503),
    ],
)
def test_health_is_good_while_requests_can_be_taken_in(
    world: World, parts: dict[str, bool], status: int, said: object
) -> None:
    client = served(world, is_ready=lambda: parts)

    answer = client.get(f"{V1}/health")

    assert (answer.status_code, answer.json()["status"], answer.json()["parts"]) == (status, said, parts)


def test_who_asks_too_often_waits_and_others_do_not(world: World) -> None:
    client = TestClient(create_app(world.app, requests_per_minute=2))
    mine, others = world.staff("a-1"), world.staff("a-2")

    answers = [client.get(f"{V1}/work-queue", headers=mine) for _ in range(3)]
    other = client.get(f"{V1}/work-queue", headers=others)

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].headers["content-type"] == "application/problem+json"
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60
    assert other.status_code == 200


def test_the_document_is_served_as_it_is_committed_to_be(world: World) -> None:
    served_document = world.client.get(f"{V1}/openapi.json").json()

    assert served_document == world.api.openapi()


def of_size(size: int) -> bytes:
    """A request that is so many bytes long: blanks after JSON say nothing."""
    return json.dumps(a_request()).encode().ljust(size)


def in_pieces(body: bytes) -> Iterator[bytes]:
    """Sent without its length being said."""
    half = len(body) // 2
    yield body[:half]
    yield body[half:]


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY, 201), (LARGEST_BODY + 1, 413)])
@pytest.mark.parametrize("length_is_said", [True, False])
def test_a_body_is_read_up_to_the_largest_there_may_be_and_no_further(
    world: World, size: int, status: int, *, length_is_said: bool
) -> None:
    body = of_size(size)
    headers = {**world.citizen(), "Content-Type": "application/json"}

    answer = world.client.post(SEEK, content=body if length_is_said else in_pieces(body), headers=headers)

    assert answer.status_code == status
