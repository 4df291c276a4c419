"""The number reached somebody else: the unit looks for the right one, and the citizen is told what happened."""

from typing import Any

import pytest

from tests.http.test_work_queue import do, pulled
from tests.http.world import V1, World, seek

SEEK = f"{V1}/contact-requests"
SAID = {
    "sv": "Numret vi fick gick till någon annan. Sök kontakt igen med rätt nummer.",
    "en": "The number we were given reached somebody else. Seek contact again with the right one.",
}


def rung_at_a_stranger_s(world: World, **but: Any) -> dict[str, Any]:
    """What Astrid was told when contact was sought; the number that was left turned out to be somebody else's."""
    told = seek(world, world.citizen(), **but)
    ended = do(world, pulled(world), "outcomes", outcome="wrong_number").json()
    assert (ended["state"], ended["attempts"]) == ("not_reached", 1)
    return told


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_citizen_is_told_that_the_number_was_wrong_and_what_to_do(world: World, language: str) -> None:
    told = rung_at_a_stranger_s(world, language=language, interpreter=True)

    seen = world.client.get(f"{SEEK}/{told['contact_id']}", headers=world.citizen()).json()

    assert (told["number_was_wrong"], seen["number_was_wrong"]) == (False, True)
    assert seen["state_text"] == SAID[language]


def test_who_was_rung_in_vain_is_not_told_that_the_number_was_wrong(world: World) -> None:
    told = seek(world, world.citizen())
    for _ in range(3):
        do(world, pulled(world), "outcomes", outcome="no_answer")
        world.clock.pass_time(minutes=30)

    seen = world.client.get(f"{SEEK}/{told['contact_id']}", headers=world.citizen()).json()

    assert (seen["state"], seen["number_was_wrong"]) == ("not_reached", False)
    assert seen["state_text"] == "Vi har inte nått dig"


def test_the_own_unit_is_alerted_and_takes_care_of_it(world: World) -> None:
    told = rung_at_a_stranger_s(world)

    (alert,) = world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"]
    taken = world.client.post(f"{V1}/alerts/{alert['alert_id']}/acknowledgements", headers=world.staff())

    assert (alert["kind"], alert["contact_id"], alert["unit"]["id"]) == (
        "wrong_number",
        told["contact_id"],
        "alidhem",
    )
    assert taken.json()["acknowledged_by"] == "a-1"


def test_the_link_that_a_stranger_may_hold_opens_nothing_and_the_right_number_does(world: World) -> None:
    told = rung_at_a_stranger_s(world)
    link = {"Contact-Link": told["link"]["token"]}

    refused = world.client.post(f"{SEEK}/{told['contact_id']}/reopening", headers=link)
    again = seek(world, world.citizen(), phone="+46701740606")

    assert (refused.status_code, refused.json()["type"]) == (
        404,
        "urn:contact-routing:problem:contact-not-found",
    )
    assert (again["contact_id"], again["merged"], again["number_was_wrong"]) == (
        told["contact_id"],
        True,
        False,
    )
    assert again["sought_at"] == told["sought_at"]
    assert pulled(world)["contact"]["call_number"] == "+46701740606"
