"""From a JSON document to a catalogue: every fault is named with its path, all of them at once."""

import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, is_dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Final, Union, get_args, get_origin

from contact_api.domain.core.errors import CatalogueFault
from contact_api.domain.core.parameters import MINUTE, Parameter, document_fields
from contact_api.domain.core.values import Guarantee, Urgency
from contact_api.domain.triage.catalogue import ANY_REASON, Catalogue, Reason, Rule
from contact_api.domain.triage.catalogue_limits import cannot_be_shown

TIME_OF_DAY: Final = re.compile(r"[0-9]{2}:[0-9]{2}")
_BY_CATALOGUE: Final = frozenset({Urgency.U1, Urgency.U2, Urgency.U3, Urgency.U4, Urgency.U5})


def read_catalogue(document: object) -> Catalogue:
    """Read a catalogue from decoded JSON and check that it holds together.

    Errors: CatalogueFault, one fault per line: `rules[3].then.urgency: 'U9' is not one of U0, …`.
    """
    faults: list[str] = []
    catalogue: Catalogue = read_record(Catalogue, document, faults)
    if not faults:
        faults.extend(_contradictions(catalogue))
    if faults:
        raise CatalogueFault("\n".join(faults))
    return catalogue


def read_record(kind: Any, document: object, faults: list[str]) -> Any:
    """`document` as the dataclass `kind`, after its type hints; what does not fit is added to `faults`.

    Only usable when no fault was added: a value that could not be read stands as None.
    """
    return _read(kind, document, "", faults)


def document_of(record: Any) -> dict[str, Any]:
    """A record as it stands in its JSON document; `read_record` makes the same record of it again."""
    values = ((field.json_name, getattr(record, field.name)) for field in document_fields(type(record)))
    return {name: _plain(value) for name, value in values if value is not None}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return document_of(value)
    if isinstance(value, timedelta):
        return value // MINUTE
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _read(kind: Any, value: object, path: str, faults: list[str]) -> Any:
    """`value` as the type a field declares; a fault and None where it cannot be that."""
    if is_dataclass(kind):
        return _read_record(kind, value, path, faults)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(member for member in get_args(kind) if member is not type(None))
        return None if value is None else _read(inner, value, path, faults)
    if origin in (tuple, frozenset):
        if not isinstance(value, list):
            return _fault(faults, path, "is not a list")
        item = partial(_read, get_args(kind)[0], faults=faults)
        return origin(item(entry, path=f"{path}[{place}]") for place, entry in enumerate(value))
    return _read_value(kind, value, path, faults)


def _read_record(kind: Any, value: object, path: str, faults: list[str]) -> Any:
    if not isinstance(value, dict):
        return _fault(faults, path or "document", "is not an object")
    declared = {field.json_name: field for field in document_fields(kind)}
    at = partial("{}{}{}".format, path, "." if path else "")
    for unknown in value.keys() - declared.keys():
        _fault(faults, at(unknown), "is no field of this document")
    read: dict[str, Any] = {}
    for name, field in declared.items():
        if name in value:
            read[field.name] = _read(field.kind, value[name], at(name), faults)
            _check_range(field.parameter, value[name], read[field.name], at(name), faults)
        elif field.default is MISSING:
            _fault(faults, at(name), "is missing")
            read[field.name] = None
    return kind(**read)


def _check_range(parameter: Parameter | None, value: Any, read: object, path: str, faults: list[str]) -> None:
    """The range is that of the number as it stands in the document; a value that could not be read has its fault."""
    if parameter and read is not None and not parameter.least <= value <= parameter.most:
        _fault(faults, path, f"{value} must lie between {parameter.least:g} and {parameter.most:g}")


def _read_value(kind: Any, value: object, path: str, faults: list[str]) -> Any:
    if kind is date:
        kind, wanted = date.fromisoformat, "a date (YYYY-MM-DD)"
    elif kind is time:
        kind, wanted = _time_of_day, "a time of day (HH:MM)"
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        wanted = f"one of {', '.join(kind)}"
    elif kind is bool:
        return value if isinstance(value, bool) else _fault(faults, path, f"{value!r} is not true or false")
    elif kind in (int, float):
        return _positive(kind, value, path, faults)
    elif kind is timedelta:
        minutes = _positive(int, value, path, faults)
        return None if minutes is None else minutes * MINUTE
    elif not isinstance(value, str) or not value.strip():
        return _fault(faults, path, f"{value!r} is not a text")
    else:
        return value
    return _converted(kind, value, path, faults, wanted)


def _converted(kind: Callable[[str], Any], value: object, path: str, faults: list[str], wanted: str) -> Any:
    try:
        return kind(value) if isinstance(value, str) else _fault(faults, path, f"{value!r} is not {wanted}")
    except ValueError:
        return _fault(faults, path, f"{value!r} is not {wanted}")


