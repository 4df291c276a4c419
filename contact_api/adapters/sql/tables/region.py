"""What changes rarely: the region, its units, staff, opening hours and catalogue."""

from datetime import date, datetime, time
from typing import Any

from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import document, maybe_moment, moment, texts


class RegionRow(SQLModel, table=True):
    """One region; `version` rises whenever any reference row of it changes, then processes read it anew."""

    __tablename__ = "region"
    code: str = Field(primary_key=True)
    name: str
    timezone: str
    day_end: time
    version: int = 1
    dirty_since: datetime | None = maybe_moment()


class MunicipalityRow(SQLModel, table=True):
    """A municipality with its part of the county; figures are shown by both."""

    __tablename__ = "municipality"
    code: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.code", index=True)
    name: str
    part_of_county: str


class CareProviderRow(SQLModel, table=True):
    """A care provider (vårdgivare); moving a contact to another one is a disclosure."""

    __tablename__ = "care_provider"
    id: str = Field(primary_key=True)
    name: str
    hsa_id: str
    kind: str


class UnitRow(SQLModel, table=True):
    """A health centre, cottage hospital or branch."""

    __tablename__ = "unit"
    id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.code", index=True)
    hsa_id: str = Field(unique=True)
    name: str
    kind: str
    municipality_code: str = Field(foreign_key="municipality.code")
    part_of_county: str
    lat: float
    lon: float
    care_provider_id: str = Field(foreign_key="care_provider.id")
    shares_work: bool
    phone: str | None = None


class OpeningHoursRow(SQLModel, table=True):
    """One weekday of a unit between two dates."""

    __tablename__ = "opening_hours"
    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None


class ClosureRow(SQLModel, table=True):
    """A dated exception; without hours the unit is closed that day."""

    __tablename__ = "closure"
    unit_id: str = Field(foreign_key="unit.id", primary_key=True)
    day: date = Field(primary_key=True)
    opens: time | None = None
    closes: time | None = None


class CatalogueRow(SQLModel, table=True):
    """One version of reasons, red flags, rules and planning, whole; the newest valid one is in force."""

    __tablename__ = "catalogue_version"
    version: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.code", index=True)
    valid_from: date
    owner: str
    source: str
    document: dict[str, Any] = document()
    added_at: datetime = moment()


class TimeTypesRow(SQLModel, table=True):
    """One version of the times that can be booked, whole; the newest valid one is in force."""

    __tablename__ = "time_types_version"
    version: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.code", index=True)
    valid_from: date
    source: str
    document: dict[str, Any] = document()
    added_at: datetime = moment()


class StaffRow(SQLModel, table=True):
    """One who makes contacts, with their home unit."""

    __tablename__ = "staff_member"
    id: str = Field(primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    employee_hsa_id: str = Field(unique=True)
    name: str
    professions: list[str] = texts()
    languages: list[str] = texts()
    licensed: bool
    left_at: datetime | None = maybe_moment()  # works here no longer since


class AssignmentRow(SQLModel, table=True):
    """Another unit at which a staff member works, and as whom its employer knows them."""

    __tablename__ = "staff_assignment"
    staff_id: str = Field(foreign_key="staff_member.id", primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", primary_key=True, index=True)
    employee_hsa_id: str = ""
