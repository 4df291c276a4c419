"""What a citizen means by the words they text back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactState
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.messages.sms_keywords import (
    SmsWish,
    Understood,
    candidates,
    plain_words,
    standing,
    understand,
)
from contact_api.usecases.inbound_sms.receive_sms import vocabulary
from tests.makers import DAY, ZONE, a_contact, a_promised_contact, at

WORDS = vocabulary()
TODAY = day_span(DAY, ZONE)


@pytest.mark.parametrize(
    ("text", "wish", "language"),
    [
        ("AVBOKA", SmsWish.CANCEL, "sv"),
        ("Cancel", SmsWish.CANCEL, "en"),
        (" avboka! ", SmsWish.CANCEL, "sv"),
        ("Hej, jag vill avboka tack", SmsWish.CANCEL, "sv"),
        ("Avboka mig är du snäll, jag mår mycket bättre nu och behöver er inte", None, None),
        ("Avboka mig är du snäll, jag mår mycket bättre nu och behöver ingen hjälpare", SmsWish.CANCEL, "sv"),
        ("RING", SmsWish.CALL, "sv"),
        ("ring mig", SmsWish.CALL, "sv"),
        ("please call me", SmsWish.CALL, "en"),
        ("SKRIV", SmsWish.TEXT, "sv"),
        ("Jag är döv", SmsWish.TEXT, "sv"),
        ("jag ar dov", SmsWish.TEXT, "sv"),
        ("Jag kan inte höra, skriv tack", SmsWish.TEXT, "sv"),
        ("Ring inte, jag är döv", SmsWish.TEXT, "sv"),
        ("I can’t take calls, text me", SmsWish.TEXT, "en"),
        ("don't text me", None, None),
        ("ring inte, skriv", SmsWish.TEXT, "sv"),
        ("Nej, ring mig", SmsWish.CALL, "sv"),
        ("avboka, nej vänta", None, None),
        ("texta inte, ring mig", SmsWish.CALL, "sv"),
        ("ring inte skriv", None, None),
        ("STOPP", SmsWish.STOP, "sv"),
        ("stop", SmsWish.STOP, None),
        ("unsubscribe", SmsWish.STOP, "en"),
        ("OPT OUT", SmsWish.STOP, "en"),
        ("opt-out", SmsWish.STOP, "en"),
        ("Stop texting me", SmsWish.STOP, "en"),
        ("no more texts please", SmsWish.STOP, "en"),
        ("Sluta", SmsWish.STOP, "sv"),
        ("sluta!", SmsWish.STOP, "sv"),
        ("Sluta skicka sms", SmsWish.STOP, "sv"),
        ("Jag vill inte ha fler sms", SmsWish.STOP, "sv"),
        ("inga fler sms, inte ett till", None, None),
        ("Kan jag sluta med medicinen?", None, None),
        ("Kan jag sluta, ring mig", SmsWish.CALL, "sv"),
        ("When does this end", None, None),
        ("end", SmsWish.STOP, "en"),
        ("start", SmsWish.START, None),
        ("HJÄLP", SmsWish.HELP, "sv"),
        ("hjalp", SmsWish.HELP, "sv"),
        ("info", SmsWish.HELP, None),
        ("ring inte", None, None),
        ("jag vill inte avboka", None, None),
        ("avboka eller ring", None, None),
        ("Det började i går när jag hörde telefonen ring och sedan", None, None),
        ("springa", None, None),
        ("", None, None),
        ("👍", None, None),
    ],
)
def test_words_are_understood_in_both_languages_whatever_is_around_them(
    text: str, wish: SmsWish | None, language: str | None
) -> None:
    assert understand(text, WORDS) == Understood(wish, language)


@given(st.text())
def test_no_text_at_all_breaks_the_reading(text: str) -> None:
    assert all(word.isascii() and word.isalnum() for word in plain_words(text))
    assert isinstance(understand(text, WORDS), Understood)


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.language)
def test_every_language_has_words_of_its_own_for_each_wish(words: object) -> None:
    of = {wish: own for one in WORDS if one is words for wish, own in one.of.items()}

    assert set(of) == set(SmsWish)
    assert all(of.values())
    assert sum(map(len, of.values())) == len(frozenset[str]().union(*of.values())), "one word, one wish"


def test_an_open_request_is_meant_before_one_that_ended() -> None:
    ended, waiting = not_reached("ended"), a_contact("waiting")

    about = candidates([ended, waiting], today=TODAY)

    assert (about.open, about.not_reached, about.meant) == ((waiting,), (ended,), (waiting,))
    assert about.latest == ended


@pytest.mark.parametrize("state", [ContactState.REACHED, ContactState.CANCELLED, ContactState.DECLINED])
def test_what_has_ended_otherwise_is_not_opened_again_by_a_text(state: ContactState) -> None:
    assert candidates([replace(a_contact(), state=state, closed_at=at("09:00"))], today=TODAY).meant == ()


def test_who_was_not_reached_yesterday_begins_anew() -> None:
    yesterday = replace(not_reached("c1"), closed_at=TODAY.start)

    assert candidates([yesterday], today=TODAY).meant == (yesterday,)
    assert candidates([replace(yesterday, closed_at=TODAY.end)], today=TODAY).meant == ()


def test_a_request_under_safe_contact_is_as_if_it_were_not_there() -> None:
    safe = a_contact()
    safe = replace(safe, circumstances=replace(safe.circumstances, safe_contact=True))
    chose = replace(safe, circumstances=replace(safe.circumstances, sms_welcome=True))

    assert candidates([safe], today=TODAY).latest is None
    assert candidates([chose], today=TODAY).open == (chose,)


@pytest.mark.parametrize(
    ("contact", "kind"),
    [
        (a_promised_contact(), MessageKind.RECEIPT),
        (a_promised_contact(attempts=1), MessageKind.STILL_WAITING),
        (a_contact(), MessageKind.STILL_WAITING),
    ],
)
def test_who_asks_is_told_their_window_while_it_lies_ahead(contact: Contact, kind: MessageKind) -> None:
    assert standing(contact, now=at("09:59")) is kind
    assert standing(contact, now=at("10:00")) is MessageKind.STILL_WAITING


def not_reached(name: str) -> Contact:
    return replace(a_contact(name), state=ContactState.NOT_REACHED, closed_at=at("11:00"))
