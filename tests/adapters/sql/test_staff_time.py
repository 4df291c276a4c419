"""Old shifts become staff time, minute by minute, and the database itself refuses what would count twice."""

import psycopg
import pytest

from contact_api.adapters.sql import migrate
from contact_api.demo.databases import connected
from tests.adapters.sql.small_region import asked, write_rows
from tests.makers import a_region

BEFORE = "0022"
OLD = """
INSERT INTO shift (staff_id, starts_at, ends_at, called_off_at) VALUES
    ('backen-01', '2025-11-05T08:00Z', '2025-11-05T12:00Z', NULL),
    ('backen-01', '2025-11-05T11:00Z', '2025-11-05T14:00Z', NULL),
    ('backen-02', '2025-11-05T08:00Z', '2025-11-05T12:00Z', '2025-11-05T09:00Z'),
    ('backen-02', '2025-11-05T10:00Z', '2025-11-05T11:00Z', NULL),
    ('teg-01', '2025-11-05T08:00Z', '2025-11-05T12:00Z', '2025-11-05T07:00Z')
"""
LOOK = "select staff_id, kind, to_char(starts_at, 'HH24'), to_char(ends_at, 'HH24') from staff_time order by 1, 2, 3"
TWICE = """
INSERT INTO staff_time (staff_id, unit_id, kind, starts_at, ends_at, source, author)
VALUES ('backen-01', 'backen', %s, '2025-11-05T13:59Z', '2025-11-05T15:00Z', 'entered', 'x')
"""


def test_shifts_that_overlapped_become_one_and_what_was_called_off_an_absence(
    empty_database_url: str,
) -> None:
    region = a_region()
    migrate.upgrade(empty_database_url)
    write_rows(region.code, region.units.values(), region.staff.values(), empty_database_url)
    migrate.downgrade(empty_database_url, BEFORE)
    with connected(empty_database_url) as connection:
        connection.execute("set timezone to 'UTC'")
        connection.execute(OLD)

    migrate.upgrade(empty_database_url)

    found = asked(
        empty_database_url,
        LOOK.replace("starts_at", "starts_at at time zone 'UTC'").replace(
            "ends_at", "ends_at at time zone 'UTC'"
        ),
    )
    assert found == [
        ("backen-01", "callback", "08", "14"),
        ("backen-02", "absence", "09", "10"),
        ("backen-02", "absence", "11", "12"),
        ("backen-02", "callback", "08", "12"),
        ("teg-01", "absence", "08", "12"),
        ("teg-01", "callback", "08", "12"),
    ]
    for kind in ("callback", "meeting"):
        with connected(empty_database_url) as connection, pytest.raises(psycopg.errors.ExclusionViolation):
            connection.execute(TWICE, [kind])

    migrate.downgrade(empty_database_url, BEFORE)
    assert asked(empty_database_url, "select sum(ends_at - starts_at)::text from shift") == [("08:00:00",)]
