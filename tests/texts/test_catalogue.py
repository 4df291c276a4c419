"""The catalogues hold together, and say nothing that may not be said in a text message."""

import re
from datetime import date
from string import Formatter

import pytest

from contact_api.domain.core.errors import DomainError
from contact_api.domain.core.values import ContactState, Mode, Outcome
from contact_api.domain.messages.notifications import (
    SEND,
    SEND_WITHOUT_PLACE,
    DeliveryState,
    MessageKind,
    NotSent,
    text_key,
)
from contact_api.domain.promise.promise import Why
from contact_api.texts import (
    NoSuchText,
    Texts,
    is_gsm_7,
    languages,
    say,
    say_day,
    sms_segments,
    spoken,
    texts,
)

KEYS = sorted(texts.keys("sv"))
SMS = [key for key in KEYS if key.startswith("sms.")]
SAID_BACK = [key for key in KEYS if key.startswith("answer.") and not key.startswith("answer.words.")]
TYPICAL = {
    "unit": "Norrlandsklinikens hälsocentral",
    "start": "09:10",
    "end": "10:00",
    "tried_at": "09:41",
    "next_at": "10:15",
    "sought_at": "08:02",
    "when": "onsdag 16 september kl. 09:10",
    "where": ", Norrlandsklinikens hälsocentral",
    "for_whom": " för Maximilian",
    "change": "Se, ändra eller avboka",
    "choose": "Se hur det står till",
    "link": "https://kontakt.regionvasterbotten.se/k/3fJq0hT9sXwLr2uYbV7dKg",
}
LONGEST_DAY = date(2026, 9, 16)  # onsdag 16 september, on Wednesday 16 September
TODAY = date(2026, 3, 2)
TELLS_OF_HEALTH = re.compile(
    r"sköterska|läkare|doktor|psykolog|kurator|barnmorska|terapeut|sjuk|symtom|besvär|diagnos|recept|"
    r"nurse|doctor|physician|psycholog|counsel|midwife|therapist|dietit|symptom|illness|diagnos|prescri",
    re.IGNORECASE,
)


def all_refusals(of: type[DomainError] = DomainError) -> set[str]:
    ours = (kind for kind in of.__subclasses__() if kind.__module__.startswith("contact_api."))
    return {of.code}.union(*map(all_refusals, ours))


def said(key: str, language: str) -> str:
    return say(key, language, day=say_day(LONGEST_DAY, language, today=TODAY), **TYPICAL)


def test_swedish_and_english_are_spoken() -> None:
    assert languages == ("sv", "en")


@pytest.mark.parametrize("language", languages)
def test_every_language_has_the_same_texts(language: str) -> None:
    assert texts.keys(language) == texts.keys("sv")


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("key", KEYS)
def test_a_text_has_the_same_places_in_every_language(key: str, language: str) -> None:
    assert texts.places(key, language) == texts.places(key, "sv")


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("key", KEYS)
def test_a_text_is_not_empty_and_its_places_are_plain_names(key: str, language: str) -> None:
    template = texts.template(key, language)

    assert template == template.strip() != ""
    for _, name, form, conversion in Formatter().parse(template):
        assert name is None or (name.isidentifier() and not form and conversion is None)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_message_has_its_wordings(kind: MessageKind, mode: Mode) -> None:
    assert {text_key(kind, SEND, mode=mode), text_key(kind, SEND_WITHOUT_PLACE, mode=mode)} <= set(SMS)


def test_no_wording_for_text_messages_is_left_over() -> None:
    used = {
        text_key(kind, how, mode=mode, is_over=is_over)
        for kind in MessageKind
        for how in (SEND, SEND_WITHOUT_PLACE)
        for mode in Mode
        for is_over in (False, True)
    }

    assert used == set(SMS)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("kind", list(MessageKind))
def test_a_message_without_place_has_no_room_for_one(kind: MessageKind, mode: Mode) -> None:
    assert "unit" not in texts.places(text_key(kind, SEND_WITHOUT_PLACE, mode=mode), "sv")


@pytest.mark.parametrize("kind", sorted(set(MessageKind) - {MessageKind.ALERT}))
def test_a_person_who_cannot_take_a_call_is_never_told_of_one(kind: MessageKind) -> None:
    key = text_key(kind, SEND, mode=Mode.TEXT)

    assert not re.search(r"[Vv]i ring|ringer dig|Numret", texts.template(key, "sv"))
    assert not re.search(r"[Ww]e will call|will call you|The number", texts.template(key, "en"))


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("key", SMS)
def test_a_text_message_says_nothing_of_health_or_profession(key: str, language: str) -> None:
    assert not TELLS_OF_HEALTH.search(texts.template(key, language))


