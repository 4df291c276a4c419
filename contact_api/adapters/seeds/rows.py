"""Reading a CSV file cell by cell: a wrong cell becomes a fault, and reading goes on to find the next."""

import csv
import io
import math
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from contact_api.adapters.seeds.faults import Fault

Code = TypeVar("Code", bound=StrEnum)
Value = TypeVar("Value")
Moment = TypeVar("Moment", date, time)

_HSA_ID = re.compile(r"SE\d{10}-[A-Za-z0-9]{1,18}", re.ASCII)
_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TIME = re.compile(r"\d?\d:\d\d(:\d\d)?", re.ASCII)
_MIDNIGHT = re.compile(r"24:00(:00)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file. Each method says what a cell means; of a faulty cell, a value nobody will use."""

    file: str
    line: int
    cells: dict[str, str]
    faults: list[Fault]

    def fault(self, field: str, text: str) -> None:
        """Note that this cell is wrong and why."""
        self.faults.append(Fault(self.file, self.line, field, text))

    def optional(self, field: str) -> str:
        return self.cells[field]

    def text(self, field: str) -> str:
        if not self.cells[field]:
            self.fault(field, "is empty")
        return self.cells[field]

    def slug(self, field: str) -> str:
        """An id of a-z, 0-9 and hyphens: it stands in URLs."""
        return self._matching(field, _SLUG, "an id of a-z, 0-9 and single hyphens")

    def hsa_id(self, field: str) -> str:
        return self._matching(field, _HSA_ID, "an HSA-id (SE, ten digits, -, 1 to 18 letters or digits)")

    def phone(self, field: str) -> str:
        if not _PHONE.fullmatch(self.cells[field]):  # the number itself is not repeated
            self.fault(field, "is not a telephone number in E.164 (+46701740605)")
        return self.cells[field]

    def language(self, field: str) -> str:
        return self._matching(field, _LANGUAGE, "a language code (BCP-47: sv, en, sma)")

    def languages(self, field: str) -> tuple[str, ...]:
        for code in self.many(field):
            if not _LANGUAGE.fullmatch(code):
                self.fault(field, f"{code!r} is not a language code (BCP-47: sv, en, sma)")
        return self.many(field)

    def many(self, field: str) -> tuple[str, ...]:
        """A list inside the cell, separated by `;`."""
        return tuple(part.strip() for part in self.cells[field].split(";") if part.strip())

    def whole(self, field: str) -> int:
        return self._converted(field, int, "a whole number", 0)

    def weekday(self, field: str) -> int:
        day = self.whole(field)
        if day not in range(1, 8) and self.cells[field].isdigit():
            self.fault(field, f"{self.cells[field]!r} is not a weekday (1 Monday to 7 Sunday)")
        return day

    def degrees(self, field: str, limit: int) -> float:
        value = self._converted(field, float, "a number", 0.0)
        if not math.isfinite(value) or abs(value) > limit:
            self.fault(field, f"{self.cells[field]!r} is not between -{limit} and {limit} degrees")
        return value

    def yes_no(self, field: str) -> bool:
        if self.cells[field] not in ("true", "false"):
            self.fault(field, f"{self.cells[field]!r} is not true or false")
        return self.cells[field] == "true"

    def clock(self, field: str) -> time:
        if not _TIME.fullmatch(self.cells[field]):
            self.fault(field, f"{self.cells[field]!r} is not a time of day (HH:MM)")
            return time()
        read = self.cells[field].rjust(5 if self.cells[field].count(":") == 1 else 8, "0")
        return self._converted(field, lambda _: time.fromisoformat(read), "a time of day (HH:MM)", time())

    def clock_at_end(self, field: str) -> time:
        """A time of day at which something ends: 24:00 is the midnight after it, told as 00:00."""
        return time() if _MIDNIGHT.fullmatch(self.cells[field]) else self.clock(field)

    def clock_or_none(self, field: str) -> time | None:
        return self.clock(field) if self.cells[field] else None

    def day(self, field: str) -> date:
        return self._converted(field, date.fromisoformat, "a date (YYYY-MM-DD)", date.min)

    def day_or_none(self, field: str) -> date | None:
        return self.day(field) if self.cells[field] else None

    def one_of(self, field: str, codes: type[Code], *, but: Collection[Code] = ()) -> Code:
        """A code; `but`: those that are not for files, so that a fault does not offer them."""
        offered = ", ".join(code for code in codes if code not in but)
        return self._converted(field, codes, f"one of {offered}", next(iter(codes)))

    def known(self, field: str, used: str, known: Collection[str], where: str) -> str:
        """A reference to an id of another file; not checked when that file gave nothing to check against."""
        if used and known and used not in known:
            self.fault(field, f"{used!r} is not in {where}")
        return used

    def once(self, field: str, seen: set[str]) -> None:
        """The cell may stand in one line only."""
        if self.cells[field] in seen:
            self.fault(field, f"{self.cells[field]!r} stands there twice")
        seen.add(self.cells[field])

    def forward(self, field: str, start: Moment | None, end: Moment | None) -> None:
        """`end`, which the field holds, must come after `start` where both are there."""
        if start is not None and end is not None and end <= start:
            self.fault(field, f"{self.cells[field]!r} does not come after the start")

    def _matching(self, field: str, pattern: re.Pattern[str], wanted: str) -> str:
        if not pattern.fullmatch(self.cells[field]):
            self.fault(field, f"{self.cells[field]!r} is not {wanted}")
        return self.cells[field]

    def _converted(self, field: str, kind: Callable[[str], Value], wanted: str, instead: Value) -> Value:
        try:
            return kind(self.cells[field])
        except ValueError:
            self.fault(field, f"{self.cells[field]!r} is not {wanted}")
            return instead


def read_rows(
    folder: Path, file: str, header: str, faults: list[Fault], *, also: Collection[str] = ()
) -> Iterator[Row]:
    """The lines of a CSV file that has the columns of `header` (comma-separated), in any order; `also` as below."""
    text = read_text(folder, file, faults)
    if text is None:
        return
    yield from rows_of(text, file, header.split(","), faults, also=also)


def rows_of(
    text: str, file: str, fields: list[str], faults: list[Fault], *, also: Collection[str] = ()
) -> Iterator[Row]:
    """The lines of a CSV text that has these columns, in any order; with commas, or semicolons as Excel has them.

    Columns named by `also` may be left out: their cells are empty then.
    """
    lines = _lines(text, file, faults)
    _, found = next(lines, (1, []))
    found = [cell.strip() for cell in found]
    if wrong := list(_header_faults(file, found, fields, also)):
        faults.extend(wrong)
        return
    for line, cells in lines:
        if not any(map(str.strip, cells)):
            continue  # a spreadsheet's row of nothing
        if len(cells) == len(found):
            row = dict(zip(found, (cell.strip() for cell in cells), strict=True))
            yield Row(file, line, dict.fromkeys(also, "") | row, faults)
        else:
            counted = f"has {len(cells)} cells, the header has {len(found)}"
            faults.append(Fault(file, line, "", counted))


def _lines(text: str, file: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line it starts on; where quotes do not match, a fault and no more records."""
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    starts = 1
    try:
        for cells in reader:
            yield starts, cells
            starts = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(file, starts, "", f"is not CSV: {error}"))


def _header_faults(file: str, found: list[str], fields: list[str], also: Collection[str]) -> Iterator[Fault]:
    for field in fields:
        if field not in found:
            yield Fault(file, 1, field, "the column is missing")
    for field in found:
        if field not in (*fields, *also) or found.count(field) > 1:
            yield Fault(file, 1, field, "is no column of this file, or stands there twice")


def read_text(folder: Path, file: str, faults: list[Fault]) -> str | None:
    """The text of a file, or None and a fault."""
    try:
        return (folder / file).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(file, 0, "", "the file is missing"))
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(file, 0, "", f"cannot be read as UTF-8 text ({type(error).__name__})"))
    return None
