"""Rosters that other systems read wrongly: nights, midnight, the same file twice, one bad row among many."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from contact_api.adapters.seeds.faults import SeedFaults
from contact_api.adapters.seeds.roster import staff_time_of
from contact_api.adapters.seeds.roster_file import read_roster_file
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.usecases.staff_time.change_staff_time import add_staff_time
from contact_api.usecases.staff_time.load_roster import load_roster
from contact_api.usecases.staff_time.what_breaks import StaffTimeChanged
from tests.makers import DAY, ZONE, a_staff_time, at
from tests.stores import over_both_stores, the_region
from tests.usecases.day import BACKEN, EVER, NURSE, Day

A_DAY = timedelta(days=1)
HEADER = "staff_id;date;starts;ends;kind"
MONDAY = date(2027, 1, 11)


def written(folder: Path, *rows: str) -> Path:
    path = folder / "roster.csv"
    path.write_text("\ufeff" + "\r\n".join([HEADER, *rows, ";;;;"]), "utf-8")
    return path


def read(path: Path, *days: date) -> list[StaffTime]:
    staff = the_region().staff
    return staff_time_of(read_roster_file(path, staff).rows, days, staff, zone=ZONE)


def load(day: Day, path: Path, first: date = DAY, days: int = 2) -> StaffTimeChanged:
    """As the command does: the file is read again each time."""
    wanted = read(path, *(first + number * A_DAY for number in range(days)))
    last = first + (days - 1) * A_DAY
    return day.run(
        lambda tx: load_roster(wanted, tx, units=[BACKEN], first=first, last=last, now=at("00:00"))
    )


def test_a_night_shift_has_eight_hours_and_covers_one_o_clock_of_the_day_after(tmp_path: Path) -> None:
    [night] = read(written(tmp_path, "backen-01;2027-01-11;22:00;06:00;callback"), MONDAY)

    assert (night.starts_at, night.ends_at) == (at("22:00", day=MONDAY), at("06:00", day=MONDAY + A_DAY))
    assert night.ends_at - night.starts_at == timedelta(hours=8)
    assert night.starts_at < at("01:00", day=MONDAY + A_DAY) < night.ends_at


def test_spans_of_one_date_overlap_only_where_they_do_across_midnight_too(tmp_path: Path) -> None:
    """The early hours of a date come before its late evening; of three spans the third is refused for the second."""
    apart = ["backen-01;2027-01-11;22:00;04:00;callback", "backen-01;2027-01-11;02:00;08:00;callback"]
    three = [
        f"backen-01;2027-01-11;{hours};callback" for hours in ("08:00;12:00", "14:00;18:00", "16:00;20:00")
    ]

    assert len(read(written(tmp_path, *apart), MONDAY)) == 2
    with pytest.raises(SeedFaults) as refused:
        read(written(tmp_path, *three), MONDAY)

    [fault] = refused.value.faults
    assert (fault.line, "line 3" in fault.text) == (4, True)


@over_both_stores
def test_the_same_file_loaded_twice_changes_nothing_the_second_time(bare_day: Day, tmp_path: Path) -> None:
    path = written(
        tmp_path, "backen-01;2025-11-05;8:00;24:00;callback", "backen-01;2025-11-06;0:00;6:00;shared"
    )
    load(bare_day, path)
    once = bare_day.run(lambda tx: tx.staff_time_of([NURSE], EVER))

    again = load(bare_day, path)

    assert not again.changes
    assert bare_day.run(lambda tx: tx.staff_time_of([NURSE], EVER)) == once
    assert len(once) == 2


def test_of_thirty_rows_one_bad_one_is_named_with_its_line_and_cause_and_nothing_is_taken(
    tmp_path: Path,
) -> None:
    days = [MONDAY + number * A_DAY for number in range(30)]
    rows = [f"backen-01;{day};8:00;{'25:00' if n == 16 else '12:00'};callback" for n, day in enumerate(days)]

    with pytest.raises(SeedFaults) as refused:
        read(written(tmp_path, *rows), *days)

    assert [str(one) for one in refused.value.faults] == [
        "roster.csv line 18, ends: '25:00' is not a time of day (HH:MM)"
    ]


@over_both_stores
def test_round_the_clock_loses_no_minute_at_midnight_and_leaks_none_into_a_day_of_absence(
    bare_day: Day, tmp_path: Path
) -> None:
    tomorrow = DAY + A_DAY
    path = written(
        tmp_path,
        "backen-01;2025-11-05;00:00;24:00;callback",
        "backen-01;2025-11-06;00:00;24:00;callback",
    )
    load(bare_day, path)
    assert [cell.staff_minutes for cell in bare_day.cells()] == [30] * 96

    away = replace(
        a_staff_time(kind=StaffTimeKind.ABSENCE),
        starts_at=at("00:00", day=tomorrow),
        ends_at=at("00:00", day=tomorrow + A_DAY),
    )
    bare_day.run(lambda tx: add_staff_time(away, tx, now=at("00:00")))

    assert {cell.start.astimezone(ZONE).date() for cell in bare_day.cells()} == {DAY}
    assert sum(cell.staff_minutes for cell in bare_day.cells()) == 24 * 60
