"""From "call" to what it came to, through the real SDK, the provider's double and signed callbacks."""

import threading
from collections.abc import Iterator

import pytest

from contact_api.demo.phone.answering import Exchange, answer_calls
from contact_api.demo.phone.call import Ear, PhoneLine, ring
from contact_api.demo.phone.command import number_of
from tests.journeys.nurse import NURSE, UNIT, Nurse, Telephones
from tests.journeys.outside import Outside


@pytest.fixture
def telephones(running_service: Outside) -> Iterator[Telephones]:
    found = Telephones(running_service.stack)
    yield found
    found.close()


@pytest.fixture
def nurse(running_service: Outside, telephones: Telephones) -> Iterator[Nurse]:
    found = Nurse(running_service, telephones)
    yield found
    found.ends_it()


def test_the_staffs_telephone_rings_first_then_the_citizens_and_they_talk(nurse: Nurse) -> None:
    call = nurse.presses_call()
    assert call["text"] == "Din telefon ringer. Svara och tryck 1."

    nurse.waits_for(call, "talking")
    assert nurse.outside.wait_until(lambda: set(nurse.rooms()) == {call["call_id"]})
    assert nurse.asks_again()["call_id"] == call["call_id"]
    nurse.telephones.put_down(nurse.telephones.calls_to(nurse.citizens)[0])
    over = nurse.waits_for(call, "over")

    assert (over["came_to"], over["text"]) == ("talked", "Samtalet är slut. Skriv hur det gick.")
    assert nurse.state() == {"state": "claimed", "attempts": 0, "claimed_by": NURSE}


def test_from_a_ringing_phone_to_a_kept_call_back(nurse: Nurse, running_service: Outside) -> None:
    rings_from, places = nurse.citizens, running_service.stack.places
    keys = iter(["1", "1", "", "1"])  # a cold; this number; no personal number; that time suits
    ring(
        PhoneLine(places.api, places.provider_token),
        Ear(lambda _line: None, lambda _prompt: next(keys)),
        to=number_of(UNIT),
        rings_from=rings_from,
    )
    assert running_service.wait_until(
        lambda: "ringer dig i dag mellan" in running_service.last_text_to(rings_from)
    )
    assert nurse.pulls()["contact"]["intake"] == "voice"

    call = nurse.asks_again()
    nurse.waits_for(call, "talking")
    assert running_service.wait_until(lambda: set(nurse.rooms()) == {call["call_id"]})
    nurse.telephones.put_down(nurse.telephones.calls_to(rings_from)[0])
    nurse.waits_for(call, "over")
    told = {"lease_number": nurse.claim["lease_number"], "outcome": "reached", "result": "advice"}
    contact_id = nurse.claim["contact"]["contact_id"]
    nurse.http.post(f"/work-queue/claims/{contact_id}/outcomes", json=told).raise_for_status()

    (kept,) = running_service.rows(
        "select state, reached_at between window_from and window_to as in_time"
        " from contact_request where id = %s",
        contact_id,
    )
    assert kept == {"state": "reached", "in_time": True}


@pytest.mark.parametrize(
    ("answers", "came_to"),
    [("busy", "busy"), ("no_answer", "no_answer"), ("failed", "not_reachable"), ("machine", "machine")],
)
def test_who_is_not_reached_is_told_so_by_text_and_tried_again(
    nurse: Nurse, answers: str, came_to: str
) -> None:
    call = nurse.presses_call(answers=answers)

    over = nurse.waits_for(call, "over")

    assert over["came_to"] == came_to
    assert nurse.state() == {"state": "waiting", "attempts": 1, "claimed_by": None}
    text = "fick inget svar. Vi ringer igen"
    assert nurse.outside.wait_until(lambda: text in nurse.outside.last_text_to(nurse.citizens))
    heard = [scene for one in nurse.telephones.calls_to(nurse.citizens) for scene in one["heard"]]
    assert [scene for scene in heard if scene["kind"] == "said"] == []  # nothing is said to a machine


def test_a_staff_member_who_does_not_answer_gets_nobody_rung(nurse: Nurse) -> None:
    nurse.telephones.script(nurse.own, answers="machine", heard_as="human")

    over = nurse.waits_for(nurse.presses_call(), "over")

    assert over["came_to"] == "staff_not_reached"
    assert nurse.telephones.calls_to(nurse.citizens) == []
    assert nurse.state() == {"state": "waiting", "attempts": 0, "claimed_by": None}
    assert nurse.pulls()["contact"]["call_number"] == nurse.citizens  # first in line again


def test_callbacks_that_come_twice_and_shuffled_make_no_difference(nurse: Nurse) -> None:
    nurse.telephones.script(nurse.own, callbacks="twice")

    over = nurse.waits_for(nurse.presses_call(answers="busy", callbacks="shuffled"), "over")

    assert over["came_to"] == "busy"
    assert nurse.state()["attempts"] == 1


def test_the_staffs_telephone_can_be_answered_in_a_terminal(nurse: Nurse) -> None:
    shown: list[str] = []
    rung = threading.Event()
    exchange = Exchange(nurse.telephones.http)
    exchange.lay_in_hand(nurse.own)
    ear = Ear(shown.append, lambda _prompt: "1")
    terminal = threading.Thread(
        target=answer_calls, args=(exchange, nurse.own, ear), kwargs={"until": rung.is_set}, daemon=True
    )
    terminal.start()

    call = nurse.presses_call()
    nurse.waits_for(call, "talking")
    rung.set()
    nurse.telephones.put_down(nurse.telephones.calls_to(nurse.citizens)[0])
    nurse.waits_for(call, "over")
    terminal.join()

    assert shown == [
        "\n*** Your telephone rings. You answer. (Ctrl-C hangs up.)",
        "  Samtal från kontaktkön. Tryck 1 så ringer vi upp.",
        "  Samtal från kontaktkön. Tryck 1 så ringer vi upp.",
        "  Vi ringer upp.",
        "--- The call is over.",
    ]


def test_the_provider_is_believed_by_its_signature_only(running_service: Outside) -> None:
    path = "/telephony/twilio/calls/0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10/lines/citizen/statuses"
    form = {"CallSid": "CA1", "CallStatus": "completed"}

    unsigned = running_service.nobody().post(path, data=form)
    forged = running_service.nobody().post(path, data=form, headers={"X-Twilio-Signature": "made up"})

    assert (unsigned.status_code, forged.status_code) == (401, 401)