@pytest.mark.parametrize("key", SMS)
def test_a_text_message_has_room_for_times_place_and_link_only(key: str) -> None:
    assert texts.places(key, "sv") <= {*TYPICAL, "day"}


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("key", SMS)
def test_a_text_message_takes_two_segments_at_most(key: str, language: str) -> None:
    assert is_gsm_7(said(key, language))
    assert sms_segments(said(key, language)) <= 2


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("key", SAID_BACK)
def test_what_is_said_straight_back_takes_two_segments_at_most_and_tells_nothing_of_anybody(
    key: str, language: str
) -> None:
    assert is_gsm_7(said(key, language))
    assert sms_segments(said(key, language)) <= 2
    assert texts.places(key, language) <= {"link"}
    assert not TELLS_OF_HEALTH.search(texts.template(key, language))


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("key", sorted({*SAID_BACK} - {"answer.stopped", "answer.started"}))
def test_whoever_is_left_without_what_they_asked_for_is_told_of_112_without_a_call(
    key: str, language: str
) -> None:
    assert re.search(r"(Larma|Alert) 112", texts.template(key, language))


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("key", SMS)
def test_a_link_in_a_text_message_ends_at_a_space_or_with_the_text(key: str, language: str) -> None:
    template = texts.template(key, language)

    assert "{link}" in template
    assert re.search(r"\{link\}( |$)", template)


@pytest.mark.parametrize(
    "key",
    [
        *(f"promise.why.{why}" for why in Why),
        *(f"state.{state}" for state in ContactState),
        *(f"outcome.{outcome}" for outcome in Outcome),
        *(f"delivery.{state}" for state in DeliveryState),
        *(f"not_sent.{why}" for why in NotSent),
        *(f"refusal.{code}" for code in sorted(all_refusals())),
    ],
)
def test_every_state_reason_and_refusal_of_the_domain_has_a_text(key: str) -> None:
    assert key in KEYS


def test_a_receipt_reads_like_a_person_wrote_it() -> None:
    text = say(
        "sms.receipt.without_place", "sv", day="i dag", start="09:10", end="10:00", link="https://k.se/a"
    )

    assert text == (
        "Vi ringer dig i dag mellan 09:10 och 10:00. Numret kan vara dolt. "
        "Se, ändra eller avboka: https://k.se/a Ring 112 vid fara för liv."
    )


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("sv", "sv"), ("en", "en"), ("en-GB", "en"), ("EN", "en"), ("so", "sv"), ("", "sv")],
)
def test_who_asks_for_a_language_we_do_not_speak_is_answered_in_swedish(asked: str, answered: str) -> None:
    assert spoken(asked) == answered
    assert say("day.today", asked) == say("day.today", answered)


def test_a_text_that_a_language_lacks_is_said_in_swedish() -> None:
    partly = Texts({"sv": {"a": "hej {name}", "b": "två"}, "fi": {"a": "hei {name}"}})

    assert [partly.say("a", "fi", name="Aino"), partly.say("b", "fi")] == ["hei Aino", "två"]


def test_a_value_may_be_called_key_or_language() -> None:
    assert Texts({"sv": {"a": "{language} {key}"}}).say("a", "sv", language="x", key="y") == "x y"


def test_a_value_with_braces_is_shown_as_it_is() -> None:
    assert Texts({"sv": {"a": "{name}"}}).say("a", "sv", name="{name.__class__}") == "{name.__class__}"


@pytest.mark.parametrize("key", ["sms.nothing", "sms.receipt"])
def test_an_unknown_text_or_a_missing_value_is_a_fault_of_ours(key: str) -> None:
    with pytest.raises(NoSuchText):
        say(key, "sv")


@pytest.mark.parametrize(
    ("day", "sv", "en"),
    [
        (date(2026, 3, 2), "i dag", "today"),
        (date(2026, 3, 3), "i morgon", "tomorrow"),
        (date(2026, 3, 4), "onsdag 4 mars", "on Wednesday 4 March"),
        (date(2026, 12, 27), "söndag 27 december", "on Sunday 27 December"),
    ],
)
def test_a_day_is_said_so_that_it_fits_into_a_sentence(day: date, sv: str, en: str) -> None:
    assert [say_day(day, "sv", today=TODAY), say_day(day, "en", today=TODAY)] == [sv, en]
