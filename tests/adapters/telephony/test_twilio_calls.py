"""Calls through Twilio: the real SDK against the double, every request judged by Twilio's own description."""

import json
import re
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import contact_api
from contact_api.adapters.telephony.twilio.calls import TwilioCalls
from contact_api.adapters.telephony.twilio.client import TwilioAccount
from contact_api.demo.provider.exchange import Subscription
from contact_api.demo.provider.phones import Answers, Phone
from contact_api.demo.provider.rest import Instead
from contact_api.domain.calls.calls import (
    LineEnding,
    LineKind,
    LineState,
    RingingFailedPermanently,
    RingingFailedTemporarily,
)
from contact_api.domain.core.values import CallId
from contact_api.ports import LineToRing
from tests.adapters.telephony.conftest import Twilio
from tests.patience import PATIENCE_SECONDS, eventually

OWN = Subscription()
CITIZEN = "+46701740605"  # PTS: reserved for fiction
CLINIC = "+46101740601"
OURS = "http://127.0.0.1:9"  # nobody answers there: what Twilio asks is not these tests' subject


def telephone(twilio: Twilio, **but: Any) -> TwilioCalls:
    account = {"from_number": OWN.number, "base_url": twilio.url, "timeout_seconds": PATIENCE_SECONDS, **but}
    return TwilioCalls(TwilioAccount(OWN.account_sid, OWN.auth_token, **account), public_url=f"{OURS}/")


def a_line(kind: LineKind = LineKind.CITIZEN, to: str = CITIZEN) -> LineToRing:
    return LineToRing(CallId("call-1"), kind, to, CLINIC, ring_seconds=25)


def since(twilio: Twilio) -> datetime:
    return twilio.provider.exchange.now


def test_a_line_is_placed_and_known_by_twilios_id(twilio: Twilio) -> None:
    sid = telephone(twilio).ring(a_line())

    assert [call.sid for call in twilio.provider.calls_to(CITIZEN)] == [sid]


def test_twilio_is_told_whom_for_how_long_and_where_to_ask_and_tell(twilio: Twilio) -> None:
    telephone(twilio).ring(a_line())

    ours = f"{OURS}/contact-routing/v1/telephony/twilio/calls/call-1/lines/citizen"
    events = [("StatusCallbackEvent", event) for event in ("initiated", "ringing", "answered", "completed")]
    assert sorted(twilio.asked[0].form) == sorted(
        [
            ("To", CITIZEN),
            ("From", CLINIC),
            ("Url", ours),
            ("StatusCallback", f"{ours}/statuses"),
            ("Timeout", "25"),
            ("TimeLimit", "7200"),
            ("MachineDetection", "Enable"),
            *events,
        ]
    )


@pytest.mark.parametrize("kind", [LineKind.STAFF, LineKind.INTERPRETER])
def test_only_the_citizens_line_listens_for_a_machine(twilio: Twilio, kind: LineKind) -> None:
    telephone(twilio).ring(a_line(kind))

    assert "MachineDetection" not in dict(twilio.asked[0].form)


def test_no_code_path_turns_recording_on() -> None:
    """Recording is a named parameter or attribute of Twilio's: none of them stands anywhere in what is delivered."""
    folder = Path(contact_api.__file__).parent
    parameter = re.compile(r"\brecord\s*=(?!\"do-not-record\")|recording_\w+\s*=|[\"']Record|record-from")
    found = {
        f"{path.relative_to(folder)}: {match.group()}"
        for path in folder.rglob("*.py")
        if "demo/provider" not in path.as_posix()  # which refuses it
        and (match := parameter.search(path.read_text("utf-8")))
    }

    assert found == set()
    assert parameter.search("calls.create(to=to, record=True)")
    assert parameter.search("calls.create(recording_status_callback=url)")
    assert parameter.search('dial.conference(room, record="record-from-start")')


