"""A telephone exchange posts call-back requests."""

import json
from typing import Any

import pytest

from contact_api.adapters.identity.webhooks import sign
from contact_api.domain.core.values import ContactId
from tests.http.world import ASTRID, V1, WEBHOOK_SECRET, World, a_request, seek

POST = f"{V1}/telephony/callback-requests"
CALL_BACK: dict[str, Any] = {"unit_id": "alidhem", "caller_number": "070-174 06 05", "menu_choice": "1"}


def test_a_number_and_a_menu_choice_are_enough(world: World) -> None:
    answer = world.ring(CALL_BACK)

    assert answer.status_code == 201
    assert answer.json()["promise"]["text"] == "Vi ringer dig i dag mellan 09:15 och 10:00."


def test_the_unit_is_found_by_the_number_that_was_called(world: World) -> None:
    answer = world.ring({"called_number": "+46846500401", "caller_number": "0701740605", "menu_choice": "1"})

    assert answer.json()["promise"]["unit"]["id"] == "alidhem"


def test_whoever_presses_0_because_they_cannot_choose_is_called_back_about_something_else(
    world: World,
) -> None:
    told = world.ring(CALL_BACK | {"menu_choice": "0"}).json()

    with world.store.transaction() as tx:
        contact = tx.contact(ContactId(told["contact_id"]))
    assert contact is not None
    assert contact.circumstances.reason == "R43"


@pytest.mark.parametrize("whom", [{}, {"called_number": "+46846500999"}, {"unit_id": "nowhere"}])
def test_a_call_to_nobody_we_know_is_refused_without_repeating_it(world: World, whom: dict[str, str]) -> None:
    answer = world.ring({**whom, "caller_number": "0701740605", "menu_choice": "1"})

    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such unit.")


def test_the_same_message_twice_is_one_request_with_one_answer(world: World) -> None:
    first = world.ring(CALL_BACK, "msg-7")
    world.clock.pass_time(minutes=2)

    second = world.ring(CALL_BACK, "msg-7")

    assert (second.status_code, second.text) == (201, first.text)
    assert second.json()["times_sought"] == 1


def test_the_same_message_id_with_another_call_is_refused(world: World) -> None:
    world.ring(CALL_BACK, "msg-7")

    answer = world.ring(CALL_BACK | {"menu_choice": "2"}, "msg-7")

    assert (answer.status_code, answer.json()["type"]) == (
        422,
        "urn:contact-routing:problem:idempotency-key-reused",
    )


def test_ringing_again_from_the_same_number_for_the_same_reason_is_the_same_case(world: World) -> None:
    first = world.ring(CALL_BACK, "msg-1").json()
    world.clock.pass_time(minutes=10)

    second = world.ring(CALL_BACK, "msg-2").json()
    other = world.ring(CALL_BACK | {"menu_choice": "2"}, "msg-3").json()

    assert (second["contact_id"], second["times_sought"]) == (first["contact_id"], 2)
    assert other["merged"] is False


def test_who_keyed_their_number_in_is_the_same_person_as_on_the_web(world: World) -> None:
    web = world.client.post(f"{V1}/contact-requests", json=a_request(), headers=world.citizen()).json()
    world.clock.pass_time(minutes=10)

    call = world.ring(CALL_BACK | {"identity": {"kind": "personal_number", "number": ASTRID}}).json()

    assert (call["merged"], call["contact_id"]) == (True, web["contact_id"])


def test_after_an_outage_the_original_time_is_kept(world: World) -> None:
    answer = world.ring(CALL_BACK | {"sought_at": "2026-11-23T08:02:11+01:00"})

    assert answer.json()["sought_at"] == "2026-11-23T07:02:11Z"


def test_a_call_of_just_a_week_ago_is_taken_in(world: World) -> None:
    answer = world.ring(CALL_BACK | {"sought_at": "2026-11-16T08:15:00Z"})

    assert (answer.status_code, answer.json()["sought_at"]) == (201, "2026-11-16T08:15:00Z")


@pytest.mark.parametrize("when", ["2026-11-24T08:00:00+01:00", "2026-11-16T08:00:00+01:00"])
def test_a_time_in_the_future_or_more_than_a_week_ago_is_refused(world: World, when: str) -> None:
    answer = world.ring(CALL_BACK | {"sought_at": when})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.sought_at")


def test_a_clock_a_little_ahead_of_ours_is_taken_for_now(world: World) -> None:
    answer = world.ring(CALL_BACK | {"sought_at": "2026-11-23T08:17:00Z"})

    assert answer.json()["sought_at"] == "2026-11-23T08:15:00Z"


def test_an_unsigned_post_is_refused(world: World) -> None:
    answer = world.client.post(POST, json=CALL_BACK)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Signature")


def test_a_post_that_was_changed_on_the_way_is_refused(world: World) -> None:
    signed = sign([WEBHOOK_SECRET], "msg-1", json.dumps(CALL_BACK).encode(), now=world.clock.now)

    answer = world.client.post(POST, json=CALL_BACK | {"menu_choice": "9"}, headers=signed)

    assert answer.status_code == 401


def test_a_bearer_token_does_not_stand_in_for_the_signature(world: World) -> None:
    answer = world.client.post(POST, json=CALL_BACK, headers=world.front_end())

    assert answer.status_code == 401


def test_whoever_keys_in_anothers_personal_number_gets_a_case_of_their_own(world: World) -> None:
    case = seek(world, world.citizen(ASTRID))
    keyed = {"identity": {"kind": "personal_number", "number": ASTRID}}

    same = world.ring({**CALL_BACK, **keyed, "caller_number": citizen_number()}, "msg-1").json()
    other = world.ring({**CALL_BACK, **keyed, "caller_number": "0701740699"}, "msg-2").json()

    assert same["contact_id"] == case["contact_id"]
    assert other["contact_id"] != case["contact_id"]
    with world.store.transaction() as tx:
        details = tx.details(ContactId(case["contact_id"]))
    assert details is not None
    assert details.phone == citizen_number()


def citizen_number() -> str:
    return str(a_request()["phone"])
