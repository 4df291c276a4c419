"""Rows of a roster: who works when, of a weekday or a date; a wrong one becomes a fault."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from contact_api.adapters.seeds.roster import minute_of
from contact_api.adapters.seeds.rows import Row
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.domain.region.region_seed import RosterRow

A_DAY = 24 * 60  # minutes on the clock
A_WEEK = 7 * A_DAY
UNIT = "unit_id"  # a column that may be left out, as may its cells: the home unit
LONGEST_NIGHT = 16 * 60  # what goes on longer past midnight has its hours the wrong way round


def read_roster_rows(
    rows: Iterable[Row], staff: Mapping[StaffId, StaffMember], where: str, *, on: Callable[[Row], date | int]
) -> tuple[RosterRow, ...]:
    """The rows; one person's do not overlap, also not past midnight. `where` staff are listed, for who is not."""
    read: list[RosterRow] = []
    taken: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row in rows:
        faults = len(row.faults)
        found = _row_of(row, staff, where, on(row))
        read.append(found)
        if len(row.faults) > faults:
            continue
        starts, ends = _minutes(found)
        for earlier_starts, earlier_ends, line in taken[found.staff_id]:
            turns = (-A_WEEK, 0, A_WEEK) if isinstance(found.on, int) else (0,)
            if any(starts + turn < earlier_ends and earlier_starts < ends + turn for turn in turns):
                row.fault("starts", f"overlaps line {line} of the same person; leave one of them out")
                break
        taken[found.staff_id].append((starts, ends, row.line))
    return tuple(read)


def _row_of(row: Row, staff: Mapping[StaffId, StaffMember], where: str, on: date | int) -> RosterRow:
    faults = len(row.faults)
    starts, ends = row.clock("starts"), row.clock_at_end("ends")
    until = minute_of(ends) + (A_DAY if ends <= starts else 0)
    too_long = until > A_DAY and until - minute_of(starts) > LONGEST_NIGHT
    if too_long and len(row.faults) == faults:
        row.fault(
            "ends", f"{row.cells['ends']!r} does not come after the start, and no shift of a night is so long"
        )
    kind = row.one_of("kind", StaffTimeKind, but=(StaffTimeKind.ABSENCE,))
    if kind is StaffTimeKind.ABSENCE:
        row.fault("kind", "an absence is no part of a roster; report it as a sick call")
    staff_id = StaffId(row.known("staff_id", row.text("staff_id"), staff, where))
    return RosterRow(staff_id, on, starts, ends, kind, _unit_of(row, staff.get(staff_id)))


def _unit_of(row: Row, member: StaffMember | None) -> UnitId | None:
    """Where it is worked, when the row says; one that this person does not work at is a fault."""
    unit_id = UnitId(row.cells.get(UNIT, ""))
    if unit_id and member is not None and unit_id not in member.units:
        there = ", ".join(member.units)
        row.fault(
            UNIT, f"{unit_id!r} is no unit of this person, who works at {there}; add it with contact-api seed"
        )
    return unit_id or None


def _minutes(row: RosterRow) -> tuple[int, int]:
    """When it starts and ends, in minutes on the clock since some Monday."""
    day = row.on.toordinal() if isinstance(row.on, date) else row.on
    starts = day * A_DAY + minute_of(row.starts)
    return starts, day * A_DAY + minute_of(row.ends) + (A_DAY if row.ends_next_day else 0)
