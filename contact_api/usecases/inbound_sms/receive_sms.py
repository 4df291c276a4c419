"""A citizen texts a word back: their request is cancelled, opened, changed or asked for, or they are told how.

Whom a text is about is found by the number it came from, among those whom our texts went to at that number. Where there
is a request, the answer is an ordinary message about it, through the outbox: sent once, in their language, kept with
what became of it, and only where texts may go. Where there is none, or it cannot be said which, the answer is said
straight back to the number: there is no contact that a message could belong to. Of a request under safe contact no
answer tells.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from contact_api.domain.booking.standing import BookingStanding, standing_of, told_of
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import ContactIsClosed
from contact_api.domain.core.values import ContactId, Language, Mode
from contact_api.domain.messages.sms_keywords import (
    HELP_AGAIN_AFTER,
    MOST_AN_HOUR,
    REPEATED_WITHIN,
    Candidates,
    Phrase,
    SmsWish,
    Understood,
    Words,
    candidates,
    plain_words,
    understand,
)
from contact_api.ports import Contested, Event, IncomingText, Transaction
from contact_api.texts import languages, texts
from contact_api.usecases.identification.recognise import BlindIndex
from contact_api.usecases.inbound_sms.request_by_sms import (
    ACTOR,
    USE_LINK,
    AskedByText,
    Done,
    have_contacted,
)
from contact_api.usecases.intake.add_details import add_details
from contact_api.usecases.messages.sms_reachability import alert_if_only_way, number_keys
from contact_api.usecases.promising.choose_window import cancel

ALONE = "="  # before a phrase of the texts that counts only where nothing else is said
REMEMBERED = timedelta(days=30)  # so long a text of ours makes its number one we know
AN_HOUR = timedelta(hours=1)

HELP, NOTHING_HERE, IS_BOOKED = "answer.help", "answer.nothing_here", "answer.booked"
STOPPED, STARTED, NOTED = "answer.stopped", "answer.started", "answer.noted"


@dataclass(frozen=True, slots=True)
class TextToUs:
    """A text that came. Its repr leaves number and words out."""

    provider_id: str
    number: str = field(repr=False)  # E.164, read and checked
    to: str = ""  # which of our numbers it was sent to
    body: str = field(default="", repr=False)
    provider_stopped: bool = False  # the provider took it for STOP, and answered it itself


@dataclass(frozen=True, slots=True)
class SaidBack:
    """What is said straight back to the number: a key of the catalogue, or nothing."""

    key: str | None = None
    language: Language = "sv"


@dataclass(frozen=True, slots=True)
class _Heard:
    """A text, what it means, and whom it may be about."""

    text: TextToUs
    keys: tuple[str, ...]
    meant: Understood
    about: Candidates
    contact_id: ContactId  # of a request it may open

    @property
    def language(self) -> Language:
        known = self.about.latest.circumstances.citizen_language if self.about.latest else "sv"
        return self.meant.language or known


def hear_text(
    text: TextToUs, tx: Transaction, *, contact_id: ContactId, index: BlindIndex, now: datetime
) -> SaidBack:
    """Do what the text asks for; what to say straight back. The same text twice is done once and answered alike.

    AVBOKA ends the citizen's one open request, and says where a booked time is cancelled; RING opens the one that ended
    as not reached today, or a new one (`contact_id`); SKRIV does the same for somebody who cannot take calls; STOP and
    START say whether texts may go to the number. When several share a number nothing is changed: they are asked to use
    their own links.
    Errors: Contested when the same text is heard twice at once, or the request ends meanwhile.
    """
    before = tx.incoming(text.provider_id)
    if before is not None:
        return SaidBack(before.reply, before.language or "sv")
    keys = number_keys(text.number, index)
    lately = tx.incoming_from(keys, since=now - AN_HOUR)
    heard = _Heard(
        text, keys, understand(text.body, vocabulary()), _about(text, keys, tx, now=now), contact_id
    )
    done = Done() if _is_too_much(heard, lately, now=now) else _do(heard, lately, tx, index=index, now=now)
    key = None if text.provider_stopped else done.key
    tx.add_incoming(
        IncomingText(text.provider_id, now, keys[0], heard.meant.wish, key, heard.language, done.contact_id)
    )
    return SaidBack(key, heard.language)


@lru_cache(maxsize=1)
def vocabulary() -> tuple[Words, ...]:
    """The words of every language, from its texts: a language is added with its file."""
    return tuple(
        Words(
            language,
            {wish: frozenset(_listed(f"answer.words.{wish}", language)) for wish in SmsWish},
            frozenset(word for phrase in _listed("answer.words.no", language) for word in phrase),
            frozenset(
                phrase
                for wish in SmsWish
                for phrase, alone in _listed(f"answer.words.{wish}", language).items()
                if alone
            ),
        )
        for language in languages
    )


def _listed(key: str, language: Language) -> dict[Phrase, bool]:
    """Phrases of the catalogue, and whether each counts alone only: `word`, `several_words`, `=alone`."""
    listed = texts.template(key, language).split()
    return {tuple(plain_words(one)): one.startswith(ALONE) for one in listed}


def _about(text: TextToUs, keys: tuple[str, ...], tx: Transaction, *, now: datetime) -> Candidates:
    """Those told by text at this number that still are called at it: a number given wrongly changes nothing."""
    region = tx.region()
    told = [
        one
        for one in tx.texted(keys, since=now - REMEMBERED)
        if (tx.details(one.id) or Details()).callback_number == text.number
    ]
    return candidates(told, today=day_span(region.today(now), region.zone))


def _is_too_much(heard: _Heard, lately: list[IncomingText], *, now: datetime) -> bool:
    """Whether it is left unanswered: too many in an hour, or the same wish again just now. STOP always counts."""
    wish = heard.meant.wish
    if wish is SmsWish.STOP or heard.text.provider_stopped:
        return False
    asked_again = wish in (SmsWish.CALL, SmsWish.TEXT) and any(
        one.wish is wish and now - one.at < REPEATED_WITHIN for one in lately
    )
    return asked_again or len(lately) >= MOST_AN_HOUR


def _do(
    heard: _Heard, lately: list[IncomingText], tx: Transaction, *, index: BlindIndex, now: datetime
) -> Done:
    wish = heard.meant.wish
    if wish is SmsWish.STOP or heard.text.provider_stopped:
        return _stop(heard, tx, now=now)
    if wish is SmsWish.START:
        return _start(heard, tx, now=now)
    if wish is SmsWish.CANCEL:
        return _cancel(heard, tx, now=now)
    if wish in (SmsWish.CALL, SmsWish.TEXT):
        mode = Mode.TEXT if wish is SmsWish.TEXT else Mode.CALL
        asked = AskedByText(heard.text.number, heard.text.to, mode, heard.language, heard.contact_id)
        return have_contacted(asked, heard.about, tx, index=index, now=now)
    return _help(heard, lately, tx, now=now)


def _stop(heard: _Heard, tx: Transaction, *, now: datetime) -> Done:
    """No texts to the number; what else the same word asks of us is done, too (providers take CANCEL for STOP)."""
    about = _cancel(heard, tx, now=now).contact_id if heard.meant.wish is SmsWish.CANCEL else None
    tx.opt_out(heard.keys[0], now=now)
    for contact in heard.about.open:
        if contact.id != about:
            tx.add_event(Event(contact.id, "texts.stopped", now, ACTOR))
            alert_if_only_way(contact, tx, now=now)
    return Done(about, STOPPED)


def _start(heard: _Heard, tx: Transaction, *, now: datetime) -> Done:
    tx.opt_in(heard.keys)
    for contact in heard.about.open:
        tx.add_event(Event(contact.id, "texts.started", now, ACTOR))
    return Done(key=STARTED)


def _cancel(heard: _Heard, tx: Transaction, *, now: datetime) -> Done:
    """End the one open request of the number; of several none, as it may be another's in the same family."""
    if len(heard.about.open) != 1:
        if heard.about.open:
            return Done(key=USE_LINK)
        return Done(key=IS_BOOKED if _has_a_time(heard.about, tx, now=now) else NOTHING_HERE)
    (contact,) = heard.about.open
    try:
        cancel(contact.id, tx, now=now, actor=ACTOR)
    except ContactIsClosed as closed:
        raise Contested from closed  # it ended in this very moment: look again
    return Done(contact.id)


