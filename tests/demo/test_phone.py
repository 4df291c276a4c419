"""A caller in the terminal: what is heard is printed, what is pressed is typed."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from contact_api.demo.phone.call import VOICE, Ear, PhoneLine, ring
from contact_api.demo.phone.command import TOKEN_FILE, TOKEN_SETTING, ear_of, number_of, token_in
from contact_api.demo.places import CannotStart
from contact_api.demo.provider.twiml import TwimlFault

API = "http://127.0.0.1:1"
FIRST = (
    '<Response><Gather input="dtmf" numDigits="1" finishOnKey="" action="/one" actionOnEmptyResult="true">'
    '<Say language="sv-SE">Tryck ett.</Say><Say language="en-GB">Press one.</Say></Gather></Response>'
)
SECOND = (
    '<Response><Gather input="dtmf" numDigits="20" finishOnKey="#" action="/two" actionOnEmptyResult="true">'
    '<Say language="sv-SE">Slå numret.</Say></Gather></Response>'
)
LAST = '<Response><Say language="sv-SE">Hej då.</Say><Hangup/></Response>'


class Exchange:
    """Answers in turn and remembers what it was posted."""

    def __init__(self, *answers: str) -> None:
        self._answers: Iterator[str] = iter(answers)
        self.posted: list[tuple[str, Mapping[str, str]]] = []

    def post(self, url: str, form: Mapping[str, str]) -> str:
        self.posted.append((url.removeprefix(API), dict(form)))
        return "" if url.endswith("/ends") else next(self._answers)


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch) -> Exchange:
    exchange = Exchange(FIRST, SECOND, LAST)
    monkeypatch.setattr(PhoneLine, "post", exchange.post)
    return exchange


def rung(*keys: str, rings_from: str = "+46701740605") -> list[str]:
    heard: list[str] = []
    ring(
        PhoneLine(API, "t"),
        Ear(heard.append, ear_of(",".join(keys)).read),
        to="+46846500401",
        rings_from=rings_from,
    )
    return heard


def test_a_caller_hears_presses_and_is_told_who_hung_up(exchange: Exchange) -> None:
    heard = rung("1", "0701740605#")

    assert heard == [
        "  Tryck ett.",
        "  [en-GB] Press one.",
        "  Slå numret.",
        "  Hej då.",
        "— The service hung up.",
    ]
    assert [url for url, _ in exchange.posted] == [VOICE, "/one", "/two", f"{VOICE}/ends"]
    assert [form.get("Digits") for _, form in exchange.posted] == [None, "1", "0701740605", None]


def test_the_whole_call_has_one_id_and_the_callers_number(exchange: Exchange) -> None:
    rung("1", "2")

    assert len({form["CallSid"] for _, form in exchange.posted}) == 1
    assert {form["From"] for _, form in exchange.posted} == {"+46701740605"}
    assert exchange.posted[-1][1]["CallStatus"] == "completed"


def test_a_withheld_number_is_not_told(exchange: Exchange) -> None:
    rung("1", rings_from="withheld")

    assert {form["From"] for _, form in exchange.posted} == {"anonymous"}


def test_when_the_keys_are_used_up_the_caller_hangs_up_and_the_service_is_told(exchange: Exchange) -> None:
    heard = rung("1")

    assert heard[-1] == "\n— You hung up."
    assert [url for url, _ in exchange.posted] == [VOICE, "/one", f"{VOICE}/ends"]


def test_nothing_between_two_commas_is_silence(exchange: Exchange) -> None:
    rung("", "")

    assert [form.get("Digits") for _, form in exchange.posted] == [None, "", "", None]


def test_what_no_telephone_has_is_asked_for_again(exchange: Exchange) -> None:
    heard = rung("a", "1")

    assert "  (a telephone has the keys 0 to 9, * and #)" in heard
    assert exchange.posted[1][1]["Digits"] == "1"


def test_a_service_that_is_not_there_is_said_so() -> None:
    with pytest.raises(TwimlFault, match="is the demo up"):
        rung("1")


def test_a_unit_is_rung_on_the_number_of_the_seeds() -> None:
    assert number_of("alidhem") == "+46846500401"
    with pytest.raises(CannotStart, match="there are alidhem, "):
        number_of("nowhere")


def test_the_account_is_the_demos_or_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_SETTING, raising=False)
    with pytest.raises(CannotStart, match="make demo"):
        token_in(tmp_path)

    (tmp_path / TOKEN_FILE).write_text("kept")
    assert token_in(tmp_path) == "kept"
    monkeypatch.setenv(TOKEN_SETTING, "given")
    assert token_in(tmp_path) == "given"
