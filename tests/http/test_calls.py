"""Staff have a citizen called: what is refused, what each telephone hears, and the control room's stop."""

import json
from dataclasses import replace
from typing import Any

import pytest

from contact_api.adapters.identity.webhooks import sign
from contact_api.domain.calls.calls import CameTo, LineKind, LineNews, LineState, placing
from contact_api.domain.calls.dialling_limits import DiallingLimits
from contact_api.domain.core.access import Role
from contact_api.domain.core.values import CallId
from contact_api.http.app import create_app
from contact_api.ports import Transaction
from contact_api.usecases.calls.dial import Dialling
from contact_api.usecases.calls.record_call_event import keep_news, settle
from tests.http.world import V1, WEBHOOK_SECRET, World, a_world, seek

OWN = "+46701740610"
PROBLEM = "urn:contact-routing:problem:"


def a_claim(world: World, **but: Any) -> dict[str, Any]:
    """A contact in the hands of nurse a-1."""
    seek(world, world.citizen(), **but)
    world.clock.pass_time(minutes=20)
    claim: dict[str, Any] = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()
    return claim


def press_call(world: World, claim: dict[str, Any], **but: Any) -> Any:
    body = {"lease_number": claim["lease_number"], "staff_phone": OWN} | but
    path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/calls"
    return world.client.post(path, json=body, headers=world.staff())


def a_call(world: World, **but: Any) -> str:
    return str(press_call(world, a_claim(world, **but)).json()["call_id"])


def limited(**limits: Any) -> World:
    """A world whose limits are others."""
    world = next(a_world())
    app = replace(world.app, dialling=Dialling(DiallingLimits(**limits), lambda _unit: "+46101740600"))
    return replace(world, app=app, client=type(world.client)(create_app(app)))


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix(PROBLEM)


def test_a_call_that_was_asked_for_is_accepted_and_seen_by_who_asked(world: World) -> None:
    asked = press_call(world, a_claim(world))

    seen = world.client.get(f"{V1}/work-queue/calls/{asked.json()['call_id']}", headers=world.staff())
    assert (asked.status_code, seen.status_code) == (202, 200)
    assert seen.json() == asked.json()
    assert (seen.json()["phase"], seen.json()["came_to"]) == ("ringing_staff", None)
    assert [line["line"] for line in seen.json()["lines"]] == ["staff", "citizen"]
    assert ("called", "make the contact") in [(look.action, look.purpose) for look in world.looks()]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (None, "Samtalet avbröts innan någon svarade. Du har kvar kontakten."),
        ("no_answer", "Samtalet är slut. Du har inte längre kontakten."),
    ],
)
def test_who_said_how_it_ended_while_it_rang_is_not_told_that_she_keeps_the_contact(
    world: World, outcome: str | None, told: str
) -> None:
    claim = a_claim(world)
    call_id = press_call(world, claim).json()["call_id"]
    if outcome:
        path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/outcomes"
        said = {"lease_number": claim["lease_number"], "outcome": outcome}
        assert world.client.post(path, json=said, headers=world.staff()).status_code == 200

    def hung_up(tx: Transaction) -> None:
        call = tx.hold_call(CallId(call_id))
        assert call is not None
        settle(call, CameTo.CANCELLED, tx, limits=DiallingLimits(), now=world.clock.now)

    world.app.transact(hung_up)
    seen = world.client.get(f"{V1}/work-queue/calls/{call_id}", headers=world.staff()).json()

    assert (seen["came_to"], seen["text"]) == ("cancelled", told)


def test_another_staff_member_does_not_know_of_the_call(world: World) -> None:
    call_id = a_call(world)
    colleague = world.staff("a-2")

    seen = world.client.get(f"{V1}/work-queue/calls/{call_id}", headers=colleague)
    cancelled = world.client.post(f"{V1}/work-queue/calls/{call_id}/cancellations", headers=colleague)

    assert {code_of(seen), code_of(cancelled)} == {(404, "call-not-found")}


def test_asking_again_while_it_goes_on_is_the_same_call(world: World) -> None:
    claim = a_claim(world)

    first, again = press_call(world, claim).json(), press_call(world, claim).json()

    assert first["call_id"] == again["call_id"]


def test_who_does_not_hold_the_contact_cannot_have_it_called(world: World) -> None:
    claim = a_claim(world)

    answer = press_call(world, claim | {"lease_number": 7})

    assert code_of(answer) == (409, "lease-lost")


def test_two_do_not_ring_the_same_number_at_once(world: World) -> None:
    press_call(world, a_claim(world))
    seek(world, world.front_end(), identity={"kind": "none"}, reason="R02")  # a family with one telephone
    world.clock.pass_time(minutes=10)
    other = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff("a-2")).json()
    body = {"lease_number": other["lease_number"], "staff_phone": "+46701740611"}
    path = f"{V1}/work-queue/claims/{other['contact']['contact_id']}/calls"

    answer = world.client.post(path, json=body, headers=world.staff("a-2"))

    assert code_of(answer) == (409, "call-in-progress")


