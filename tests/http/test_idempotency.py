"""The same request sent twice is done once and answered the same both times."""

import hashlib
from typing import Any

import pytest

from contact_api.adapters.identity.sealing import SealBroken
from contact_api.domain.core.access import Role
from contact_api.ports import Answer
from tests.http.world import V1, World, a_request

SEEK = f"{V1}/contact-requests"


def keyed(headers: dict[str, str], key: str = "k-1") -> dict[str, str]:
    return headers | {"Idempotency-Key": key}


def test_the_same_key_and_body_bring_the_stored_answer_with_its_status(world: World) -> None:
    first = world.client.post(SEEK, json=a_request(), headers=keyed(world.citizen()))
    world.clock.pass_time(minutes=3)

    second = world.client.post(SEEK, json=a_request(), headers=keyed(world.citizen()))

    assert (second.status_code, second.text) == (201, first.text)
    assert second.json()["times_sought"] == 1


def test_the_same_key_with_another_body_is_refused_and_nothing_is_written(world: World) -> None:
    world.client.post(SEEK, json=a_request(), headers=keyed(world.citizen()))
    world.clock.pass_time(minutes=3)

    refused = world.client.post(SEEK, json=a_request(reason="R02"), headers=keyed(world.citizen()))

    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:contact-routing:problem:idempotency-key-reused"
    queue = world.client.get(f"{V1}/work-queue", headers=world.staff()).json()["items"]
    assert [one["times_sought"] for one in queue] == [1]


def test_the_same_key_on_another_route_is_refused(world: World) -> None:
    told = world.client.post(SEEK, json=a_request(), headers=keyed(world.citizen())).json()

    refused = world.client.post(f"{SEEK}/{told['contact_id']}/cancellation", headers=keyed(world.citizen()))

    assert refused.status_code == 422


def test_keys_of_two_clients_have_nothing_to_do_with_each_other(world: World) -> None:
    first = world.client.post(SEEK, json=a_request(), headers=keyed(world.front_end()))
    other = keyed(world.bearer("other", Role.MACHINE_CLIENT, client_id="other"))
    world.clock.pass_time(minutes=3)

    second = world.client.post(SEEK, json=a_request(reason="R02"), headers=other)

    assert (second.status_code, second.json()["contact_id"] != first.json()["contact_id"]) == (201, True)


def test_a_request_that_was_refused_leaves_its_key_free(world: World) -> None:
    refused = world.client.post(SEEK, json=a_request(unit_id="nowhere"), headers=keyed(world.citizen()))

    accepted = world.client.post(SEEK, json=a_request(), headers=keyed(world.citizen()))

    assert (refused.status_code, accepted.status_code) == (404, 201)


def test_an_outcome_sent_twice_by_a_desk_with_a_bad_line_is_one_attempt(world: World) -> None:
    told = world.client.post(SEEK, json=a_request(), headers=world.citizen()).json()
    claim = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()
    body = {"lease_number": claim["lease_number"], "outcome": "no_answer"}
    path = f"{V1}/work-queue/claims/{told['contact_id']}/outcomes"

    answers = [world.client.post(path, json=body, headers=keyed(world.staff())) for _ in range(2)]

    assert [(one.status_code, one.json()["attempts"]) for one in answers] == [(200, 1)] * 2


def test_the_stored_answer_cannot_be_read_in_the_store(world: World) -> None:
    told = world.client.post(SEEK, json=a_request(), headers=keyed(world.citizen())).json()

    stored = the_stored_answer(world)
    assert told["link"]["token"] not in stored.body
    with pytest.raises(SealBroken):
        world.app.sealer.unseal(stored.body, row="another-row", field="answer")


@pytest.mark.parametrize("key", ["", "a b", "å", "x" * 256])
def test_a_key_that_is_none_is_refused(world: World, key: str) -> None:
    headers: list[Any] = [(b"idempotency-key", key.encode()), *_raw(world.citizen())]

    answer = world.client.post(SEEK, json=a_request(), headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "header.Idempotency-Key")


def the_stored_answer(world: World) -> Answer:
    client = hashlib.sha256(b"tests//citizen-2385").hexdigest()  # provider, client id and subject
    with world.store.transaction() as tx:
        answer = tx.answer(client, "k-1")
    assert answer is not None
    return answer


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
