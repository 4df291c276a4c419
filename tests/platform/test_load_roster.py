"""`contact-api roster load`: files as spreadsheets save them, faults by line, whole or not at all."""

import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from contact_api.adapters.seeds.faults import SeedFaults
from contact_api.adapters.seeds.roster_file import read_roster_file
from contact_api.cli import main
from contact_api.domain.capacity.capacity import Assignment
from contact_api.domain.core.values import StaffId, UnitId
from tests.adapters.sql.small_region import asked
from tests.stores import the_region

pytestmark = pytest.mark.long

VASTERBOTTEN = Path(__file__).parents[2] / "seeds" / "vasterbotten"
DATED = "staff_id,date,starts,ends,kind"
WEEKLY = "staff_id;weekday;starts;ends;kind"
PLANNED = "select count(*), sum(extract(epoch from ends_at - starts_at) / 60)::int from staff_time where {}"
OF_UNIT = "unit_id = (select unit_id from staff_member where id = 'alidhem-01') and kind = 'callback'"


def typed(url: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Type a command; the exit status."""
    monkeypatch.setenv("CONTACT_DATABASE_URL", url)
    monkeypatch.setenv("CONTACT_SECRET_KEY", "made up for the tests, forty characters")
    monkeypatch.setattr(sys, "argv", ["contact-api", *arguments])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def faults_of(path: Path, content: str | bytes) -> list[str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SeedFaults) as refused:
        read_roster_file(path, the_region().staff)
    return [str(one) for one in refused.value.faults]


@pytest.mark.parametrize(
    "content",
    [
        f"{DATED}\nbacken-01,2025-11-05,8:00,24:00,callback\n",
        f"\ufeff{DATED.replace(',', ';')}\r\nbacken-01;2025-11-05;08:00;24:00;callback\r\n;;;;\r\n",
        f"{WEEKLY}\nbacken-01;3;8:00;00:00;callback\n".encode("cp1252"),
        b"kind,ends,starts,date,staff_id\ncallback,24:00:00,08:00:00,2025-11-05,backen-01",
    ],
    ids=["commas", "semicolons with a BOM and an empty row", "Windows-1252", "other order"],
)
def test_a_roster_is_read_as_spreadsheets_save_it(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    [row] = read_roster_file(path, the_region().staff).rows

    assert (f"{row.starts:%H:%M}", f"{row.ends:%H:%M}", row.ends_next_day) == ("08:00", "00:00", True)


def test_a_row_says_at_which_of_their_units_somebody_works(tmp_path: Path) -> None:
    path, staff = tmp_path / "roster.csv", dict(the_region().staff)
    other = Assignment(UnitId("teg"))
    staff[StaffId("backen-01")] = replace(staff[StaffId("backen-01")], assignments=(other,))
    lines = ["backen-01,2025-11-05,8:00,9:00,callback,", "backen-01,2025-11-05,9:00,10:00,callback,teg"]
    path.write_text("\n".join([f"{DATED},unit_id", *lines]), "utf-8")

    read = read_roster_file(path, staff)

    assert [row.unit_id for row in read.rows] == [None, "teg"]
    assert read.units == {"backen", "teg"}


def test_a_unit_at_which_somebody_does_not_work_is_a_fault(tmp_path: Path) -> None:
    line = "backen-01,2025-11-05,8:00,9:00,callback,teg"

    [fault] = faults_of(tmp_path / "roster.csv", f"{DATED},unit_id\n{line}\n")

    assert fault.startswith(
        "roster.csv line 2, unit_id: 'teg' is no unit of this person, who works at backen"
    )


def test_every_fault_is_told_by_its_line_with_what_to_do(tmp_path: Path) -> None:
    lines = [
        "backen-01,2025-11-05,08:00,12:00,callback",
        "nobody,2025-11-05,08:00,12:00,callback",
        "backen-01,2025-11-05,11:00,13:00,meeting",
        "backen-02,5/11,25:00,12:00,callback",
        "backen-02,2025-11-05,22:00,21:00,callback",
        "backen-02,2025-11-06,08:00,12:00,absence",
        "backen-02,2025-11-07,22:00,06:00,callback",
        "backen-02,2025-11-08,05:00,09:00,callback",
    ]

    found = faults_of(tmp_path / "roster.csv", "\n".join([DATED, *lines]))

    places = [one.partition(":")[0] for one in found]
    assert places == [
        "roster.csv line 3, staff_id",
        "roster.csv line 4, starts",
        "roster.csv line 5, date",
        "roster.csv line 5, starts",
        "roster.csv line 6, ends",
        "roster.csv line 7, kind",
        "roster.csv line 9, starts",
    ]
    assert "contact-api seed" in found[0]
    assert "leave one of them out" in found[1]
    assert "sick call" in found[5]


def test_a_file_without_rows_empties_nothing(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "roster.csv", DATED)[0].startswith("roster.csv: holds no row")


def test_a_roster_is_checked_loaded_and_loaded_again(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(database_url, monkeypatch, "seed", "--folder", str(VASTERBOTTEN))
    before = asked(database_url, PLANNED.format(OF_UNIT))
    path = tmp_path / "roster.csv"
    path.write_text(
        f"{WEEKLY}\nalidhem-01;1;9:00;10:00;callback\nalidhem-01;2;22:00;1:00;callback\n", "utf-8"
    )
    load = ("roster", "load", str(path))
    capsys.readouterr()

    assert typed(database_url, monkeypatch, *load, "--check") == 0
    checked = capsys.readouterr().out
    assert asked(database_url, PLANNED.format(OF_UNIT)) == before
    assert typed(database_url, monkeypatch, *load) == 0
    loaded = capsys.readouterr().out
    assert asked(database_url, PLANNED.format(OF_UNIT + " and starts_at >= current_date")) == [(16, 8 * 240)]
    assert typed(database_url, monkeypatch, *load) == 0

    assert "would be added" in checked
    assert checked.endswith("Nothing was written.\n")
    assert "minutes that can be promised, of" in loaded
    told = int(re.findall(r"→ (\d+) minutes that can be promised", loaded)[0])
    assert 0 < told <= 8 * 60  # nobody is called at night, when the unit is closed
    assert "nothing changes" in capsys.readouterr().out


def test_a_roster_with_faults_is_refused_line_by_line_and_writes_nothing(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(database_url, monkeypatch, "seed", "--folder", str(VASTERBOTTEN))
    before = asked(database_url, PLANNED.format("true"))
    path = tmp_path / "roster.csv"
    path.write_text(f"{WEEKLY}\nalidhem-01;1;9:00;10:00;callback\nghost;9;x;10:00;nap\n", "utf-8")
    capsys.readouterr()

    assert typed(database_url, monkeypatch, "roster", "load", str(path)) == 1

    said = capsys.readouterr().err
    assert said.count("roster.csv line 3") == 4
    assert "Traceback" not in said
    assert asked(database_url, PLANNED.format("true")) == before


def test_the_end_of_the_roster_is_told_by_health(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(database_url, monkeypatch, "seed", "--folder", str(VASTERBOTTEN))
    assert typed(database_url, monkeypatch, "health", "roster") == 0
    capsys.readouterr()

    monkeypatch.setenv("CONTACT_ROSTER_LEAD_DAYS", "90")

    assert typed(database_url, monkeypatch, "health", "roster") == 1
    said = capsys.readouterr().err
    assert "alidhem in" in said
    assert "contact-api roster load" in said


def test_a_seed_without_a_roster_leaves_the_one_that_was_loaded(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(VASTERBOTTEN, tmp_path / "region"))
    typed(database_url, monkeypatch, "seed", "--folder", str(folder))
    before = asked(database_url, PLANNED.format("true"))
    header = (folder / "shifts.csv").read_text("utf-8").splitlines()[0]
    (folder / "shifts.csv").write_text(header + "\n", "utf-8")

    assert typed(database_url, monkeypatch, "seed", "--folder", str(folder)) == 0

    assert asked(database_url, PLANNED.format("true")) == before


def test_who_is_no_longer_in_the_seed_has_left(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(VASTERBOTTEN, tmp_path / "region"))
    typed(database_url, monkeypatch, "seed", "--folder", str(folder))
    for file in ("staff.csv", "shifts.csv"):
        kept = [one for one in (folder / file).read_text("utf-8").splitlines() if "alidhem-01," not in one]
        (folder / file).write_text("\n".join(kept) + "\n", "utf-8")

    assert typed(database_url, monkeypatch, "seed", "--folder", str(folder)) == 0

    gone = "select count(*) from staff_time where staff_id = 'alidhem-01' and starts_at > now()"
    assert asked(database_url, gone) == [(0,)]
    assert asked(database_url, "select id from staff_member where left_at is not null") == [("alidhem-01",)]


def test_at_a_unit_that_somebody_has_left_nothing_more_is_planned_of_them(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(VASTERBOTTEN, tmp_path / "region"))
    typed(database_url, monkeypatch, "seed", "--folder", str(folder))
    roster = tmp_path / "clinic.csv"
    roster.write_text(f"{WEEKLY};unit_id\nbacken-01;6;09:00;10:00;callback;norrlandskliniken\n", "utf-8")
    typed(database_url, monkeypatch, "roster", "load", str(roster))
    there = "select count(*) > 0 from staff_time where staff_id = 'backen-01' and starts_at > now() and unit_id = '{}'"
    before = [asked(database_url, there.format(unit)) for unit in ("norrlandskliniken", "backen")]
    header = (folder / "assignments.csv").read_text("utf-8").splitlines()[0]
    (folder / "assignments.csv").write_text(header + "\n", "utf-8")
    week = (folder / "shifts.csv").read_text("utf-8").splitlines()[0]
    (folder / "shifts.csv").write_text(week + "\n", "utf-8")

    assert typed(database_url, monkeypatch, "seed", "--folder", str(folder)) == 0

    after = [asked(database_url, there.format(unit)) for unit in ("norrlandskliniken", "backen")]
    assert (before, after) == ([[(True,)], [(True,)]], [[(False,)], [(True,)]])