def _has_a_time(about: Candidates, tx: Transaction, *, now: datetime) -> bool:
    """Whether one of them has a booked time to come: that is moved and cancelled by their link."""
    told = [told_of(tx.bookings_of_contact(one.id)) for one in about.perhaps_booked]
    return any(one is not None and standing_of(one, now=now) is BookingStanding.AHEAD for one in told)


def _help(heard: _Heard, lately: list[IncomingText], tx: Transaction, *, now: datetime) -> Done:
    """Say which words there are, once an hour; what somebody writes who is to be reached in writing, staff read."""
    helped = any(one.reply in (HELP, NOTED) and now - one.at < HELP_AGAIN_AFTER for one in lately)
    open_now = heard.about.open
    if heard.meant.wish is None and len(open_now) == 1 and open_now[0].circumstances.mode is Mode.TEXT:
        _add_words(open_now[0], heard.text.body, tx, now=now)
        return Done(open_now[0].id, None if helped else NOTED)
    unasked = heard.meant.wish is None and tx.has_opted_out(heard.keys)
    return Done(key=None if helped or unasked else HELP)


def _add_words(contact: Contact, words: str, tx: Transaction, *, now: datetime) -> None:
    """Add what the citizen wrote to what is sealed with the request."""
    add_details(contact.id, Details(free_text=words.replace("\x00", "")), tx, now=now)
    tx.add_event(Event(contact.id, "contact.wrote", now, ACTOR))
