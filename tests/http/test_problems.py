"""Every refusal has a status and a line in openapi/problems.md, and repeats nothing that was sent."""

import re
from pathlib import Path
from typing import Any

import pytest

from contact_api.domain.core.errors import DomainError
from contact_api.http.errors.problems import OF_STATUS
from contact_api.http.errors.statuses import STATUS
from contact_api.http.errors.titles import TITLES, title_of
from tests.http.world import V1, World, a_request

PROBLEMS = (Path(__file__).parents[2] / "openapi" / "problems.md").read_text("utf-8")
LISTED = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (\d{3}) \|", PROBLEMS, re.MULTILINE))
SECRET = "Hemlig-Uppgift-4711"
SEEK = f"{V1}/contact-requests"


def every_refusal() -> list[type[DomainError]]:
    found, todo = [], [DomainError]
    while todo:
        found.append(todo[-1])
        todo += todo.pop().__subclasses__()
    return [one for one in found if one.__module__.startswith("contact_api.")]


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda one: one.code)
def test_every_refusal_has_a_status_and_is_explained(refusal: type[DomainError]) -> None:
    assert LISTED[refusal.code] == str(int(STATUS[refusal]))


@pytest.mark.parametrize("status", OF_STATUS)
def test_what_the_transport_refuses_is_explained_too(status: int) -> None:
    code, _ = OF_STATUS[status]

    assert LISTED[code] == str(status)


def test_nothing_is_explained_that_cannot_come() -> None:
    codes = {one.code for one in every_refusal()} | {code for code, _ in OF_STATUS.values()}

    assert set(LISTED) == codes


def sent(world: World, content: bytes, content_type: str = "application/json") -> Any:
    return world.client.post(SEEK, content=content, headers=world.citizen() | {"Content-Type": content_type})


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"reason": "\xff\xfe"}', "application/json", 400),
        (b"[" * 30_000, "application/json", 400),
        (b'{"reason": ' + b"1" * 5_000 + b"}", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"<a/>", "application/xml", 415),
        (b"unit_id=alidhem", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 422),
        (b"{}", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"x": "' + b"x" * 70_000 + b'"}', "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_as_a_problem(
    world: World, content: bytes, content_type: str, status: int
) -> None:
    answer = sent(world, content, content_type)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert set(answer.json()) >= {"type", "title", "status", "detail", "instance"}
    assert answer.json()["status"] == status


def test_a_body_that_grows_too_large_on_the_way_is_refused(world: World) -> None:
    headers = world.citizen() | {"Content-Type": "application/json"}

    answer = world.client.post(SEEK, content=(b"x" * 1_000 for _ in range(70)), headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (413, "urn:contact-routing:problem:body-too-large")


@pytest.mark.parametrize(
    "but",
    [
        {"reason": SECRET + "!"},
        {"unit_id": SECRET},
        {"facts": [SECRET]},
        {"phone": SECRET},
        {"name": {"x": SECRET}},
        {"language": SECRET},
        {"consent": SECRET},
        {"available_from": SECRET},
        {"identity": {"kind": SECRET}},
        {"identity": {"kind": "personal_number", "number": SECRET}},
        {"identity": {"kind": "other_reserve_number", "number": SECRET}},
        {SECRET: 1},
        {"free_text": SECRET + "\0"},
        {"needs": {SECRET: SECRET}},
    ],
    ids=lambda but: next(iter(but)),
)
def test_nothing_that_was_sent_is_repeated(world: World, but: dict[str, Any]) -> None:
    answer = world.client.post(SEEK, json=a_request(**but), headers=world.front_end())

    assert answer.status_code in (404, 422)
    assert SECRET not in answer.text


def test_a_fault_is_named_with_its_field(world: World) -> None:
    body = a_request(needs={"mode": "fax"}, interpreter="yes")

    answer = world.client.post(SEEK, json=body, headers=world.citizen()).json()

    assert [fault["field"] for fault in answer["errors"]] == ["body.interpreter", "body.needs.mode"]


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-23 09:00", "2026-11-23", "1700000000", 1700000000,
        "2026-02-30T09:00:00Z", "2026-11-23T09:00:00",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-23T25:00:00Z",
    ],
)  # fmt: skip
def test_what_is_no_moment_with_an_offset_is_refused(world: World, moment: object) -> None:
    answer = world.client.post(SEEK, json=a_request(available_from=moment), headers=world.citizen())

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.available_from")


@pytest.mark.parametrize(
    "moment", ["2026-11-23T09:30:00.123456789+01:00", "2026-11-23t08:30z", "2026-11-23T08:30:00-00:00"]
)
def test_any_offset_and_precision_of_rfc_3339_is_read(world: World, moment: str) -> None:
    answer = world.client.post(SEEK, json=a_request(available_from=moment), headers=world.citizen())

    assert answer.status_code == 201


@pytest.mark.parametrize("lone", ["\\ud800", "\\udfff"])
def test_half_a_surrogate_pair_is_refused(world: World, lone: str) -> None:
    content = b'{"unit_id":"alidhem","reason":"R01","phone":"+46701740605","free_text":"%s"}' % lone.encode()

    assert sent(world, content).status_code == 422


def test_every_status_of_a_refusal_has_a_title_of_our_own() -> None:
    """The standard library's own phrases differ between Python 3.12 and 3.13."""
    assert {*OF_STATUS, *map(int, STATUS.values())} <= set(TITLES)
    assert (TITLES[413], TITLES[422]) == ("Content Too Large", "Unprocessable Content")
    assert (title_of(418), title_of(507)) == ("Bad Request", "Internal Server Error")


def test_a_problem_bears_its_title(world: World) -> None:
    too_large, invalid = sent(world, b"x" * 70_000), sent(world, b"{}")

    assert (too_large.status_code, too_large.json()["title"]) == (413, "Content Too Large")
    assert (invalid.status_code, invalid.json()["title"]) == (422, "Unprocessable Content")


def test_an_unknown_path_and_an_unknown_method_are_problems_too(world: World) -> None:
    nowhere = world.client.get(f"{V1}/nowhere")
    no_such_method = world.client.delete(SEEK)

    assert (nowhere.status_code, nowhere.json()["title"]) == (404, "Not Found")
    assert (no_such_method.status_code, no_such_method.headers["allow"]) == (405, "POST")


def test_an_id_that_is_no_id_is_not_found(world: World) -> None:
    answer = world.client.get(f"{SEEK}/not-an-id", headers=world.citizen())

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
