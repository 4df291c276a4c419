"""What if: one sentence changes one thing about a scenario. The sentences, read; `changed.py` carries them out.

A sentence names staff by their number and hours by the clock, and holds on every day of the scenario. What it makes is
otherwise the change of the same kind that the API takes (`contact_api.domain.replanning.what_if`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from fractions import Fraction

from contact_api.domain.replanning.what_if import AddStaff, CloseUnit, LendStaff, StaffSick
from contact_api.replay.errors import ScenarioFault

MOST_PEOPLE = 1000
MOST_TIMES = 10
CONTACTS = re.compile(r"contacts ?[×x*] ?(\S+)")
FACTOR = re.compile(r"\d{1,3}(\.\d{1,4})?")
CLOCK = re.compile(r"\d{1,2}:\d{2}")


class NotUnderstood(Exception):
    """The sentence says nothing that can be done; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of every day of the scenario, half-open."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Lends:
    """More people than the roster has work at a centre, and take everybody's contacts."""

    centre: str
    count: int
    profession: str
    hours: Hours


@dataclass(frozen=True, slots=True)
class Gets:
    """More people than the roster has work at a centre, as its other staff do; `languages` empty: the commonest."""

    centre: str
    count: int
    professions: tuple[str, ...]
    languages: tuple[str, ...]
    hours: Hours


@dataclass(frozen=True, slots=True)
class Closes:
    """Nobody at a centre makes callbacks; `hours` None: all day."""

    centre: str
    hours: Hours | None


@dataclass(frozen=True, slots=True)
class Sick:
    """A staff member calls in sick at that time and works no more that day."""

    staff: str
    since: time


@dataclass(frozen=True, slots=True)
class Contacts:
    """So many times the contacts there are."""

    factor: Fraction


Change = Lends | Gets | Closes | Sick | Contacts


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """One form of sentence: the kind of change it makes, how it is written, and how what follows its word is read."""

    kind: str
    text: str
    read: Callable[[str, Sequence[str]], Change]


def read_change(sentence: str) -> Change:
    """What a sentence asks for. Errors: NotUnderstood."""
    words = sentence.replace("–", "-").split()
    if found := CONTACTS.fullmatch(" ".join(words)):
        return Contacts(_factor(found[1]))
    place = next((at for at, word in enumerate(words) if at and word in SENTENCES), None)
    if place is None:
        raise NotUnderstood(
            "it has none of the words lends, gets, closes, sick or contacts × in their places"
        )
    return SENTENCES[words[place]].read(" ".join(words[:place]), words[place + 1 :])


def refusal(sentence: str, wrong: object) -> ScenarioFault:
    """One line for whoever wrote the sentence: what is wrong, and the forms there are."""
    return ScenarioFault(f"--what-if {sentence!r}: {wrong}; the forms are: {' | '.join(FORMS)}")


def _lends(centre: str, rest: Sequence[str]) -> Lends:
    if len(rest) != len(("n", "profession", "hours")):
        raise NotUnderstood("'lends' takes <n> <profession> <from>-<to>")
    return Lends(centre, _count(rest[0]), rest[1], _hours(rest[2]))


def _gets(centre: str, rest: Sequence[str]) -> Gets:
    if len(rest) not in (3, 4):
        raise NotUnderstood("'gets' takes <n> <profession>[;...] [<language>,...] <from>-<to>")
    languages = rest[2] if rest[3:] else ""
    return Gets(
        centre, _count(rest[0]), _names(rest[1], ";"), _names(languages, ","), _hours(rest[len(rest) - 1])
    )


def _closes(centre: str, rest: Sequence[str]) -> Closes:
    if len(rest) > 1:
        raise NotUnderstood("'closes' takes <from>-<to> or nothing")
    return Closes(centre, _hours(rest[0]) if rest else None)


def _sick(staff: str, rest: Sequence[str]) -> Sick:
    if len(rest) != 1:
        raise NotUnderstood("'sick' takes <from>, a time such as 09:20")
    return Sick(staff, _clock(rest[0]))


def _names(text: str, mark: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in text.split(mark) if part))


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_PEOPLE):
        raise NotUnderstood(f"{text!r} is no number of people from 1 to {MOST_PEOPLE}")
    return int(text)


def _factor(text: str) -> Fraction:
    if not FACTOR.fullmatch(text) or Fraction(text) > MOST_TIMES:
        raise NotUnderstood(f"{text!r} is no factor such as 1.3, from 0 to {MOST_TIMES}")
    return Fraction(text)


def _hours(text: str) -> Hours:
    start, dash, end = text.partition("-")
    if not dash:
        raise NotUnderstood(f"{text!r} is no time of day such as 10:00-12:00")
    hours = Hours(_clock(start), _clock(end))
    if not hours.start < hours.end:
        raise NotUnderstood(f"{text!r} ends before it begins")
    return hours


def _clock(text: str) -> time:
    try:
        if CLOCK.fullmatch(text):
            return time.fromisoformat(text.zfill(5))
    except ValueError:
        pass
    raise NotUnderstood(f"{text!r} is no time such as 10:00")


# By the word that a sentence of the form has after the name it begins with.
SENTENCES: Mapping[str, SentenceForm] = {
    "lends": SentenceForm(LendStaff.kind, "<centre> lends <n> <profession> <from>-<to>", _lends),
    "gets": SentenceForm(
        AddStaff.kind,
        "<centre> gets <n> <profession>[;<profession>...] [<language>[,<language>...]] <from>-<to>",
        _gets,
    ),
    "closes": SentenceForm(CloseUnit.kind, "<centre> closes [<from>-<to>]", _closes),
    "sick": SentenceForm(StaffSick.kind, "<staff> sick <from>", _sick),
}
FORMS = (*(form.text for form in SENTENCES.values()), "contacts ×<factor>")
