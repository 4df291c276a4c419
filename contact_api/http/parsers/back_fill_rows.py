"""Read a list of what was written down during an outage: CSV or JSON, each row with the line it stands on."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TypeVar

from pydantic import ValidationError

from contact_api.http.errors.validation_messages import named, unknown_field, what_is_wrong
from contact_api.http.schemas.base import Shape
from contact_api.http.schemas.inbound_calls import BackFillRow

Read = TypeVar("Read", bound=Shape)
COLUMNS = tuple(BackFillRow.model_fields)
NEEDED = ("event_id", "kind", "at")
_ID = re.compile(r"[!-~]{1,200}", re.ASCII)
SEPARATORS = ",;"  # the second is what a Swedish spreadsheet writes


class NotABackFill(Exception):
    """The file as a whole cannot be read; says so in one line and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class BackFillLine:
    """One row as it was sent, and where it stands: the line of a table, the place in a list; from 1."""

    number: int
    sent: object


@dataclass(frozen=True, slots=True)
class BackFillFault:
    """What is wrong with a row, and in which field."""

    field: str
    what: str


def read_json(content: bytes) -> list[BackFillLine]:
    """The rows of `{"rows": […]}`. Errors: NotABackFill."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise NotABackFill("The file is neither a table with a line of column names nor JSON.") from fault
    rows = found.get("rows") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not rows:
        raise NotABackFill('There are no rows: send {"rows": [ … ]}.')
    return numbered(rows)


def numbered(rows: Sequence[object]) -> list[BackFillLine]:
    """The rows of a list, each with its place."""
    return [BackFillLine(number, row) for number, row in enumerate(rows, start=1)]


def read_csv(content: bytes) -> list[BackFillLine]:
    """The rows of a table in UTF-8 whose first line names the columns. Errors: NotABackFill."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise NotABackFill("The file is not UTF-8.") from fault
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        names = [name.strip() for name in next(rows, [])]
        _check_names(names)
        found = list(_rows(rows, names))
    except csv.Error as fault:
        raise NotABackFill(f"Line {rows.line_num}: the quotation marks do not match.") from fault
    if not found:
        raise NotABackFill("There are no rows below the column names.")
    return found


def _check_names(names: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise NotABackFill(
            f"Line 1: the column {missing[0]} is missing; these are known: {', '.join(COLUMNS)}."
        )
    for place, name in enumerate(names, start=1):
        if name not in COLUMNS or name in names[: place - 1]:
            raise NotABackFill(
                f"Line 1: column {place} is not known or stands twice; these are known: {', '.join(COLUMNS)}."
            )


def _rows(rows: Iterator[list[str]], names: Sequence[str]) -> Iterator[BackFillLine]:
    for number, cells in _with_lines(rows):
        if len(cells) > len(names):
            yield BackFillLine(
                number, BackFillFault("row", f"has more than the {len(names)} cells of line 1")
            )
        elif any(cells):
            named = zip(names, map(str.strip, cells), strict=False)
            yield BackFillLine(number, {name: cell for name, cell in named if cell})


def _with_lines(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row with the line on which it begins."""
    begins = 2
    for cells in rows:
        yield begins, cells
        begins = rows.line_num + 1  # type: ignore[attr-defined]


def read_each(
    lines: Sequence[BackFillLine], shape: type[Read]
) -> tuple[dict[int, Read], dict[int, BackFillFault]]:
    """What can be read, and what is wrong with the rest, by line."""
    read = {line.number: read_row(line.sent, shape) for line in lines}
    faults = {number: one for number, one in read.items() if isinstance(one, BackFillFault)}
    return {number: one for number, one in read.items() if not isinstance(one, BackFillFault)}, faults


def read_row(sent: object, shape: type[Read]) -> Read | BackFillFault:
    """The row, or what is wrong with it."""
    if isinstance(sent, BackFillFault):
        return sent
    try:
        return shape.model_validate(sent)
    except ValidationError as error:
        fault = error.errors()[0]
    field = str(fault["loc"][0]) if fault["loc"] else "row"
    if fault["type"] == "extra_forbidden":
        return BackFillFault(named(field) or "row", unknown_field(field, shape.model_fields))
    return BackFillFault(field, what_is_wrong(fault))


def id_of(sent: object) -> str | None:
    """The id of a row, whatever else is wrong with it; nothing where even that cannot be one."""
    said = sent.get("event_id") if isinstance(sent, dict) else None
    return said if isinstance(said, str) and _ID.fullmatch(said) else None