@pytest.mark.parametrize("code", [21202, 21211, 21214, 21215, 21216, 21217])
def test_a_number_that_is_never_rung_fails_permanently_with_twilios_code(twilio: Twilio, code: int) -> None:
    twilio.provider.script(CITIZEN, Phone(refused_with=code))

    with pytest.raises(RingingFailedPermanently) as failed:
        telephone(twilio).ring(a_line())

    assert failed.value.provider_code == str(code)
    assert twilio.provider.calls == []


@pytest.mark.parametrize(
    ("status", "code", "perhaps_placed"),
    [
        (429, 20429, False),
        (400, 10004, False),  # too many calls at once
        (400, 21210, False),  # the number we show is not ours yet: somebody will mend it
        (401, 20003, False),
        (500, 20500, True),
        (503, 20503, True),
    ],
)
def test_what_may_pass_fails_temporarily(
    twilio: Twilio, status: int, code: int, perhaps_placed: bool
) -> None:
    twilio.double.instead[:] = [
        Instead(status, json.dumps({"code": code, "message": CITIZEN, "status": status}))
    ]

    with pytest.raises(RingingFailedTemporarily) as failed:
        telephone(twilio).ring(a_line())

    assert (failed.value.provider_code, failed.value.perhaps_placed) == (str(code), perhaps_placed)


def test_a_wrong_token_is_worth_another_try(twilio: Twilio) -> None:
    account = TwilioAccount(OWN.account_sid, "another", from_number=OWN.number, base_url=twilio.url)

    with pytest.raises(RingingFailedTemporarily, match="20003"):
        TwilioCalls(account, public_url=OURS).ring(a_line())


@pytest.mark.parametrize("lost", [Instead(None, and_done=True), Instead(201, "", and_done=True)])
def test_a_line_whose_answer_was_lost_is_found_again(twilio: Twilio, lost: Instead) -> None:
    began = since(twilio)
    twilio.double.instead[:] = [lost]

    with pytest.raises(RingingFailedTemporarily) as failed:
        telephone(twilio, timeout_seconds=0.2).ring(a_line())

    assert failed.value.perhaps_placed
    assert eventually(lambda: twilio.provider.calls), "what was ordered was not carried out"
    assert telephone(twilio).find(CITIZEN, since=began) == [twilio.provider.calls[0].sid]


def test_lines_are_found_by_number_and_time_the_first_first_whatever_became_of_them(twilio: Twilio) -> None:
    calls = telephone(twilio)
    calls.ring(a_line())
    twilio.provider.script(CITIZEN, Phone(answers=Answers.BUSY))
    twilio.provider.step(seconds=60)
    began = since(twilio)
    first = calls.ring(a_line())
    calls.ring(a_line(to="+46701740606"))
    twilio.provider.run()
    second = calls.ring(a_line())

    assert calls.find(CITIZEN, since=began) == [first, second]


