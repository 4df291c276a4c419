"""Calls through a provider of the small interface: a provider that keeps lines and checks every signature."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from contact_api.adapters.identity.webhooks import WebhookCheck, new_secret, sign
from contact_api.adapters.telephony.originate import OriginateCalls, read_line_news
from contact_api.domain.calls.calls import (
    LineEnding,
    LineKind,
    LineNews,
    LineState,
    RingingFailedPermanently,
    RingingFailedTemporarily,
)
from contact_api.domain.core.values import CallId
from contact_api.ports import LineToRing

SECRET = new_secret()
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
CITIZEN = "+46701740605"  # PTS: reserved for fiction


class SmallProvider:
    """ProtectedMinutes lines by the order's message id, as docs/connect-telephony.md asks of a provider."""

    def __init__(self) -> None:
        self.lines: dict[str, dict[str, Any]] = {}
        self.orders: list[dict[str, Any]] = []
        self.addresses: list[str] = []
        self.instead: list[httpx.Response | Exception] = []
        self.answer_is_lost = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.addresses.append(str(request.url))
        sent = WebhookCheck({"us": [SECRET]}).check(request.headers, request.content, now=NOW)
        if self.instead:
            instead = self.instead.pop(0)
            if isinstance(instead, Exception):
                raise instead
            return instead
        body = json.loads(request.content)
        acts = {"/v1/lines": self._place, "/v1/lines/hang-ups": self._end, "/v1/lines/searches": self._search}
        return acts[request.url.path](body, sent.message_id)

    def _place(self, body: dict[str, Any], message_id: str) -> httpx.Response:
        self.orders.append(body)
        line_id = f"l-{message_id}"
        known = {"line_id": line_id, "to": body["to"], "state": "placed", "at": NOW.isoformat()}
        self.lines.setdefault(line_id, known)
        if self.answer_is_lost:
            raise httpx.ReadTimeout("lost", request=None)
        return httpx.Response(201, json={"line_id": line_id})

    def _end(self, body: dict[str, Any], _: str) -> httpx.Response:
        line = self.lines.get(body["line_id"])
        if line is None:
            return httpx.Response(404)
        line |= {"state": "ended", "ending": "cancelled"}
        return httpx.Response(204)

    def _search(self, body: dict[str, Any], _: str) -> httpx.Response:
        found = [
            line
            for line in self.lines.values()
            if line["line_id"] == body.get("line_id", line["line_id"])
            and line["to"] == body.get("to", line["to"])
            and line["at"] >= body.get("since", "")
        ]
        return httpx.Response(200, json={"lines": found})


@pytest.fixture
def provider() -> SmallProvider:
    return SmallProvider()


def signed(message_id: str, body: bytes) -> Mapping[str, str]:
    return sign([SECRET], message_id, body, now=NOW)


def telephone(provider: SmallProvider) -> OriginateCalls:
    return OriginateCalls(
        "https://calls.example/v1/",
        sign=signed,
        public_url="https://contact.example/",
        transport=httpx.MockTransport(provider),
    )


def a_line() -> LineToRing:
    return LineToRing(CallId("call-1"), LineKind.CITIZEN, CITIZEN, "+46101740601", ring_seconds=25)


def test_a_line_is_ordered_with_all_a_provider_needs(provider: SmallProvider) -> None:
    sid = telephone(provider).ring(a_line())

    assert list(provider.lines) == [sid]
    assert provider.orders == [
        {
            "call_id": "call-1",
            "line": "citizen",
            "to": CITIZEN,
            "from": "+46101740601",
            "ring_seconds": 25,
            "room": "call-1",
            "news_url": "https://contact.example/contact-routing/v1/telephony/line-news",
        }
    ]


def test_an_order_whose_answer_was_lost_rings_once(provider: SmallProvider) -> None:
    calls = telephone(provider)
    provider.answer_is_lost = True
    with pytest.raises(RingingFailedTemporarily) as failed:
        calls.ring(a_line())
    provider.answer_is_lost = False

    again = calls.ring(a_line())

    assert failed.value.perhaps_placed
    assert list(provider.lines) == [again]
    assert calls.find(CITIZEN, since=NOW - timedelta(minutes=1)) == [again]


def test_lines_to_other_numbers_or_of_earlier_times_are_not_found(provider: SmallProvider) -> None:
    calls = telephone(provider)
    calls.ring(a_line())

    assert calls.find("+46701740606", since=NOW - timedelta(minutes=1)) == []
    assert calls.find(CITIZEN, since=NOW + timedelta(minutes=1)) == []


