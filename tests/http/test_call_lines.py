"""What each telephone of a call hears, and what a provider says of its lines."""

import json
from typing import Any

import pytest

from contact_api.adapters.identity.webhooks import sign
from contact_api.domain.calls.calls import LineKind
from tests.http.calling import a_call, code_of, rung
from tests.http.world import V1, WEBHOOK_SECRET, World


def answered(world: World, call_id: str, kind: LineKind, **form: str) -> str:
    path = f"/telephony/twilio/calls/{call_id}/lines/{kind}"
    said = world.provider_says(path, {"CallSid": f"CA-{kind}", "CallStatus": "in-progress", **form})
    assert (said.status_code, said.headers["content-type"]) == (200, "application/xml")
    return str(said.text)


def pressed(world: World, call_id: str, kind: LineKind, key: str = "1") -> str:
    path = f"/telephony/twilio/calls/{call_id}/lines/{kind}/keys"
    return str(world.provider_says(path, {"CallSid": f"CA-{kind}", "Digits": key}).text)


def test_staff_press_a_key_before_anybody_else_is_rung(world: World) -> None:
    call_id = a_call(world)
    rung(world, call_id, LineKind.STAFF)

    asked = answered(world, call_id, LineKind.STAFF)
    wrong, right = pressed(world, call_id, LineKind.STAFF, "5"), pressed(world, call_id, LineKind.STAFF)

    assert "Tryck 1 så ringer vi upp." in asked
    assert "<Conference" not in asked + wrong
    assert wrong.endswith("<Response><Hangup /></Response>")
    assert f">{call_id}</Conference>" in right
    assert 'record="do-not-record"' in right


def joined_by_staff(world: World, **but: Any) -> str:
    """A call whose staff member has joined, and whose citizen's telephone rings."""
    call_id = a_call(world, **but)
    rung(world, call_id, LineKind.STAFF)
    pressed(world, call_id, LineKind.STAFF)
    rung(world, call_id, LineKind.CITIZEN)
    return call_id


def test_a_citizen_who_answers_is_connected_without_a_word_of_health(world: World) -> None:
    said = answered(world, joined_by_staff(world), LineKind.CITIZEN, AnsweredBy="human")

    assert "Hej. Nu kopplas samtalet." in said
    assert "<Conference" in said


def test_a_citizen_hears_it_in_their_language(world: World) -> None:
    said = answered(world, joined_by_staff(world, language="en"), LineKind.CITIZEN, AnsweredBy="human")

    assert "Hello. You are being connected." in said


@pytest.mark.parametrize("by", ["machine_start", "machine_end_beep", "fax"])
def test_nothing_is_said_to_a_machine(world: World, by: str) -> None:
    said = answered(world, joined_by_staff(world), LineKind.CITIZEN, AnsweredBy=by)

    assert said.endswith("<Response><Hangup /></Response>")


def test_where_contact_must_be_safe_a_key_shows_that_a_person_listens(world: World) -> None:
    call_id = joined_by_staff(world, safe_contact=True)

    asked = answered(world, call_id, LineKind.CITIZEN, AnsweredBy="human")
    joined = pressed(world, call_id, LineKind.CITIZEN)

    assert "<Conference" not in asked
    assert "Hej. Tryck 1 för att ta samtalet." in asked
    assert "<Conference" in joined


def test_a_call_that_was_hung_up_lets_nobody_in(world: World) -> None:
    call_id = a_call(world)
    rung(world, call_id, LineKind.STAFF)
    world.client.post(f"{V1}/work-queue/calls/{call_id}/cancellations", headers=world.staff())

    assert "<Conference" not in answered(world, call_id, LineKind.STAFF) + pressed(
        world, call_id, LineKind.STAFF
    )


def test_a_second_line_that_was_rung_by_mistake_is_not_let_in(world: World) -> None:
    call_id = a_call(world)
    rung(world, call_id, LineKind.STAFF)
    path = f"/telephony/twilio/calls/{call_id}/lines/staff/keys"

    said = world.provider_says(path, {"CallSid": "CA-other", "Digits": "1"})

    assert "<Conference" not in said.text


def test_the_provider_may_ask_and_tell_of_calls_nobody_knows(world: World) -> None:
    path = "/telephony/twilio/calls/0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10/lines/citizen"
    form = {"CallSid": "CA1", "CallStatus": "completed"}

    told = world.provider_says(f"{path}/statuses", form)
    asked = world.provider_says(path, form)

    assert (told.status_code, asked.status_code) == (204, 200)
    assert "<Hangup" in asked.text


@pytest.mark.parametrize("end", ["", "/keys", "/statuses"])
def test_nobody_else_can_speak_for_the_provider(world: World, end: str) -> None:
    path = f"/telephony/twilio/calls/0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10/lines/citizen{end}"

    answer = world.provider_says(path, {"CallSid": "CA1"}, signed=False)

    assert code_of(answer) == (401, "not-signed-in")


def line_news(world: World, **said: Any) -> Any:
    body = json.dumps(said).encode()
    headers = sign([WEBHOOK_SECRET], f"msg-{len(body)}-{said['state']}", body, now=world.clock.now)
    return world.client.post(
        f"{V1}/telephony/line-news", content=body, headers=headers | {"Content-Type": "application/json"}
    )


def test_another_provider_tells_by_signed_posts(world: World) -> None:
    call_id = a_call(world)
    rung(world, call_id, LineKind.STAFF)

    told = line_news(world, call_id=call_id, line="staff", line_id="CA-staff", state="ringing")

    assert told.status_code == 204
    seen = world.client.get(f"{V1}/work-queue/calls/{call_id}", headers=world.staff()).json()
    assert seen["lines"][0] == {"line": "staff", "state": "ringing", "ending": None}


def test_news_of_an_unknown_call_are_refused(world: World) -> None:
    unknown = "0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10"

    told = line_news(world, call_id=unknown, line="staff", line_id="x", state="ended", ending="busy")

    assert code_of(told) == (404, "call-not-found")
