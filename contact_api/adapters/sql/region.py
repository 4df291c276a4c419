"""The region's reference data, read whole from its tables."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, Write
from contact_api.domain.booking.time_types import NO_TIME_TYPES, TimeTypes
from contact_api.domain.booking.time_types_document import read_time_types
from contact_api.domain.capacity.capacity import Assignment, StaffMember, Unit
from contact_api.domain.core.calendar import Closure, OpeningHours
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.domain.forecast.daily_statistics import (
    REMEMBERED_DAYS,
    DailyStatistics,
    counts_of,
    learned_statistics_of,
)
from contact_api.domain.forecast.learned_statistics import LearnedStatistics
from contact_api.domain.region.region import Region
from contact_api.domain.triage.catalogue_document import read_catalogue


class NoSuchRegion(Exception):
    """The database holds no such region yet; run `contact-api seed` first."""


Cursor = psycopg.Cursor[dict[str, Any]]

REGION = Table("region", key=("code",))
NEXT_VERSION = Write("UPDATE region SET version = version + 1 WHERE code = %(code)s", (REGION,))


class RegionInForce(UnitOfWork):
    """See contact_api/ports/region.py."""

    def region(self) -> Region:
        return self._region


def region_version(cursor: Cursor, code: str) -> int:
    """How often the reference data changed. Errors: NoSuchRegion."""
    row = cursor.execute("SELECT version FROM region WHERE code = %s", [code]).fetchone()
    if row is None:
        raise NoSuchRegion(f"the database holds no region {code!r}; run `contact-api seed` first")
    return int(row["version"])


def read_region(cursor: Cursor, code: str, *, is_red: Callable[[date], bool], now: datetime) -> Region:
    """The region with the newest catalogue that is in force on this day there. Errors: NoSuchRegion."""
    facts = cursor.execute("SELECT * FROM region WHERE code = %s", [code]).fetchone()
    today = now.astimezone(ZoneInfo(facts["timezone"] if facts else "UTC")).date()
    document = cursor.execute(
        "SELECT document FROM catalogue_version WHERE region = %s AND valid_from <= %s "
        "ORDER BY valid_from DESC, added_at DESC LIMIT 1",
        [code, today],
    ).fetchone()
    if facts is None or document is None:
        raise NoSuchRegion(f"the database holds no catalogue for {code!r}; run `contact-api seed` first")
    catalogue = read_catalogue(document["document"])
    units = _units(cursor, code)
    return Region(
        code=code,
        zone=ZoneInfo(facts["timezone"]),
        units=units,
        staff=_staff(cursor, code),
        catalogue=catalogue,
        hours=_hours(cursor, code),
        closures=_closures(cursor, code),
        is_red=is_red,
        day_end=facts["day_end"],
        learned=_learned(cursor, code),
        time_types=_time_types(cursor, code, today),
    )


def _time_types(cursor: Cursor, code: str, today: date) -> TimeTypes:
    found = cursor.execute(
        "SELECT document FROM time_types_version WHERE region = %s AND valid_from <= %s "
        "ORDER BY valid_from DESC, added_at DESC LIMIT 1",
        [code, today],
    ).fetchone()
    return read_time_types(found["document"]) if found else NO_TIME_TYPES


def _learned(cursor: Cursor, code: str) -> LearnedStatistics:
    found = cursor.execute(
        "SELECT day, counts FROM daily_statistics WHERE region = %s ORDER BY day DESC LIMIT %s",
        [code, REMEMBERED_DAYS],
    )
    return learned_statistics_of(DailyStatistics(row["day"], counts_of(row["counts"])) for row in found)


def _units(cursor: Cursor, code: str) -> dict[UnitId, Unit]:
    found = cursor.execute(
        "SELECT u.id, u.name, u.care_provider_id AS provider_id, p.hsa_id AS provider_hsa_id, "
        "u.shares_work, m.name AS municipality, u.part_of_county, "
        "u.hsa_id, u.lat, u.lon, u.kind, p.kind = 'private' AS private, "
        "coalesce(u.phone, '') AS phone FROM unit u "
        "JOIN municipality m ON m.code = u.municipality_code "
        "JOIN care_provider p ON p.id = u.care_provider_id WHERE u.region = %s ORDER BY u.id",
        [code],
    )
    return {UnitId(row["id"]): Unit(**row) for row in found}


def _staff(cursor: Cursor, code: str) -> dict[StaffId, StaffMember]:
    found = cursor.execute(
        "SELECT s.id, s.unit_id, s.professions, s.languages, s.licensed, s.employee_hsa_id, s.name "
        "FROM staff_member s JOIN unit u ON u.id = s.unit_id WHERE u.region = %s AND s.left_at IS NULL ORDER BY s.id",
        [code],
    )
    members = found.fetchall()
    assignments = _assignments(cursor, code)
    return {
        StaffId(row["id"]): StaffMember(
            **row
            | {"professions": tuple(row["professions"]), "languages": tuple(row["languages"])}
            | {"assignments": tuple(assignments.get(row["id"], ()))}
        )
        for row in members
    }


def _assignments(cursor: Cursor, code: str) -> dict[str, list[Assignment]]:
    found = cursor.execute(
        "SELECT a.staff_id, a.unit_id, a.employee_hsa_id FROM staff_assignment a JOIN unit u ON u.id = a.unit_id "
        "WHERE u.region = %s ORDER BY a.staff_id, a.unit_id",
        [code],
    )
    by_staff: dict[str, list[Assignment]] = {}
    for row in found:
        there = Assignment(UnitId(row["unit_id"]), row["employee_hsa_id"])
        by_staff.setdefault(row["staff_id"], []).append(there)
    return by_staff


def _hours(cursor: Cursor, code: str) -> tuple[OpeningHours, ...]:
    found = cursor.execute(
        "SELECT h.unit_id, h.weekday, h.opens, h.closes, h.valid_from, h.valid_to FROM opening_hours h "
        "JOIN unit u ON u.id = h.unit_id WHERE u.region = %s ORDER BY h.id",
        [code],
    )
    return tuple(OpeningHours(**row) for row in found)


def _closures(cursor: Cursor, code: str) -> tuple[Closure, ...]:
    found = cursor.execute(
        "SELECT c.unit_id, c.day, c.opens, c.closes FROM closure c JOIN unit u ON u.id = c.unit_id "
        "WHERE u.region = %s ORDER BY c.unit_id, c.day",
        [code],
    )
    return tuple(Closure(**row) for row in found)
