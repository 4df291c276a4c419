"""What a citizen means by the words they text back, and which request they can mean."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactState, Language, Window
from contact_api.domain.messages.notifications import MessageKind

LONGEST_WISH = (
    8  # words; in a longer text a word that could be a wish is part of a story, unless it comes first
)
HELP_AGAIN_AFTER = timedelta(hours=1)
REPEATED_WITHIN = timedelta(minutes=10)
MOST_AN_HOUR = (
    10  # texts of one number that are acted on: two machines answering each other must come to an end
)

_CLAUSE = re.compile(r"[,.;:!?\n]+")
_NO_WORD = re.compile(r"[^a-z0-9]+")
Phrase = tuple[str, ...]
_APOSTROPHES = "'\u2019\u00b4`"


class SmsWish(StrEnum):
    """What can be asked for by a text."""

    CANCEL = "cancel"
    CALL = "call"
    TEXT = "text"  # they cannot take calls: contact them in writing
    STOP = "stop"
    START = "start"
    HELP = "help"


ENDS_SOMETHING = frozenset({SmsWish.CANCEL, SmsWish.STOP})


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words for each wish, and those that turn a wish into its opposite.

    Each is a phrase of one word or more. Those of `alone` are a wish only where nothing else is said: in a story "end"
    and "sluta" are about something else.
    """

    language: Language
    of: Mapping[SmsWish, frozenset[Phrase]]
    no: frozenset[str] = frozenset()
    alone: frozenset[Phrase] = frozenset()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text asks for, and in which language; None where that cannot be said."""

    wish: SmsWish | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """The requests a number's text may be about: those that are open, and those that ended today as not reached."""

    open: tuple[Contact, ...] = ()
    not_reached: tuple[Contact, ...] = ()
    perhaps_booked: tuple[Contact, ...] = ()  # those that can have a booked time
    latest: Contact | None = None  # of whatever state: the request they last had to do with

    @property
    def meant(self) -> tuple[Contact, ...]:
        """What somebody can mean who wants to be contacted: an open request before one that has ended."""
        return self.open or self.not_reached


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters without accents, å ä ö included; other signs but apostrophes part words."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in folded if not (unicodedata.combining(sign) or sign in _APOSTROPHES))
    return [word for word in _NO_WORD.split(letters) if word]


def understand(text: str, vocabulary: Sequence[Words]) -> Understood:
    """Find the one wish a text has; two different ones, a denied one, or one in the middle of a story are none.

    A no denies the wishes of its own clause, but contact in writing only right beside it: "I can *not* hear, write"
    asks for it, "do *not* call, write" does too. What ends something is denied by a no anywhere. The language is the
    one whose words were used; a word of several says nothing of it.
    """
    clauses = [plain_words(clause) for clause in _CLAUSE.split(text)]
    said = [word for clause in clauses for word in clause]
    found = [
        one for clause in clauses for one in _said_in(clause, vocabulary, is_all=len(clause) == len(said))
    ]
    wishes = {one.wish for one in found if not one.is_denied}
    if len(wishes) != 1:
        return Understood()
    (wish,) = wishes
    comes_first = any(one.wish is wish and said[: len(one.phrase)] == list(one.phrase) for one in found)
    is_story = len(said) > LONGEST_WISH and not comes_first
    inside = sum(len(_noes(one.phrase, vocabulary)) for one in found)
    denied = wish in ENDS_SOMETHING and len(_noes(said, vocabulary)) > inside
    if is_story or denied:
        return Understood()
    spoken = {one.language for one in found if one.wish is wish and not one.is_denied}
    return Understood(wish, next(iter(spoken)) if len(spoken) == 1 else None)


@dataclass(frozen=True, slots=True)
class _Said:
    wish: SmsWish
    language: Language
    phrase: Phrase
    is_denied: bool = False


def _said_in(clause: Sequence[str], vocabulary: Sequence[Words], *, is_all: bool) -> list[_Said]:
    """What one clause wishes for. Of what begins at the same word the longest is meant, whose words are used up."""
    found: list[tuple[int, _Said]] = []
    used: set[int] = set()
    for place in range(len(clause)):
        here = [] if place in used else _begun_at(place, clause, vocabulary, is_all=is_all)
        longest = max((len(one.phrase) for one in here), default=0)
        found += [(place, one) for one in here if len(one.phrase) == longest]
        used |= set(range(place, place + longest))
    noes = _noes(clause, vocabulary) - used
    return [replace(one, is_denied=_denies(noes, place, one)) for place, one in found]


def _begun_at(place: int, clause: Sequence[str], vocabulary: Sequence[Words], *, is_all: bool) -> list[_Said]:
    return [
        _Said(wish, words.language, phrase)
        for words in vocabulary
        for wish, of in words.of.items()
        for phrase in of
        if tuple(clause[place : place + len(phrase)]) == phrase
        and (phrase not in words.alone or (is_all and len(phrase) == len(clause)))
    ]


def _denies(noes: set[int], place: int, said: _Said) -> bool:
    if said.wish is SmsWish.TEXT:
        return bool(noes & {place - 1, place + len(said.phrase)})
    return bool(noes)


def _noes(said: Sequence[str], vocabulary: Sequence[Words]) -> set[int]:
    return {place for words in vocabulary for place, word in enumerate(said) if word in words.no}


def candidates(texted: Collection[Contact], *, today: Window) -> Candidates:
    """Whom a text from a number may be about; `texted` are those told by text at it, the latest text first.

    Safe contact: such a request is as if it were not there, unless the citizen chose text messages. Who holds the phone
    may be the one who must not know.
    """
    seen = [one for one in texted if not is_hidden(one)]
    return Candidates(
        open=tuple(one for one in seen if one.state.is_open),
        not_reached=tuple(
            one
            for one in seen
            if one.state is ContactState.NOT_REACHED and one.closed_at is not None and one.closed_at in today
        ),
        perhaps_booked=tuple(one for one in seen if one.state in (ContactState.BOOKED, ContactState.REACHED)),
        latest=seen[0] if seen else None,
    )


def is_hidden(contact: Contact) -> bool:
    """Whether nothing of this request may show in an answer to a text."""
    around = contact.circumstances
    return around.safe_contact and not around.sms_welcome


def standing(contact: Contact, *, now: datetime) -> MessageKind:
    """What to tell somebody in line who asks: their window as long as it lies ahead, else that their place stands."""
    ahead = contact.backed and contact.window is not None and now < contact.window.end
    return MessageKind.RECEIPT if ahead and contact.attempts == 0 else MessageKind.STILL_WAITING