def test_what_became_of_a_line_is_asked_for(provider: SmallProvider) -> None:
    calls = telephone(provider)
    sid = calls.ring(a_line())
    provider.lines[sid] |= {"state": "ended", "ending": "completed", "talked_seconds": 240}

    assert calls.ask(sid) == LineNews(sid, LineState.ENDED, NOW, LineEnding.COMPLETED, talked_seconds=240)
    assert calls.ask("l-other") is None


def test_a_line_is_hung_up_and_one_that_has_ended_or_never_was_stays_so(provider: SmallProvider) -> None:
    calls = telephone(provider)
    sid = calls.ring(a_line())

    for line_id in (sid, sid, "l-other"):
        calls.hang_up(line_id)

    assert provider.lines[sid]["ending"] == "cancelled"


def test_no_number_stands_in_an_address(provider: SmallProvider) -> None:
    calls = telephone(provider)
    calls.hang_up(calls.ring(a_line()))
    calls.find(CITIZEN, since=NOW)

    assert len(provider.addresses) == 3
    assert CITIZEN[3:] not in "".join(provider.addresses)


def test_a_number_that_the_provider_never_rings_fails_permanently(provider: SmallProvider) -> None:
    provider.instead = [httpx.Response(422)]

    with pytest.raises(RingingFailedPermanently):
        telephone(provider).ring(a_line())


@pytest.mark.parametrize(
    ("answer", "perhaps_placed"),
    [
        (httpx.ConnectError("no"), False),
        (httpx.ConnectTimeout("no"), False),
        (httpx.ReadTimeout("lost"), True),
        (httpx.Response(401), False),
        (httpx.Response(429), False),
        (httpx.Response(503), True),
        (httpx.Response(201, text="<html>"), True),
        (httpx.Response(201, json=[]), True),
        (httpx.Response(201, json={"line_id": 7}), True),
        (httpx.Response(201, json={"line_id": "å" * 3}), True),
        (httpx.Response(201, json={"line_id": "l" * 101}), True),
    ],
)
def test_what_may_pass_fails_temporarily(
    provider: SmallProvider, answer: httpx.Response | Exception, perhaps_placed: bool
) -> None:
    provider.instead = [answer]

    with pytest.raises(RingingFailedTemporarily) as failed:
        telephone(provider).ring(a_line())

    assert failed.value.perhaps_placed is perhaps_placed


@pytest.mark.parametrize("act", ["hang_up", "ask", "find"])
def test_a_provider_that_is_down_is_asked_again_later(provider: SmallProvider, act: str) -> None:
    calls = telephone(provider)
    acts: dict[str, Callable[[], object]] = {
        "hang_up": lambda: calls.hang_up("l-1"),
        "ask": lambda: calls.ask("l-1"),
        "find": lambda: calls.find(CITIZEN, since=NOW),
    }
    provider.instead = [httpx.Response(503)]

    with pytest.raises(RingingFailedTemporarily):
        acts[act]()


GOOD = {"line_id": "l-1", "state": "ringing", "at": "2026-11-23T08:30:00Z"}


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        GOOD | {"line_id": ""},
        GOOD | {"state": "wanted"},
        GOOD | {"state": "new"},
        GOOD | {"at": "2026-11-23T08:30:00"},
        GOOD | {"at": "soon"},
        GOOD | {"ending": "bored"},
        GOOD | {"talked_seconds": "long"},
    ],
)
def test_what_is_no_news_of_a_line_is_not_taken_for_news(body: Any) -> None:
    with pytest.raises(RingingFailedTemporarily):
        read_line_news(body)


def test_news_of_a_line_are_read() -> None:
    assert read_line_news(GOOD) == LineNews("l-1", LineState.RINGING, NOW)


def test_no_failure_and_no_log_repeats_the_number(
    provider: SmallProvider, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", logger="contact_api"):
        telephone(provider).ring(a_line())
        provider.instead = [httpx.Response(503, text=CITIZEN)]
        with pytest.raises(RingingFailedTemporarily) as failed:
            telephone(provider).ring(a_line())

    logged = "".join(capsys.readouterr()) + caplog.text
    assert "line.placed" in logged
    assert CITIZEN[3:] not in logged + repr(vars(failed.value))
