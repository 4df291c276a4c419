"""The double of the provider: calls, rooms and texts come to what the telephones' scripts say, and news are signed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from twilio.request_validator import RequestValidator

from contact_api.adapters.telephony.twilio.calls import EVENTS
from contact_api.demo.ports import free_port
from contact_api.demo.processes import answers
from contact_api.demo.provider.exchange import Subscription
from contact_api.demo.provider.orders import call_ordered
from contact_api.demo.provider.phones import Answers, Callbacks, Delivers, HangsUp, Phone
from contact_api.demo.provider.provider import Provider
from contact_api.demo.provider.records import CallRecord
from contact_api.demo.provider.server import Double, served
from contact_api.demo.provider.twiml import Asks, Ends, Joins, Says
from tests.patience import caller, eventually

API = "https://api.example"
CITIZENS, NURSES = "+46701740605", "+46701740610"  # PTS: reserved for fiction
CLINIC = "+46101740601"
OWN = Subscription(voice_url=f"{API}/voice", voice_ends_url=f"{API}/ends", sms_url=f"{API}/sms")
PRESS_ONE = '<Gather action="/room" numDigits="1"><Say>Tryck 1.</Say></Gather><Hangup/>'


class Service:
    """Our side: answers addresses with documents; keeps what it was told, if the signature is right."""

    def __init__(self) -> None:
        self.documents = {"/line": PRESS_ONE, "/room": room(), "/sms": "", "/voice": PRESS_ONE}
        self.told: list[tuple[str, dict[str, str]]] = []
        self.is_down = False
        self.when_asked: Callable[[str], None] = lambda _path: None

    def __call__(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        if self.is_down:
            raise ConnectionRefusedError
        if not RequestValidator(OWN.auth_token).validate(url, form, headers["X-Twilio-Signature"]):
            return 403, ""
        path = url.removeprefix(API)
        self.told.append((path, dict(form)))
        self.when_asked(path)
        if path in self.documents:
            return 200, f"<Response>{self.documents[path]}</Response>"
        return 204, ""

    def statuses(self, about: str) -> list[str]:
        """The status words of one call or message, as they came."""
        told = [form for path, form in self.told if path == "/statuses"]
        sids = [form for form in told if about in (form.get("CallSid"), form.get("MessageSid"))]
        return [form.get("CallStatus") or form["MessageStatus"] for form in sids]


def room(*, ends: bool = True) -> str:
    word = str(ends).lower()
    return f'<Dial><Conference endConferenceOnExit="{word}">call-1</Conference></Dial><Say>Hej då.</Say>'


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def provider(service: Service) -> Provider:
    return Provider(OWN, post=service)


def placed(provider: Provider, to: str = CITIZENS, **but: str) -> CallRecord:
    """A call as our service orders it."""
    form = {"To": to, "From": CLINIC, "Url": f"{API}/line", "StatusCallback": f"{API}/statuses", **but}
    call = call_ordered(form, EVENTS, provider.exchange)
    provider.exchange.calls[call.sid] = call
    return call


def test_a_person_answers_presses_one_and_talks_until_the_line_is_hung_up(
    provider: Provider, service: Service
) -> None:
    call = placed(provider)

    provider.run()

    assert call.status == "in-progress"
    assert call.heard == [Says("Tryck 1."), Asks(5, 1), Joins("call-1", ends=True)]
    assert service.statuses(call.sid) == ["initiated", "ringing", "in-progress"]


def test_hanging_up_tells_how_long_was_talked(provider: Provider, service: Service) -> None:
    call = placed(provider)
    for seconds in (1, 1, 1, 150):  # to be answered, and to talk
        provider.step(seconds=seconds)

    provider.exchange.end(call)
    provider.run()

    last = service.told[-1][1]
    assert (last["CallStatus"], last["CallDuration"], last["Duration"]) == ("completed", "150", "3")


@pytest.mark.parametrize(
    ("answers", "statuses"),
    [
        (Answers.BUSY, ["initiated", "ringing", "busy"]),
        (Answers.NO_ANSWER, ["initiated", "ringing", "no-answer"]),
        (Answers.FAILED, ["initiated", "ringing", "failed"]),
        (Answers.MACHINE, ["initiated", "ringing", "in-progress", "completed"]),
    ],
)
def test_a_telephone_does_what_its_script_says(
    provider: Provider, service: Service, answers: Answers, statuses: list[str]
) -> None:
    provider.script(CITIZENS, Phone(answers=answers))
    call = placed(provider)

    provider.run()

    assert service.statuses(call.sid) == statuses


@pytest.mark.parametrize(
    ("answers", "told"), [(Answers.MACHINE, "machine_start"), (Answers.FAX, "fax"), (Answers.HUMAN, "human")]
)
def test_who_answered_is_told_to_whoever_listens(
    provider: Provider, service: Service, answers: Answers, told: str
) -> None:
    provider.script(CITIZENS, Phone(answers=answers))
    placed(provider, MachineDetection="Enable")

    provider.run()

    asked = next(form for path, form in service.told if path == "/line")
    assert asked["AnsweredBy"] == told


def test_without_listening_nobody_knows_who_answered(provider: Provider, service: Service) -> None:
    placed(provider)

    provider.run()

    assert all("AnsweredBy" not in form for _, form in service.told)


@pytest.mark.parametrize(
    ("hangs_up", "heard"),
    [
        (HangsUp.AT_ONCE, []),
        (HangsUp.AT_THE_QUESTION, [Says("Tryck 1."), Asks(5, 1)]),
    ],
)
def test_a_person_may_hang_up_at_every_point(
    provider: Provider, hangs_up: HangsUp, heard: list[object]
) -> None:
    provider.script(CITIZENS, Phone(hangs_up=hangs_up, keys=()))
    call = placed(provider)

    provider.run()

    assert (call.status, call.heard) == ("completed", heard)


def test_silence_is_hung_up_by_the_document(provider: Provider) -> None:
    provider.script(CITIZENS, Phone(keys=()))
    call = placed(provider)

    provider.run()

    assert call.heard[-1] == Ends("hung_up")


def test_two_lines_talk_in_one_room_and_it_ends_for_both_with_one_who_ends_it(provider: Provider) -> None:
    provider.script(CITIZENS, Phone(hangs_up=HangsUp.AFTER_JOINING))
    nurse = placed(provider, to=NURSES)
    provider.run()
    citizen = placed(provider)

    provider.run()

    assert (nurse.status, citizen.status) == ("completed", "completed")
    assert nurse.heard[-2:] == [Says("Hej då."), Ends("end_of_document")]
    (only,) = provider.exchange.rooms.all
    assert (only.were_in, only.is_over) == ([nurse.sid, citizen.sid], True)


def test_a_room_goes_on_when_one_leaves_who_does_not_end_it(provider: Provider, service: Service) -> None:
    service.documents["/room"] = room(ends=False)
    provider.script(CITIZENS, Phone(hangs_up=HangsUp.AFTER_JOINING))
    nurse = placed(provider, to=NURSES)
    placed(provider)

    provider.run()

    assert nurse.status == "in-progress"
    assert list(provider.exchange.rooms.all[0].members) == [nurse.sid]


def test_a_room_of_a_name_that_has_ended_is_a_new_one(provider: Provider) -> None:
    for _ in range(2):
        call = placed(provider)
        provider.run()
        provider.put_down(call.sid)

    sids = [one.sid for one in provider.exchange.rooms.all]
    assert len(set(sids)) == 2


def test_news_of_a_room_are_told_as_the_first_in_it_wants(provider: Provider, service: Service) -> None:
    service.documents["/room"] = (
        '<Dial><Conference statusCallback="/conference" statusCallbackEvent="start join leave end">'
        "call-1</Conference></Dial>"
    )
    provider.script(CITIZENS, Phone(hangs_up=HangsUp.AFTER_JOINING))
    placed(provider)

    provider.run()

    told = [form["StatusCallbackEvent"] for path, form in service.told if path == "/conference"]
    assert told == ["conference-start", "participant-join", "participant-leave", "conference-end"]


def test_who_waits_for_a_room_hears_what_the_document_says(provider: Provider, service: Service) -> None:
    service.documents["/room"] = (
        '<Dial><Conference startConferenceOnEnter="false" waitUrl="/wait">c</Conference></Dial>'
    )
    service.documents["/wait"] = "<Say>Vänta.</Say>"
    call = placed(provider)

    provider.run()

    assert call.heard_waiting == [Says("Vänta."), Ends("end_of_document")]
    assert not provider.exchange.rooms.all[0].has_begun


@pytest.mark.parametrize(
    ("callbacks", "statuses"),
    [
        (Callbacks.ALL, ["initiated", "ringing", "busy"]),
        (Callbacks.NONE, []),
        (Callbacks.TWICE, ["initiated", "initiated", "ringing", "ringing", "busy", "busy"]),
        (Callbacks.SHUFFLED, ["busy", "ringing", "initiated"]),
        (Callbacks.LATE, ["initiated", "ringing", "busy"]),
    ],
)
def test_news_travel_as_the_script_says(
    provider: Provider, service: Service, callbacks: Callbacks, statuses: list[str]
) -> None:
    provider.script(CITIZENS, Phone(answers=Answers.BUSY, callbacks=callbacks))
    call = placed(provider)

    provider.run()

    assert service.statuses(call.sid) == statuses


def test_late_news_come_when_nothing_else_happens_any_more(provider: Provider, service: Service) -> None:
    provider.script(CITIZENS, Phone(answers=Answers.BUSY, callbacks=Callbacks.LATE))
    late = placed(provider)
    other = placed(provider, to=NURSES)

    provider.run()

    order = [form["CallSid"] for path, form in service.told if path == "/statuses"]
    assert order == [other.sid] * 3 + [late.sid] * 3


def test_a_test_may_post_kept_news_in_its_own_order(provider: Provider, service: Service) -> None:
    provider.script(CITIZENS, Phone(answers=Answers.BUSY, callbacks=Callbacks.NONE))
    call = placed(provider)
    provider.run()

    answers = [provider.mail.post(callback) for callback in (provider.mail.kept[2], provider.mail.kept[0])]

    assert answers == [204, 204]
    assert service.statuses(call.sid) == ["busy", "initiated"]


def test_a_service_that_is_down_loses_the_news_and_the_call(provider: Provider, service: Service) -> None:
    call = placed(provider)
    service.is_down = True

    provider.run()

    assert call.status == "completed"
    assert "nobody answers" in call.fault
    assert {status for _, status in provider.mail.posted} == {0}


def test_a_service_may_end_a_call_while_it_is_asked_about_it(provider: Provider, service: Service) -> None:
    call = placed(provider)
    service.when_asked = lambda path: provider.exchange.end(call) if path == "/line" else None

    provider.run()

    assert call.status == "completed"
    assert call.heard == []


def test_somebody_rings_us_and_presses_by_hand(provider: Provider) -> None:
    provider.script(CITIZENS, Phone(by_hand=True))
    call = provider.ring_us(CITIZENS)
    provider.run()
    assert call.waits_for_keys

    provider.press(call.sid, "1")
    provider.run()

    assert call.room is not None


def test_that_a_caller_is_gone_is_told(provider: Provider, service: Service) -> None:
    provider.script(CITIZENS, Phone(by_hand=True))
    call = provider.ring_us(CITIZENS)
    provider.run()

    provider.put_down(call.sid)
    provider.run()

    told = [form for path, form in service.told if path == "/ends"]
    assert [(form["CallSid"], form["CallStatus"]) for form in told] == [(call.sid, "completed")]


@pytest.mark.parametrize(
    ("steps", "status"), [(0, "queued"), (1, "initiated"), (2, "busy"), (3, "completed")]
)
def test_a_person_may_decline_or_hang_up_once_their_telephone_rings(
    provider: Provider, steps: int, status: str
) -> None:
    call = placed(provider)
    for _ in range(steps):
        provider.step()

    provider.put_down(call.sid)

    assert call.status == status


def test_a_caller_who_hangs_up_is_asked_for_nothing_more(provider: Provider, service: Service) -> None:
    provider.script(CITIZENS, Phone(by_hand=True))
    call = provider.ring_us(CITIZENS)
    provider.run()
    asked = len(service.told)

    provider.put_down(call.sid)
    provider.run()

    assert call.status == "completed"
    assert [path for path, _ in service.told[asked:]] == ["/ends"]


def test_twilio_says_of_a_call_to_us_that_it_rings(provider: Provider, service: Service) -> None:
    provider.ring_us(CITIZENS)

    provider.run()

    asked = service.told[0][1]
    assert (asked["CallStatus"], asked["Direction"], asked["From"]) == ("ringing", "inbound", CITIZENS)


@pytest.mark.parametrize(
    ("delivers", "statuses"),
    [
        (Delivers.DELIVERED, ["sent", "delivered"]),
        (Delivers.UNDELIVERED, ["sent", "undelivered"]),
        (Delivers.NEVER, ["sent"]),
    ],
)
def test_a_text_comes_to_what_the_script_says(
    provider: Provider, service: Service, delivers: Delivers, statuses: list[str]
) -> None:
    provider.script(CITIZENS, Phone(delivers=delivers))
    text = provider.messages.send(CITIZENS, "Hej")
    text.status_url = f"{API}/statuses"

    provider.run()

    assert service.statuses(text.sid) == statuses


def test_a_text_to_us_gets_the_reply_of_our_service(provider: Provider, service: Service) -> None:
    service.documents["/sms"] = "<Message>Din tid är avbokad.</Message>"

    provider.text_us(CITIZENS, "AVBOKA")

    assert service.told[0][1]["Body"] == "AVBOKA"
    assert [(text.to, text.body) for text in provider.texts[1:]] == [(CITIZENS, "Din tid är avbokad.")]


def test_each_text_we_send_stands_in_the_file_the_demo_shows(tmp_path: Path, service: Service) -> None:
    provider = Provider(OWN, post=service, texts_file=str(tmp_path / "texts.jsonl"))

    provider.messages.send(CITIZENS, "Hej å ä ö")

    line = json.loads((tmp_path / "texts.jsonl").read_text("utf-8"))
    assert (line["to"], line["body"]) == (CITIZENS, "Hej å ä ö")


@pytest.fixture
def double(provider: Provider) -> Iterator[tuple[Double, httpx.Client]]:
    double = Double(provider)
    with (
        served(double.app, closing=double.closing) as url,
        caller(base_url=url) as http,
    ):
        yield double, http


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": ""}, 21201),
        ({"From": ""}, 21213),
        ({"To": "0701740605"}, 21217),
        ({"From": "anna"}, 21212),
        ({"Url": "/line"}, 21205),
        ({"StatusCallback": "statuses"}, 21609),
        ({"Timeout": "601"}, 20001),
        ({"MachineDetection": "yes"}, 20001),
        ({"StatusCallbackEvent": "answered ringing"}, 20001),
        ({"Record": "true"}, 20001),
    ],
)
def test_an_order_that_is_not_right_is_refused_as_twilio_does(
    double: tuple[Double, httpx.Client], fields: dict[str, str], code: int
) -> None:
    form = {"To": CITIZENS, "From": CLINIC, "Url": f"{API}/line"} | fields

    answer = double[1].post(calls(), data=form, auth=(OWN.account_sid, OWN.auth_token))

    assert (answer.json()["code"], answer.json()["status"]) == (code, answer.status_code)
    assert set(answer.json()) == {"code", "message", "more_info", "status"}
    assert double[0].provider.calls == []


@pytest.mark.parametrize("auth", [None, (OWN.account_sid, "another")])
def test_without_the_right_token_nothing_is_answered(
    double: tuple[Double, httpx.Client], auth: tuple[str, str] | None
) -> None:
    answer = double[1].get(calls(), auth=auth)

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [2, 1, 0]),
        ({"To": NURSES}, [1]),
        ({"From": CLINIC, "Status": "queued"}, [2, 1]),
        ({"StartTime>": "2026-01-05T09:00:02Z"}, [1]),
        ({"StartTime<": "2026-01-05T09:00:02Z"}, [0]),
        ({"StartTime": "2026-01-05"}, [1, 0]),
        ({"StartTime>": "2026-01-06"}, []),
        ({"PageSize": "2"}, [2, 1]),
        ({"PageSize": "2", "Page": "1"}, [0]),
    ],
)
def test_calls_are_listed_the_last_first_by_what_is_asked_for(
    double: tuple[Double, httpx.Client], query: dict[str, str], found: list[int]
) -> None:
    provider = double[0].provider
    placed_calls = [placed(provider)]
    provider.step()
    provider.step()
    placed_calls.append(placed(provider, to=NURSES))
    provider.step()
    placed_calls.append(placed(provider))

    answer = double[1].get(calls(), params=query, auth=(OWN.account_sid, OWN.auth_token)).json()

    assert [call["sid"] for call in answer["calls"]] == [placed_calls[n].sid for n in found]


def calls() -> str:
    return f"/2010-04-01/Accounts/{OWN.account_sid}/Calls.json"


def test_the_demo_scripts_rings_presses_and_looks_over_http(double: tuple[Double, httpx.Client]) -> None:
    _, http = double

    def post(path: str, **body: Any) -> httpx.Response:
        return http.post(f"/double/{path}", json=body).raise_for_status()

    post("phones", number=CITIZENS, by_hand=True, callbacks="twice")
    sid = post("calls", **{"from": CITIZENS}).json()["sid"]
    while post("steps").json()["happened"]:
        pass
    assert http.get(f"/double/calls/{sid}").json()["waits_for_keys"]

    post(f"calls/{sid}/keys", keys="1")
    post("steps")
    assert http.get("/double/rooms").json()[0]["members"] == [sid]

    post(f"calls/{sid}/hang-ups")
    assert http.get("/double/calls").json()[0]["status"] == "completed"


def test_what_is_wrong_with_a_script_is_said(double: tuple[Double, httpx.Client]) -> None:
    for body in ({"number": CITIZENS, "colour": "red"}, {"number": CITIZENS, "answers": "perhaps"}, {}):
        answer = double[1].post("/double/phones", json=body)
        assert (answer.status_code, list(answer.json())) == (400, ["wrong"])


def test_as_a_program_of_its_own_time_passes_by_itself(tmp_path: Path) -> None:
    port, own = free_port(0), Subscription(account_sid="AC" + "a" * 32, auth_token="of-the-demo")
    env = os.environ | {
        "CONTACT_TWILIO__ACCOUNT_SID": own.account_sid,
        "CONTACT_TWILIO__AUTH_TOKEN": own.auth_token,
    }
    program = [sys.executable, "-m", "contact_api.demo.provider", str(port), "--texts", str(tmp_path / "t")]
    with subprocess.Popen(program, env=env, stdout=subprocess.DEVNULL) as running:
        try:
            url = f"http://127.0.0.1:{port}"
            assert eventually(answers(f"{url}/double/calls"))
            form = {"To": CITIZENS, "From": CLINIC, "Body": "Hej"}
            path = calls().replace(OWN.account_sid, own.account_sid).replace("Calls", "Messages")
            with caller(base_url=url, auth=(own.account_sid, own.auth_token)) as http:
                sent = http.post(path, data=form)

                assert sent.status_code == 201
                assert eventually(lambda: http.get("/double/messages").json()[0]["status"] == "delivered")
            assert json.loads((tmp_path / "t").read_text("utf-8"))["body"] == "Hej"
        finally:
            running.send_signal(signal.SIGTERM)
