"""Reading the files of a scenario; a fault names the file, the line and the field."""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from contact_api.replay.errors import ScenarioFault

T = TypeVar("T")
UPPER_LIMIT = 1e6  # also keeps out inf and nan


class ScenarioRow:
    """One line of a file."""

    def __init__(self, file: str, line: int, fields: dict[str, str]) -> None:
        self.file = file
        self.line = line
        self._fields = fields

    def fault(self, field: str, wrong: str) -> ScenarioFault:
        return ScenarioFault(f"{self.file} line {self.line}, {field}: {wrong}")

    def maybe(self, field: str) -> str | None:
        return self._fields.get(field, "").strip() or None

    def text(self, field: str) -> str:
        found = self.maybe(field)
        if found is None:
            raise self.fault(field, "is missing")
        return found

    def names(self, field: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(part.strip() for part in self.text(field).split(";") if part.strip()))
        if not found:
            raise self.fault(field, "names nothing")
        return found

    def one_of(self, field: str, allowed: Sequence[str]) -> str:
        found = self.text(field)
        if found not in allowed:
            raise self.fault(field, f"{found!r} is not one of {', '.join(allowed)}")
        return found

    def flag(self, field: str) -> bool:
        return self.one_of(field, ("0", "1")) == "1"

    def moment(self, field: str) -> datetime:
        found = self.maybe_moment(field)
        if found is None:
            raise self.fault(field, "is missing")
        return found

    def maybe_moment(self, field: str) -> datetime | None:
        """A local time without offset, as the format writes it."""
        text = self.maybe(field)
        if text is None:
            return None
        moment = self._read(field, text, datetime.fromisoformat, "is no time such as 2025-11-03T08:07:30")
        if moment.tzinfo is not None:
            raise self.fault(field, f"{text!r} has an offset; times are local, without one")
        return moment

    def number(self, field: str, *, least: float) -> float:
        text = self.text(field)
        found = self._read(field, text, float, "is no number")
        if not least <= found < UPPER_LIMIT:
            raise self.fault(field, f"{text!r} must be at least {least:g}")
        return found

    def degrees(self, field: str) -> float:
        return self.number(field, least=-180)

    def whole(self, field: str) -> int:
        text = self.text(field)
        found = self._read(field, text, int, "is no whole number")
        if found < 0:
            raise self.fault(field, f"{text!r} must be at least 0")
        return found

    def known(self, field: str, among: object, what: str) -> str:
        """A text that must be an id found elsewhere in the scenario."""
        found = self.text(field)
        if found not in among:  # type: ignore[operator]
            raise self.fault(field, f"there is no {what} {found!r}")
        return found

    def _read(self, field: str, text: str, reads: Callable[[str], T], wrong: str) -> T:
        try:
            return reads(text)
        except ValueError:
            raise self.fault(field, f"{text!r} {wrong}") from None


def rows_of(
    folder: Path, file: str, columns: Sequence[str], *, optional: Sequence[str] = ()
) -> Iterator[ScenarioRow]:
    """The lines of a comma-separated file with a header row."""
    try:
        with (folder / file).open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened, strict=True)
            header = next(reader, [])
            _check_header(file, header, columns, optional)
            for fields in reader:
                if not fields:
                    continue
                if len(fields) != len(header):
                    wrong = f"{len(fields)} fields where the header has {len(header)}"
                    raise ScenarioFault(f"{file} line {reader.line_num}, row: {wrong}")
                yield ScenarioRow(file, reader.line_num, dict(zip(header, fields, strict=True)))
    except OSError as error:
        raise ScenarioFault(f"{file}: cannot be read ({error.strerror or error})") from None
    except UnicodeDecodeError:
        raise ScenarioFault(f"{file}: is not UTF-8") from None
    except csv.Error as error:
        raise ScenarioFault(f"{file}: is no comma-separated file ({error})") from None


def _check_header(file: str, header: Sequence[str], columns: Sequence[str], optional: Sequence[str]) -> None:
    for column in columns:
        if column not in header:
            raise ScenarioFault(f"{file} line 1, {column}: the column is missing")
    for column in header:
        if column not in columns and column not in optional:
            raise ScenarioFault(f"{file} line 1, {column}: there is no such column in the format")
