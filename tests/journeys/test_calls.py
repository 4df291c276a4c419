"""From "call" to what it came to, through the real SDK, the provider's double, signed callbacks and killed workers."""

import threading
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import psutil
import pytest

from contact_api.demo.phone.answering import Exchange, answer_calls
from contact_api.demo.phone.call import Ear, PhoneLine, ring
from contact_api.demo.phone.command import number_of
from contact_api.demo.stack import Stack
from tests.journeys.outside import Outside, a_request
from tests.patience import caller

UNIT, NURSE = "moro-backe", "moro-backe-01"
NUMBERS = (f"+467017406{number}" for number in count(14))
Called = dict[str, Any]


class Telephones:
    """The provider's telephones, told what to do."""

    def __init__(self, stack: Stack) -> None:
        self.http = caller(base_url=stack.places.provider)

    def script(self, number: str, **how: Any) -> None:
        self.http.post("/double/phones", json={"number": number, **how}).raise_for_status()

    def calls_to(self, number: str) -> list[Called]:
        return [call for call in self.http.get("/double/calls").json() if call["to"] == number]

    def put_down(self, call: Called) -> None:
        self.http.post(f"/double/calls/{call['sid']}/hang-ups").raise_for_status()

    def close(self) -> None:
        self.http.close()


class Nurse:
    """At her desk, with a telephone of her own."""

    def __init__(
        self, outside: Outside, telephones: Telephones, unit: str = UNIT, nurse: str = NURSE
    ) -> None:
        self.outside, self.telephones, self._unit = outside, telephones, unit
        self.http = outside.signed_in(nurse)
        self.own, self.citizens = next(NUMBERS), next(NUMBERS)

    def presses_call(self, **citizen: Any) -> dict[str, Any]:
        self.telephones.script(self.citizens, **citizen)
        wish = a_request(self._unit, phone=self.citizens, identity={"kind": "none"}, sms_welcome=True)
        self.outside.front_end().post("/contact-requests", json=wish).raise_for_status()
        assert self.pulls()["contact"]["call_number"] == self.citizens
        return self.asks_again()

    def pulls(self) -> dict[str, Any]:
        claim: dict[str, Any] = self.http.post("/work-queue/pulls").raise_for_status().json()
        self.claim = claim
        return claim

    def asks_again(self) -> dict[str, Any]:
        answer = self.http.post(
            f"/work-queue/claims/{self.claim['contact']['contact_id']}/calls",
            json={"lease_number": self.claim["lease_number"], "staff_phone": self.own},
        )
        call: dict[str, Any] = answer.raise_for_status().json()
        return call

    def sees(self, call: dict[str, Any]) -> dict[str, Any]:
        seen: dict[str, Any] = self.http.get(f"/work-queue/calls/{call['call_id']}").json()
        return seen

    def waits_for(self, call: dict[str, Any], phase: str) -> dict[str, Any]:
        assert self.outside.wait_until(lambda: self.sees(call)["phase"] == phase), self.sees(call)
        return self.sees(call)

    def rooms(self) -> list[str | None]:
        """Where her telephone and the citizen's are."""
        both = [self.telephones.calls_to(number)[0] for number in (self.own, self.citizens)]
        return [one["room"] for one in both]

    def ends_it(self) -> None:
        """Whatever is still in her hands."""
        current = self.http.get("/work-queue/claims/current")
        if current.status_code == httpx.codes.OK:
            claim = current.json()
            self.http.post(
                f"/work-queue/claims/{claim['contact']['contact_id']}/outcomes",
                json={"lease_number": claim["lease_number"], "outcome": "declined"},
            ).raise_for_status()

    def state(self) -> dict[str, Any]:
        (row,) = self.outside.rows(
            "select state, attempts, claimed_by from contact_request where id = %s",
            self.claim["contact"]["contact_id"],
        )
        return row


@pytest.fixture
def telephones(running_service: Outside) -> Iterator[Telephones]:
    found = Telephones(running_service.stack)
    yield found
    found.close()


@pytest.fixture
def nurse(running_service: Outside, telephones: Telephones) -> Iterator[Nurse]:
    she = Nurse(running_service, telephones)
    yield she
    she.ends_it()


def test_her_telephone_rings_first_then_the_citizens_and_they_talk(nurse: Nurse) -> None:
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
    keys = iter(["1", "1", "", "1"])  # a cold; this number; no personal number; that time suits her
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


def test_her_telephone_can_be_answered_in_a_terminal(nurse: Nurse) -> None:
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


def kill_worker(stack: Stack) -> None:
    """Not its supervisor, who is to replace it."""
    for worker in psutil.Process(stack.programs.pid("worker")).children():
        worker.kill()


@pytest.fixture
def mortals_nurse(mortal_service: Outside) -> Iterator[Nurse]:
    telephones = Telephones(mortal_service.stack)
    she = Nurse(mortal_service, telephones, "obbola", "obbola-01")
    yield she
    she.ends_it()
    telephones.close()


@pytest.mark.crash
@pytest.mark.parametrize("moment", ["asked", "ringing_citizen", "talking"])
def test_a_worker_that_is_killed_loses_no_call_and_doubles_none(mortals_nurse: Nurse, moment: str) -> None:
    nurse, telephones = mortals_nurse, mortals_nurse.telephones
    call = nurse.presses_call()
    if moment != "asked":
        nurse.waits_for(call, moment)

    kill_worker(nurse.outside.stack)
    nurse.waits_for(call, "talking")  # at the latest when a line that was perhaps placed is looked for
    rung = {number: len(telephones.calls_to(number)) for number in (nurse.own, nurse.citizens)}
    telephones.put_down(telephones.calls_to(nurse.citizens)[0])
    over = nurse.waits_for(call, "over")

    assert over["came_to"] == "talked"
    assert rung == {nurse.own: 1, nurse.citizens: 1}


def test_the_provider_is_believed_by_its_signature_only(running_service: Outside) -> None:
    path = "/telephony/twilio/calls/0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10/lines/citizen/statuses"
    form = {"CallSid": "CA1", "CallStatus": "completed"}

    unsigned = running_service.nobody().post(path, data=form)
    forged = running_service.nobody().post(path, data=form, headers={"X-Twilio-Signature": "made up"})

    assert (unsigned.status_code, forged.status_code) == (401, 401)