def test_who_takes_no_calls_is_not_called(world: World) -> None:
    answer = press_call(world, a_claim(world, needs={"mode": "text"}))

    assert code_of(answer) == (409, "cannot-be-called")


@pytest.mark.parametrize(
    ("limits", "refused"),
    [
        ({"at_once": 0}, (503, "too-many-calls")),
        ({"cost_per_day": 99}, (409, "cost-ceiling-reached")),
        ({"prefixes": ("+47",)}, (422, "number-not-allowed")),
        ({"per_number_per_day": 0}, (409, "number-rung-too-often")),
    ],
)
def test_every_limit_has_a_refusal_that_says_what_to_do(
    limits: dict[str, Any], refused: tuple[int, str]
) -> None:
    world = limited(**limits)

    answer = press_call(world, a_claim(world))

    assert code_of(answer) == refused
    assert OWN not in answer.text


def test_staff_may_not_have_numbers_of_other_countries_rung_as_their_own(world: World) -> None:
    answer = press_call(world, a_claim(world), staff_phone="+4791234567")

    assert code_of(answer) == (422, "number-not-allowed")


@pytest.mark.parametrize("line", ["staff_phone", "interpreter_phone"])
@pytest.mark.parametrize("written", ["+46701740605", "070-174 06 05"])
def test_the_citizen_s_telephone_is_not_rung_as_anybody_else_s(world: World, line: str, written: str) -> None:
    answer = press_call(world, a_claim(world), **{line: written})

    assert code_of(answer) == (422, "not-your-telephone")
    with world.store.transaction() as tx:
        assert tx.unsettled_calls() == []


def rung(world: World, call_id: str, kind: LineKind) -> None:
    """Let the line be placed, and those before it joined."""
    with world.store.transaction() as tx:
        call = tx.hold_call(CallId(call_id))
        assert call is not None
        tx.save_call(placing(call, kind, now=world.clock.now))
    world.app.transact(
        lambda tx: keep_news(
            CallId(call_id),
            kind,
            LineNews(f"CA-{kind}", LineState.PLACED, world.clock.now),
            tx,
            now=world.clock.now,
        )
    )


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


def in_the_room(world: World, **but: Any) -> str:
    """A call whose staff member is in the room, and whose citizen's telephone rings."""
    call_id = a_call(world, **but)
    rung(world, call_id, LineKind.STAFF)
    pressed(world, call_id, LineKind.STAFF)
    rung(world, call_id, LineKind.CITIZEN)
    return call_id


def test_a_citizen_who_answers_is_connected_without_a_word_of_health(world: World) -> None:
    said = answered(world, in_the_room(world), LineKind.CITIZEN, AnsweredBy="human")

    assert "Hej. Nu kopplas samtalet." in said
    assert "<Conference" in said


def test_a_citizen_hears_it_in_her_language(world: World) -> None:
    said = answered(world, in_the_room(world, language="en"), LineKind.CITIZEN, AnsweredBy="human")

    assert "Hello. You are being connected." in said


@pytest.mark.parametrize("by", ["machine_start", "machine_end_beep", "fax"])
def test_nothing_is_said_to_a_machine(world: World, by: str) -> None:
    said = answered(world, in_the_room(world), LineKind.CITIZEN, AnsweredBy=by)

    assert said.endswith("<Response><Hangup /></Response>")


def test_where_contact_must_be_safe_a_key_shows_that_a_person_listens(world: World) -> None:
    call_id = in_the_room(world, safe_contact=True)

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


# ------------------------------------------------------------------------------------ a provider of its own kind


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


# ------------------------------------------------------------------------------------------------------- the stop


def test_the_control_room_stops_all_calls_and_lifts_the_stop(world: World) -> None:
    claim, room = a_claim(world), world.having(Role.CONTROL_ROOM)

    stopped = world.client.put(
        f"{V1}/dialling/stop", json={"stopped": True, "why": "Fel nummer."}, headers=room
    ).json()
    refused = press_call(world, claim)
    lifted = world.client.put(f"{V1}/dialling/stop", json={"stopped": False}, headers=room).json()

    assert (stopped["stopped"], stopped["why"], lifted["stopped"]) == (True, "Fel nummer.", False)
    assert code_of(refused) == (409, "calls-are-stopped")
    assert press_call(world, claim).status_code == 202


def test_a_manager_sees_what_is_dialled_and_may_not_stop_it(world: World) -> None:
    a_call(world)

    seen = world.client.get(f"{V1}/dialling", headers=world.manager()).json()
    stopped = world.client.put(
        f"{V1}/dialling/stop", json={"stopped": True, "why": "x"}, headers=world.manager()
    )

    assert (seen["calls"], seen["may_stop"], seen["stopped"]) == (1, False, False)
    assert code_of(stopped) == (403, "not-permitted")


def test_a_stop_takes_a_reason(world: World) -> None:
    room = world.having(Role.CONTROL_ROOM)

    stopped = world.client.put(f"{V1}/dialling/stop", json={"stopped": True}, headers=room)

    assert code_of(stopped) == (422, "reason-missing")
    assert press_call(world, a_claim(world)).status_code == 202
