"""Every column of the files about places and staff is in force: changed, it changes the region that is served."""

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import create_engine
from sqlmodel import Session

from contact_api.adapters.seeds.faults import SeedFaults
from contact_api.adapters.seeds.read import read_region
from contact_api.adapters.sql.region import read_region as stored_region
from contact_api.adapters.sql.seeding import write_region
from contact_api.domain.region.region import Region
from tests.http.world import SEEDS

NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Stockholm")).astimezone(UTC)
FOR_PEOPLE = {  # who reads the file; the service does not
    ("units.csv", "source"),
    ("unit_closures.csv", "note"),
    ("care_providers.csv", "name"),
}
OTHER = {
    "municipalities.csv": {"code": "9999", "name": "Another town", "part_of_county": "norra"},
    "care_providers.csv": {
        "id": "another",
        "name": "Another",
        "hsa_id": "SE2321000222-TESTX",
        "kind": "private",
    },
    "units.csv": {
        "unit_id": "another",
        "hsa_id": "SE2321000222-TESTX",
        "name": "Another unit",
        "kind": "branch",
        "municipality_code": "2460",
        "part_of_county": "norra",
        "lat": "60.1",
        "lon": "17.1",
        "care_provider": "norrlandskliniken-test",
        "shares_work": "false",
        "phone": "+46846500499",
        "source": "somebody else",
    },
    "opening_hours.csv": {
        "unit_id": "nordmaling",
        "weekday": "7",
        "opens": "08:30",
        "closes": "16:30",
        "valid_from": "2026-02-01",
        "valid_to": "2027-01-01",
    },
    "unit_closures.csv": {
        "unit_id": "alidhem",
        "day": "2026-12-05",
        "opens": "08:00",
        "closes": "12:00",
        "note": "something else",
    },
    "staff.csv": {
        "staff_id": "another-01",
        "employee_hsa_id": "SE2321000222-TESTX",
        "given_name": "Another",
        "family_name": "Another",
        "unit_id": "nordmaling",
        "professions": "physiotherapist",
        "languages": "fi",
        "licensed": "false",
    },
    "assignments.csv": {
        "staff_id": "alidhem-01",
        "unit_id": "nordmaling",
        "employee_hsa_id": "SE2321000222-TESTX",
    },
}


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = create_engine(database_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def served(folder: Path, session: Session) -> Region | str:
    """The region as the service reads it back, or why the folder is refused; nothing of it stays."""
    try:
        seed = read_region(folder)
    except SeedFaults as refused:
        return str(refused)
    write_region(seed, session, now=NOW)
    session.flush()
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    with connection.cursor(row_factory=dict_row) as cursor:
        region = stored_region(cursor, seed.facts.code, is_red=_is_red, now=NOW)
    session.rollback()
    return region


def test_there_is_another_value_for_every_column() -> None:
    for file, cells in OTHER.items():
        with (SEEDS / file).open(encoding="utf-8", newline="") as opened:
            assert next(csv.reader(opened)) == list(cells)


def test_every_column_changes_what_is_served_but_those_that_are_for_people(
    session: Session, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(SEEDS, tmp_path / "region"))
    as_it_stands = served(folder, session)

    unread = set()
    for file, cells in OTHER.items():
        for column, other in cells.items():
            with changed(folder / file, column, other):
                if served(folder, session) == as_it_stands:
                    unread.add((file, column))

    assert unread == FOR_PEOPLE


@contextmanager
def changed(file: Path, column: str, other: str) -> Iterator[None]:
    """The first line's cell is another one meanwhile."""
    before = file.read_bytes()
    rows = list(csv.reader(before.decode().splitlines()))
    rows[1][rows[0].index(column)] = other
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows(rows)
    yield
    file.write_bytes(before)


def _is_red(_day: object) -> bool:
    return False