def _time_of_day(text: str) -> time:
    if not TIME_OF_DAY.fullmatch(text):
        raise ValueError(text)
    return time.fromisoformat(text)


def _positive(kind: type, value: object, path: str, faults: list[str]) -> Any:
    accepted = int if kind is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, accepted) or value <= 0:
        return _fault(faults, path, f"{value!r} is not a {'whole ' if kind is int else ''}number above 0")
    return value


def _fault(faults: list[str], path: str, text: str) -> None:
    faults.append(f"{path}: {text}")


def _contradictions(catalogue: Catalogue) -> Iterator[str]:
    """What a well-formed catalogue may still say against itself."""
    yield from _doubles(catalogue)
    yield from cannot_be_shown(catalogue)
    known = _Known(catalogue)
    for place, reason in enumerate(catalogue.reasons):
        yield from known.faults_of_reason(f"reasons[{place}]", reason)
    for place, rule in enumerate(catalogue.rules):
        yield from known.faults_of_rule(f"rules[{place}]", rule)
    for place, choice in enumerate(catalogue.menu):
        yield from _unknown(f"menu[{place}].reason", [choice.reason], known.reasons, "reason")
        if choice.digit not in "0123456789*#" or len(choice.digit) != 1:
            yield f"menu[{place}].digit: {choice.digit!r} is not a key of a telephone"
    if missing := set(Urgency) - {entry.code for entry in catalogue.urgencies}:
        yield f"urgencies: no text for {', '.join(sorted(missing))}"
    if catalogue.planning.share_today > catalogue.planning.share_urgent:
        yield "planning.share_today: is above share_urgent, the urgent would be promised less"


def _doubles(catalogue: Catalogue) -> Iterator[str]:
    keyed: Mapping[str, Sequence[str]] = {
        "professions.code": [entry.code for entry in catalogue.professions],
        "groups.code": [entry.code for entry in catalogue.groups],
        "red_flags.code": [entry.code for entry in catalogue.red_flags],
        "facts.code": [entry.code for entry in catalogue.facts],
        "reasons.code": [entry.code for entry in catalogue.reasons],
        "menu.digit": [entry.digit for entry in catalogue.menu],
        "rules.id": [entry.id for entry in catalogue.rules],
    }
    for name, codes in keyed.items():
        table, key = name.split(".")
        for place, code in enumerate(codes):
            if code in codes[:place]:
                yield f"{table}[{place}].{key}: {code!r} stands there twice"


class _Known:
    """The codes a catalogue defines, for checking those it uses."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.professions = [entry.code for entry in catalogue.professions]
        self.groups = [entry.code for entry in catalogue.groups]
        self.red_flags = [entry.code for entry in catalogue.red_flags]
        self.facts = [entry.code for entry in catalogue.facts]
        self.reasons = [entry.code for entry in catalogue.reasons]

    def faults_of_reason(self, path: str, reason: Reason) -> Iterator[str]:
        if not reason.professions:
            yield f"{path}.professions: is empty, nobody could take the contact"
        yield from _unknown(f"{path}.professions", reason.professions, self.professions, "profession")
        yield from _unknown(f"{path}.red_flags", reason.red_flags, self.red_flags, "red flag")
        yield from _unknown(f"{path}.group", [reason.group], self.groups, "group")
        yield from _not_by_catalogue(f"{path}.urgency", reason.urgency)

    def faults_of_rule(self, path: str, rule: Rule) -> Iterator[str]:
        if rule.reason != ANY_REASON:
            yield from _unknown(f"{path}.reason", [rule.reason], self.reasons, "reason")
        if not rule.when:
            yield f"{path}.when: is empty, the rule would change the reason itself"
        yield from _unknown(f"{path}.when", sorted(rule.when), self.facts, "fact")
        yield from _unknown(
            f"{path}.then.professions", rule.then.professions or (), self.professions, "profession"
        )
        if rule.then.professions == ():
            yield f"{path}.then.professions: is empty, nobody could take the contact"
        yield from _not_by_catalogue(f"{path}.then.urgency", rule.then.urgency)
        if rule.then.guarantee is Guarantee.NONE:
            yield f"{path}.then.guarantee: only licensed staff may take the guarantee away"
        if rule.then.guarantee is Guarantee.MISSING:
            yield f"{path}.then.guarantee: a rule says which it is; leave it out"


def _unknown(path: str, used: Sequence[str], known: Sequence[str], what: str) -> Iterator[str]:
    for code in used:
        if code not in known:
            yield f"{path}: there is no {what} {code!r}"


def _not_by_catalogue(path: str, urgency: Urgency | None) -> Iterator[str]:
    if urgency is not None and urgency not in _BY_CATALOGUE:
        yield f"{path}: {urgency.value!r} is set by a red flag or by licensed staff, never by the catalogue"
