"""What is said of a field that cannot be as it was sent: in plain words, and never with the value."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from inspect import isclass
from typing import Any, get_args

from pydantic import BaseModel

LONGEST_NAME = 40
_NAME = re.compile(r"(?!.*[0-9]{4})[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)  # no part of somebody's number
ANY_TEXT = "write text without the NUL character"
OF_PATTERN: Mapping[str, str] = {  # every pattern of a request (tests/http/test_validation_messages.py)
    r"^[^\u0000]*$": ANY_TEXT,
    r"^[^\u0000]*[^\s\u0000\u001c-\u001f][^\u0000]*$": (
        "write at least one sign that is not a blank, and no NUL character"
    ),
    r"^[\t\r\n -~]*$": "write lines of printable signs",
    r"^[!-~]+$": "write printable ASCII signs without blanks",
    r"^[!-~]{3,200}$": "write 3 to 200 printable ASCII signs without blanks",
    r"^[0-9*#]$": "write one key: 0 to 9, * or #",
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$": "write an id as it was given to you",
    r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$": "write a code: letters, digits and _ . : - without blanks",
    r"^[A-Za-z0-9_-]+$": "write an id as it was given to you",
    r"^[A-Za-z0-9_.:-]+$": "write an id as it was given to you",
    r"^[a-z][a-z0-9_.-]*$": "write a word: small letters, digits and _ . - without blanks",
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$": "write a language as sv or en-GB (BCP 47)",
    r"^[^\u0000A-Za-z]*([Tt][Ee][Ll]:)?[^\u0000A-Za-z]+$": (
        "write a number as +46701740605, or as it is dialled in Sweden"
    ),
    r"^\+[1-9][0-9]{2,14}$": "write a number with its country, as +46701740605",
    r"^20\d{2}-(0[1-9]|1[0-2])$": "write a month as 2026-11, of the years 2000 to 2099",
    r"^https?://[!-~]+$": "write an address that begins with https://",
}
OTHERWISE = "it cannot be written like that; GET /openapi.json says how"
OF_KIND: Mapping[str, str] = {
    "model_type": "send an object with named fields: { … }",
    "model_attributes_type": "send an object with named fields: { … }",
    "dict_type": "send an object with named fields: { … }",
    "list_type": "send a list: [ … ]",
}


def what_is_wrong(fault: Mapping[str, Any]) -> str:
    """One fault of a shape, said so that one knows what to send instead."""
    if fault["type"] == "string_pattern_mismatch":
        return OF_PATTERN.get(fault["ctx"]["pattern"], OTHERWISE)
    return OF_KIND.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")


def named(name: object) -> str | None:
    """A name that was sent, cut where it is long; None when it is not written like one.

    Values are never repeated, and what stands where a name should may be one.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return None
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def unknown_field(name: object, known: Iterable[str]) -> str:
    """What is said of a field that is not known where it stands, with the known one that was meant."""
    shown = named(name)
    near = get_close_matches(str(name)[:LONGEST_NAME], list(known), n=1, cutoff=0.7)
    hint = f"; did you mean {near[0]}?" if near else "; leave it out"
    return (f"there is no field {shown} here" if shown else "there is a field that is not known here") + hint


def fields_at(shape: object, place: Sequence[object]) -> Sequence[str]:
    """The fields that are known at a place in a shape, such as `needs` or `rows.3`."""
    found = _shape_in(shape)
    for step in place:
        if found is not None and isinstance(step, str):
            within = found.model_fields.get(step)
            found = _shape_in(within.annotation) if within else None
    return list(found.model_fields) if found else []


def _shape_in(annotation: object) -> type[BaseModel] | None:
    """The shape of an annotation such as `Shape | None` or `list[Shape]`."""
    if isclass(annotation) and issubclass(annotation, BaseModel):
        return annotation
    inside = (_shape_in(one) for one in get_args(annotation))
    return next((one for one in inside if one), None)
