"""What is said to a caller, as Twilio speaks it."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from contact_api.adapters.telephony.menu_voice import MenuVoice
from contact_api.adapters.telephony.twilio.inbound import TwilioInbound
from contact_api.domain.triage.catalogue import Text
from contact_api.domain.voice_menu.menu_prompts import (
    NOT_IN_USE,
    SORRY,
    Clock,
    Day,
    Digits,
    Keys,
    Prompt,
    SpokenLine,
    Value,
)
from contact_api.domain.voice_menu.menu_session import MenuSession
from contact_api.texts import Texts, languages, say, texts
from tests.makers import UNIT, ZONE, a_region, at

TURNS = "https://kontakt.example.se/turns"
NOW = at("09:00")
SPOKEN = sorted(key for key in texts.keys("sv") if key.startswith("voice."))


def a_voice(texts: Texts = texts) -> MenuVoice:
    return MenuVoice(TwilioInbound("a-token"), TURNS, texts)


def spoken(prompt: Prompt, *, voice: MenuVoice | None = None, language: str = "sv", turn: int = 3) -> Element:
    menu_session = MenuSession("CA1", UNIT.id, NOW, NOW, language=language, turn=turn)
    answer = (voice or a_voice()).spoken(prompt, menu_session, region=a_region(), now=NOW)
    return ElementTree.fromstring(answer)  # noqa: S314 - our own answer


def sentences(prompt: Prompt, **how: Any) -> list[str | None]:
    return [one.text for one in spoken(prompt, **how).iter("Say")]


def test_each_sentence_is_said_by_itself_in_the_language_of_the_call() -> None:
    answer = spoken(Prompt((SpokenLine("voice.sorry"), SpokenLine("voice.bye", language="en"))))

    said = [(one.attrib["language"], one.text) for one in answer.iter("Say")]
    assert said == [
        ("sv-SE", "Det har blivit fel hos oss."),
        ("sv-SE", "Ring gärna igen om en stund."),
        ("en-GB", "Good-bye."),
    ]


def test_one_key_is_awaited_at_the_address_of_the_turn() -> None:
    gather = spoken(Prompt((SpokenLine("voice.menu"),), Keys())).find("Gather")

    assert gather is not None
    assert gather.attrib == {
        "input": "dtmf",
        "action": f"{TURNS}/3",
        "method": "POST",
        "numDigits": "1",
        "finishOnKey": "",  # so that # and * are keys like others
        "timeout": "7",
        "actionOnEmptyResult": "true",
    }


def test_several_keys_end_with_a_hash_or_with_waiting() -> None:
    gather = spoken(Prompt((SpokenLine("voice.number.enter"),), Keys(20, 10))).find("Gather")

    assert gather is not None
    assert (gather.attrib["numDigits"], gather.attrib["finishOnKey"]) == ("20", "#")
    assert gather.attrib["timeout"] == "10"


def test_without_keys_to_wait_for_the_call_ends() -> None:
    assert [one.tag for one in spoken(Prompt((SpokenLine("voice.bye"),)))] == ["Say", "Hangup"]


def test_nothing_is_ever_recorded_or_put_through() -> None:
    answer = spoken(Prompt((SpokenLine("voice.menu"),), Keys()))

    assert {one.tag for one in answer.iter()} == {"Response", "Gather", "Say"}


@pytest.mark.parametrize(
    ("clock", "sv", "en"),
    [
        ("10:00", "klockan 10", "10 o'clock"),
        ("09:05", "klockan 9 noll 5", "9 oh 5"),
        ("10:30", "klockan 10 och 30", "10 30"),
        ("14:45", "klockan 14 och 45", "14 45"),
        ("00:00", "klockan 0", "0 o'clock"),
    ],
)
def test_a_time_is_said_in_hours_and_minutes(clock: str, sv: str, en: str) -> None:
    voice = a_voice()

    assert [voice.clock(at(clock), language, ZONE) for language in ("sv", "en")] == [sv, en]


def test_values_are_said_as_a_voice_reads_them() -> None:
    values: dict[str, Value] = {
        "day": Day(NOW + timedelta(days=1)),
        "start": Clock(at("10:30")),
        "end": Clock(at("11:00")),
    }

    assert sentences(Prompt((SpokenLine("voice.promise", values),))) == [
        "Vi ringer dig i morgon, från klockan 10 och 30 till klockan 11."
    ]
    assert sentences(Prompt((SpokenLine("voice.digits", {"digits": Digits("+46701740605")}),))) == [
        "0 7 0, 1 7 4, 0 6, 0 5."
    ]
    choice = SpokenLine("voice.menu.choice", {"reason": Text("Recept", "Prescription"), "key": "5"})
    assert sentences(Prompt((choice,)), language="en") == ["Prescription: press 5."]
    child = SpokenLine(
        "voice.menu.choice", {"reason": Text("Sjukt barn 0–5 år", "Ill child of 0–5 years"), "key": "2"}
    )
    assert sentences(Prompt((child,))) == ["Sjukt barn 0 till 5 år: tryck 2."]


@pytest.mark.parametrize("prompt", [SORRY, NOT_IN_USE])
def test_somebody_unknown_hears_every_language_and_the_call_ends(prompt: Prompt) -> None:
    answer = ElementTree.fromstring(a_voice().said_to_anybody(prompt))  # noqa: S314 - our own answer

    assert {one.attrib["language"] for one in answer.iter("Say")} == {
        say("voice.locale", one) for one in languages
    }
    assert answer[-1].tag == "Hangup"


def test_another_language_is_another_file() -> None:
    finnish = {
        "voice.locale": "fi-FI",
        "voice.clock": "kello {hour}",
        "voice.promise": "Soitamme sinulle {day}, {start} alkaen {end} asti.",
        "voice.this_language": "Suomeksi, paina tähteä.",
        "day.today": "tänään",
    }
    both = {
        language: {key: texts.template(key, language) for key in texts.keys(language)}
        for language in ("sv", "en")
    }
    voice = a_voice(Texts({**both, "fi": finnish}))
    values: dict[str, Value] = {"day": Day(NOW), "start": Clock(at("10:00")), "end": Clock(at("11:00"))}

    answer = spoken(Prompt((SpokenLine("voice.promise", values),)), voice=voice, language="fi")

    assert voice.languages == ("sv", "en", "fi")
    assert [(one.attrib["language"], one.text) for one in answer.iter("Say")] == [
        ("fi-FI", "Soitamme sinulle tänään, kello 10 alkaen kello 11 asti.")
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("key", SPOKEN)
def test_what_is_spoken_has_no_sign_a_voice_stumbles_over(key: str, language: str) -> None:
    template = texts.template(key, language)

    assert not set(template) & set('()[]/&%#*"–—…')
    assert key == "voice.locale" or template[-1] in ".}" or key.startswith("voice.clock")
