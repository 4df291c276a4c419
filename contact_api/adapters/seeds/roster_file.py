"""Reading one roster file: a week that repeats, or rows with dates; all of it is checked before it is handed out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contact_api.adapters.seeds.faults import Fault, SeedFaults
from contact_api.adapters.seeds.roster_rows import UNIT, read_roster_rows
from contact_api.adapters.seeds.rows import Row, rows_of
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.domain.region.region_seed import RosterRow

WEEKLY = ["staff_id", "weekday", "starts", "ends", "kind"]
DATED = ["staff_id", "date", "starts", "ends", "kind"]
STAFF_LIST = "the staff of this region; add them with contact-api seed, or mend the id"


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A roster as it was read."""

    rows: tuple[RosterRow, ...]
    units: frozenset[UnitId]  # at which its rows are
    first: date | None  # None: a week, of no dates of its own
    last: date | None


def read_roster_file(path: Path, staff: Mapping[StaffId, StaffMember]) -> RosterFile:
    """The roster in a file with commas or semicolons, UTF-8 with or without BOM, or Windows-1252 as Excel saves it.

    Errors: SeedFaults, each with its line and what to do; at most 20 are listed.
    """
    faults: list[Fault] = []
    text = _text_of(path, faults)
    dated = "date" in text.partition("\n")[0].lower()
    found = list(rows_of(text, path.name, DATED if dated else WEEKLY, faults, also=[UNIT])) if text else []
    rows = read_roster_rows(found, staff, STAFF_LIST, on=_date_of if dated else _weekday_of)
    if not found and not faults:
        faults.append(Fault(path.name, 0, "", "holds no row; a file without rows would leave nobody at work"))
    if faults:
        raise SeedFaults(faults)
    dates = sorted(row.on for row in rows if isinstance(row.on, date))
    return RosterFile(
        rows,
        frozenset(row.unit_id or staff[row.staff_id].unit_id for row in rows),
        dates[0] if dates else None,
        dates[-1] if dates else None,
    )


def _date_of(row: Row) -> date:
    return row.day("date")


def _weekday_of(row: Row) -> int:
    return row.weekday("weekday")


def _text_of(path: Path, faults: list[Fault]) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        faults.append(Fault(path.name, 0, "", f"cannot be read ({type(error).__name__}); is the path right?"))
        return ""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
