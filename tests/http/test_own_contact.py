"""A citizen follows their contact, by their sign-in or by the link they were sent."""

from typing import Any

import pytest

from tests.http.world import ASTRID, BERTIL, V1, World, seek

SEEK = f"{V1}/contact-requests"


def by_link(told: dict[str, Any]) -> dict[str, str]:
    return {"Contact-Link": told["link"]["token"]}


def test_a_citizen_sees_their_own_contact_and_the_look_is_logged(world: World) -> None:
    told = seek(world, world.citizen())

    seen = world.client.get(f"{SEEK}/{told['contact_id']}", headers=world.citizen())

    assert (seen.status_code, seen.json()["state"]) == (200, "waiting")
    assert [(look.action, look.actor, look.contact_id) for look in world.looks()] == [
        ("read", "citizen", told["contact_id"])
    ]


def test_another_citizen_s_contact_does_not_exist(world: World) -> None:
    told = seek(world, world.citizen(ASTRID))

    seen = world.client.get(f"{SEEK}/{told['contact_id']}", headers=world.citizen(BERTIL))

    assert (seen.status_code, seen.json()["type"]) == (404, "urn:contact-routing:problem:contact-not-found")
    assert world.looks() == []


def test_the_link_opens_its_own_contact_and_no_other(world: World) -> None:
    mine = seek(world, world.front_end())
    other = seek(world, world.front_end(), phone="+46701740606")

    assert world.client.get(f"{SEEK}/{mine['contact_id']}", headers=by_link(mine)).status_code == 200
    assert world.client.get(f"{SEEK}/{other['contact_id']}", headers=by_link(mine)).status_code == 404


def test_a_link_that_was_called_off_opens_nothing(world: World) -> None:
    told = seek(world, world.citizen())
    old = world.app.sealer.link_token(told["contact_id"], 7)

    seen = world.client.get(f"{SEEK}/{told['contact_id']}", headers={"Contact-Link": old})

    assert seen.status_code == 404


@pytest.mark.parametrize("token", ["", "abc", "A" * 47, "å"])
def test_a_link_that_is_no_link_is_nobody_s_sign_in(world: World, token: str) -> None:
    told = seek(world, world.citizen())

    headers = [(b"contact-link", token.encode())]
    seen = world.client.get(f"{SEEK}/{told['contact_id']}", headers=headers)

    assert (seen.status_code, "www-authenticate" in seen.headers) == (401, True)


def test_a_citizen_moves_to_an_offered_window(world: World) -> None:
    told = seek(world, world.citizen())
    path = f"{SEEK}/{told['contact_id']}"
    after = {"after": "2026-11-23T12:00:00+01:00"}
    offers = world.client.get(f"{path}/windows", params=after, headers=by_link(told)).json()["windows"]

    chosen = {"window_from": offers[1]["window_from"], "unit_id": offers[1]["unit"]["id"]}
    moved = world.client.put(f"{path}/promise", json=chosen, headers=by_link(told))

    assert moved.status_code == 200
    assert moved.json()["promise"]["window_from"] == offers[1]["window_from"]
    assert moved.json()["promise"]["why"] == "chosen"


def test_a_window_that_was_not_offered_cannot_be_chosen(world: World) -> None:
    told = seek(world, world.citizen())

    chosen = {"window_from": "2026-11-23T03:00:00Z", "unit_id": "mala"}
    answer = world.client.put(f"{SEEK}/{told['contact_id']}/promise", json=chosen, headers=world.citizen())

    assert (answer.status_code, answer.json()["type"]) == (
        409,
        "urn:contact-routing:problem:window-not-offered",
    )


@pytest.mark.parametrize(
    "start", ["2020-01-01T08:00:00Z", "2026-11-23T07:00:00+01:00", "2026-11-23T12:03:00+01:00"]
)
def test_a_time_that_no_window_ever_began_at_cannot_be_chosen(world: World, start: str) -> None:
    told = seek(world, world.citizen())
    world.clock.pass_time(minutes=5)

    chosen = {"window_from": start, "unit_id": "alidhem"}
    answer = world.client.put(f"{SEEK}/{told['contact_id']}/promise", json=chosen, headers=world.citizen())

    assert (answer.status_code, answer.json()["type"]) == (
        409,
        "urn:contact-routing:problem:window-not-offered",
    )


def test_every_window_named_with_the_promise_can_still_be_chosen_a_little_later(world: World) -> None:
    told = seek(world, world.citizen())
    offered = [one for one in told["alternatives"] if one["kind"] == "other_window"]
    world.clock.pass_time(minutes=2)

    for one in offered:
        chosen = {"window_from": one["window_from"], "unit_id": one["unit"]["id"]}
        path = f"{SEEK}/{told['contact_id']}/promise"
        assert world.client.put(path, json=chosen, headers=world.citizen()).status_code == 200
    assert offered


def test_cancelling_twice_is_cancelling_once(world: World) -> None:
    told = seek(world, world.citizen())
    path = f"{SEEK}/{told['contact_id']}/cancellation"

    answers = [world.client.post(path, headers=world.citizen()) for _ in range(2)]

    assert [(one.status_code, one.json()["state"]) for one in answers] == [(200, "cancelled")] * 2


def test_who_was_not_reached_opens_their_case_again_with_its_first_time(world: World) -> None:
    told = seek(world, world.citizen())
    for _ in range(3):
        claim = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()
        world.client.post(
            f"{V1}/work-queue/claims/{told['contact_id']}/outcomes",
            json={"lease_number": claim["lease_number"], "outcome": "no_answer"},
            headers=world.staff(),
        )
        world.clock.pass_time(minutes=31)
    path = f"{SEEK}/{told['contact_id']}"
    before = world.client.get(path, headers=by_link(told)).json()

    again = world.client.post(f"{path}/reopening", headers=by_link(told)).json()

    assert (before["state"], again["state"]) == ("not_reached", "waiting")
    assert (again["sought_at"], again["promise"]["backed"]) == (told["sought_at"], True)
