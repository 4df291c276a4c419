"""Whether a catalogue can be shown: what is let in here, every answer of the API has place for.

Source: domain/core/limits.py, which the shapes of the answers go by.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict
from string import Formatter

from contact_api.domain.core.limits import (
    CODE,
    LONGEST_CODE,
    LONGEST_LINE,
    LONGEST_SORTING,
    LONGEST_TEXT,
    MOST_CODES,
    MOST_RED_FLAGS,
)
from contact_api.domain.triage.catalogue import Catalogue, Entry, Text

LANGUAGES = ("sv", "en")
PLACES = {
    "reason": {"reason"},
    "red_flag": {"red_flag"},
    "result": {"urgency", "professions", "minutes", "version"},
    "overridden": set[str](),
}


def cannot_be_shown(catalogue: Catalogue) -> Iterator[str]:
    """What of a well-formed catalogue no answer could show, each with its path; nothing when all of it can be."""
    yield from _code("version", catalogue.version)
    yield from _text("owner", catalogue.owner, most=LONGEST_LINE)
    yield from _text("source", catalogue.source)
    yield from _text("note", catalogue.note)
    for table, entries in _tables(catalogue).items():
        yield from _entries(table, entries)
    yield from _entries("menu", catalogue.menu)
    for place, reason in enumerate(catalogue.reasons):
        if len(reason.red_flags) > MOST_RED_FLAGS:
            yield f"reasons[{place}].red_flags: has {len(reason.red_flags)}, a request brings at most {MOST_RED_FLAGS}"
    for place, rule in enumerate(catalogue.rules):
        yield from _code(f"rules[{place}].id", rule.id)
    yield from _entries("rules", catalogue.rules)
    for place, figure in enumerate(catalogue.reference_figures):
        yield from _text(f"reference_figures[{place}].source", figure.source)
    yield from _sentences(catalogue)


def _tables(catalogue: Catalogue) -> dict[str, tuple[Entry, ...]]:
    return {
        "professions": catalogue.professions,
        "groups": catalogue.groups,
        "red_flags": catalogue.red_flags,
        "facts": catalogue.facts,
        "reasons": catalogue.reasons,
    }


def _entries(table: str, entries: tuple[Text, ...]) -> Iterator[str]:
    if len(entries) > MOST_CODES:
        yield f"{table}: has {len(entries)} entries, answers show at most {MOST_CODES}"
    for place, entry in enumerate(entries):
        path = f"{table}[{place}]"
        if isinstance(entry, Entry):
            yield from _code(f"{path}.code", entry.code)
        for language in LANGUAGES:
            yield from _text(f"{path}.{language}", getattr(entry, language), most=LONGEST_LINE)


def _sentences(catalogue: Catalogue) -> Iterator[str]:
    """An explanation may put all of them together; of a place that nothing fills no sentence can be made."""
    for name, phrase in asdict(catalogue.phrases).items():
        for language in LANGUAGES:
            path = f"phrases.{name}.{language}"
            yield from _text(path, phrase[language], most=LONGEST_LINE)
            yield from _places(path, phrase[language], PLACES[name])
    for language in LANGUAGES:
        around = len(catalogue.phrases.red_flag.in_language(language))
        flags = [around + len(flag.in_language(language)) for flag in catalogue.red_flags]
        whole = sum(flags) + sum(len(rule.in_language(language)) for rule in catalogue.rules)
        if whole > LONGEST_SORTING // 2:
            yield f"rules: with red flags {whole} characters in {language}, an explanation has {LONGEST_SORTING // 2}"


def _places(path: str, sentence: str, known: set[str]) -> Iterator[str]:
    try:
        places = {place for _, place, _, _ in Formatter().parse(sentence) if place is not None}
    except ValueError:
        yield f"{path}: a brace is open or too many; write {{{{ for one that is meant"
        return
    for unknown in sorted(places - known):
        yield f"{path}: nothing fills {{{unknown}}}; there are {', '.join(sorted(known)) or 'none'}"


def _code(path: str, code: str) -> Iterator[str]:
    if not re.fullmatch(CODE, code) or len(code) > LONGEST_CODE:
        yield f"{path}: {code[:80]!r} is not 1 to {LONGEST_CODE} of A-Z, a-z, 0-9 and _.:- with a letter or digit first"


def _text(path: str, text: str, *, most: int = LONGEST_TEXT) -> Iterator[str]:
    if len(text) > most:
        yield f"{path}: has {len(text)} characters, answers show at most {most}"
    if "\x00" in text:
        yield f"{path}: holds a character that cannot be stored (NUL)"