def test_more_lines_than_a_page_are_looked_through(twilio: Twilio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contact_api.adapters.telephony.twilio.calls._PAGE", 2)
    calls, began = telephone(twilio), since(twilio)
    placed = [calls.ring(a_line()) for _ in range(5)]

    assert calls.find(CITIZEN, since=began) == placed


def test_no_number_stands_in_an_address(twilio: Twilio) -> None:
    calls = telephone(twilio)
    sid = calls.ring(a_line())

    calls.find(CITIZEN, since=since(twilio))
    calls.ask(sid)
    calls.hang_up(sid)

    addresses = "".join(f"{asked.path}{asked.query}" for asked in twilio.asked)
    assert CITIZEN[3:] not in addresses
    assert CLINIC[3:] not in addresses


@pytest.mark.parametrize(
    ("answers", "ending"),
    [
        (Answers.BUSY, LineEnding.BUSY),
        (Answers.NO_ANSWER, LineEnding.NO_ANSWER),
        (Answers.FAILED, LineEnding.FAILED),
        (Answers.MACHINE, LineEnding.MACHINE),
        (Answers.FAX, LineEnding.MACHINE),
        (Answers.HUMAN, LineEnding.COMPLETED),
    ],
)
def test_how_a_line_ended_is_known_by_asking(twilio: Twilio, answers: Answers, ending: LineEnding) -> None:
    calls = telephone(twilio)
    twilio.provider.script(CITIZEN, Phone(answers=answers))
    sid = calls.ring(a_line())
    twilio.provider.run()

    news = calls.ask(sid)

    assert news is not None
    assert (news.provider_id, news.state, news.ending) == (sid, LineState.ENDED, ending)
    assert news.at == twilio.provider.calls[0].ended_at


def test_a_line_is_followed_from_ringing_to_its_end(twilio: Twilio) -> None:
    calls = telephone(twilio)
    sid = calls.ring(a_line())
    seen = []
    for _ in range(5):
        news = calls.ask(sid)
        assert news is not None
        seen.append(news.state)
        twilio.provider.step()

    assert seen == [
        LineState.PLACED,
        LineState.PLACED,
        LineState.RINGING,
        LineState.ANSWERED,
        LineState.ENDED,
    ]


def test_seconds_talked_are_told(twilio: Twilio) -> None:
    calls = telephone(twilio)
    sid = calls.ring(a_line())
    for _ in range(3):
        twilio.provider.step()
    twilio.provider.exchange.now += timedelta(seconds=90)
    calls.hang_up(sid)

    news = calls.ask(sid)

    assert news is not None
    assert news.talked_seconds == 90


def test_nothing_is_known_of_a_line_that_is_not_there(twilio: Twilio) -> None:
    assert telephone(twilio).ask("CA" + "f" * 32) is None


def test_a_word_we_do_not_know_is_not_taken_for_no_such_line(twilio: Twilio) -> None:
    sid = "CA" + "f" * 32
    created = "Mon, 05 Jan 2026 09:00:00 +0000"
    answer = {"sid": sid, "status": "new-word", "date_created": created, "account_sid": OWN.account_sid}
    twilio.double.instead[:] = [Instead(200, json.dumps(answer))]

    with pytest.raises(RingingFailedTemporarily):
        telephone(twilio).ask(sid)


@pytest.mark.parametrize(("steps", "status"), [(0, "canceled"), (2, "canceled"), (3, "completed")])
def test_a_line_is_hung_up_whether_it_rings_or_talks(twilio: Twilio, steps: int, status: str) -> None:
    calls = telephone(twilio)
    sid = calls.ring(a_line())
    for _ in range(steps):
        twilio.provider.step()

    calls.hang_up(sid)

    assert twilio.provider.calls[0].status == status


def test_ending_a_line_that_has_ended_or_never_was_is_fine(twilio: Twilio) -> None:
    calls = telephone(twilio)
    sid = calls.ring(a_line())

    calls.hang_up(sid)
    calls.hang_up(sid)
    calls.hang_up("CA" + "f" * 32)

    assert twilio.provider.calls[0].status == "canceled"


@pytest.mark.parametrize("act", ["hang_up", "ask", "find"])
def test_what_cannot_be_asked_now_is_worth_another_try(twilio: Twilio, act: str) -> None:
    calls = telephone(twilio)
    twilio.double.instead[:] = [Instead(503, "")]
    acts: dict[str, Callable[[], object]] = {
        "hang_up": lambda: calls.hang_up("CA" + "f" * 32),
        "ask": lambda: calls.ask("CA" + "f" * 32),
        "find": lambda: calls.find(CITIZEN, since=since(twilio)),
    }

    with pytest.raises(RingingFailedTemporarily):
        acts[act]()


def test_no_failure_and_no_log_repeats_the_number(
    twilio: Twilio, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    calls = telephone(twilio)
    with caplog.at_level("DEBUG"):
        calls.ring(a_line())
        twilio.provider.script(CITIZEN, Phone(refused_with=21217))
        with pytest.raises(RingingFailedPermanently) as failed:
            calls.ring(a_line())

    told = "".join(traceback.format_exception(failed.value)) + repr(vars(failed.value))
    logged = "".join(capsys.readouterr()) + caplog.text
    assert failed.value.__context__ is None
    assert "line.placed" in logged
    assert CITIZEN[3:] not in told + logged
