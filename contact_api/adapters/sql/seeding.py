"""Write a region that was read and checked; running it again brings the tables to what the files say."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, SQLModel, col, delete, or_, select, update

from contact_api.adapters.sql.tables.region import (
    AssignmentRow,
    CareProviderRow,
    CatalogueRow,
    ClosureRow,
    MunicipalityRow,
    OpeningHoursRow,
    RegionRow,
    StaffRow,
    TimeTypesRow,
    UnitRow,
)
from contact_api.adapters.sql.tables.staff_time import StaffTimeRow
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.region.region_seed import RegionSeed


def write_region(seed: RegionSeed, session: Session, *, now: datetime) -> None:
    """Add or change every reference row of the region; the caller commits.

    A catalogue version that is already there stays as it was: a changed catalogue needs a new version.
    Errors: AnotherRegion, before anything is written; CatalogueChanged.
    """
    _refuse_another_region(seed, session)
    region = seed.facts.code
    facts = {
        "code": region,
        "name": seed.facts.name,
        "timezone": seed.facts.timezone,
        "day_end": seed.facts.day_end,
    }
    _put(session, RegionRow, [facts], key=("code",))
    session.execute(
        update(RegionRow).where(col(RegionRow.code) == region).values(version=RegionRow.version + 1)
    )
    _write_places(seed, session)
    _write_hours(seed, session)
    staff = [
        {
            "id": member.id,
            "unit_id": member.unit_id,
            "employee_hsa_id": member.employee_hsa_id,
            "name": member.name,
            "professions": list(member.professions),
            "languages": list(member.languages),
            "licensed": member.licensed,
        }
        for member in seed.staff
    ]
    _put(session, StaffRow, staff, key=("id",))
    _write_assignments(seed.staff, session, now=now)
    _note_who_left([member.id for member in seed.staff], session, now=now)
    _write_catalogue(seed, session, now=now)
    _write_time_types(seed, session, now=now)


def _note_who_left(staff: Sequence[str], session: Session, *, now: datetime) -> None:
    """Who is not among these people works here no longer: no minute of theirs is planned, and they pull nobody."""
    session.execute(update(StaffRow).where(col(StaffRow.id).in_(staff)).values(left_at=None))
    gone = update(StaffRow).where(col(StaffRow.id).not_in(staff), col(StaffRow.left_at).is_(None))
    session.execute(gone.values(left_at=now))
    left = select(StaffRow.id).where(col(StaffRow.left_at).is_not(None))
    session.execute(
        delete(StaffTimeRow).where(col(StaffTimeRow.staff_id).in_(left), col(StaffTimeRow.starts_at) >= now)
    )


def _write_assignments(staff: Sequence[StaffMember], session: Session, *, now: datetime) -> None:
    """What these people's other units are; at a unit they have left nothing more is planned of them."""
    ids = [member.id for member in staff]
    session.execute(delete(AssignmentRow).where(col(AssignmentRow.staff_id).in_(ids)))
    for member in staff:
        for one in member.assignments:
            row = {"unit_id": one.unit_id, "employee_hsa_id": one.employee_hsa_id}
            session.add(AssignmentRow(staff_id=member.id, **row))
    session.flush()
    works_there = exists().where(
        col(StaffRow.id) == col(StaffTimeRow.staff_id),
        or_(
            col(StaffRow.unit_id) == col(StaffTimeRow.unit_id),
            exists().where(
                col(AssignmentRow.staff_id) == col(StaffTimeRow.staff_id),
                col(AssignmentRow.unit_id) == col(StaffTimeRow.unit_id),
            ),
        ),
    )
    to_come = (col(StaffTimeRow.staff_id).in_(ids), col(StaffTimeRow.starts_at) >= now)
    session.execute(delete(StaffTimeRow).where(*to_come, col(StaffTimeRow.kind) != "absence", ~works_there))


class CatalogueChanged(Exception):
    """The catalogue was changed without a new version; what the old one decided could not be explained."""


class AnotherRegion(Exception):
    """The database serves another region; regions are controllers of their own, each with a database of its own."""


def _refuse_another_region(seed: RegionSeed, session: Session) -> None:
    """Errors: AnotherRegion. The lock keeps two first seeds from passing each other."""
    session.connection().exec_driver_sql("LOCK TABLE region IN SHARE ROW EXCLUSIVE MODE")
    there = session.exec(select(RegionRow).where(col(RegionRow.code) != seed.facts.code)).first()
    if there is not None:
        raise AnotherRegion(
            f"this database serves region {there.code} ({there.name}); region {seed.facts.code} "
            f"({seed.facts.name}) needs a database of its own; nothing was written"
        )


def _write_places(seed: RegionSeed, session: Session) -> None:
    region = seed.facts.code
    places = [
        {
            "code": place.code,
            "region": region,
            "name": place.name,
            "part_of_county": place.part_of_county,
        }
        for place in seed.municipalities
    ]
    _put(session, MunicipalityRow, places, key=("code",))
    providers = [
        {
            "id": provider.id,
            "name": provider.name,
            "hsa_id": provider.hsa_id,
            "kind": provider.kind.value,
        }
        for provider in seed.care_providers
    ]
    _put(session, CareProviderRow, providers, key=("id",))
    units = [
        {
            "id": entry.unit.id,
            "region": region,
            "hsa_id": entry.unit.hsa_id,
            "name": entry.unit.name,
            "kind": entry.unit.kind,
            "municipality_code": entry.municipality_code,
            "part_of_county": entry.unit.part_of_county,
            "lat": entry.unit.lat,
            "lon": entry.unit.lon,
            "care_provider_id": entry.unit.provider_id,
            "shares_work": entry.unit.shares_work,
            "phone": entry.unit.phone or None,
        }
        for entry in seed.units
    ]
    _put(session, UnitRow, units, key=("id",))


def _write_hours(seed: RegionSeed, session: Session) -> None:
    units = [entry.unit.id for entry in seed.units]
    session.execute(delete(OpeningHoursRow).where(col(OpeningHoursRow.unit_id).in_(units)))
    session.execute(delete(ClosureRow).where(col(ClosureRow.unit_id).in_(units)))
    for hours in seed.opening_hours:
        session.add(
            OpeningHoursRow(
                unit_id=hours.unit_id,
                weekday=hours.weekday,
                opens=hours.opens,
                closes=hours.closes,
                valid_from=hours.valid_from,
                valid_to=hours.valid_to,
            )
        )
    for closure in seed.closures:
        session.add(
            ClosureRow(unit_id=closure.unit_id, day=closure.day, opens=closure.opens, closes=closure.closes)
        )


def _write_catalogue(seed: RegionSeed, session: Session, *, now: datetime) -> None:
    catalogue, document = seed.catalogue, json.loads(seed.catalogue_json)
    there = session.exec(select(CatalogueRow).where(CatalogueRow.version == catalogue.version)).first()
    if there is not None:
        if there.document != document:
            raise CatalogueChanged(
                f"catalogue version {catalogue.version} is in the database with other content; "
                "give the changed catalogue.json a new version"
            )
        return
    session.add(
        CatalogueRow(
            version=catalogue.version,
            region=seed.facts.code,
            valid_from=catalogue.valid_from,
            owner=catalogue.owner,
            source=catalogue.source,
            document=document,
            added_at=now,
        )
    )


def _write_time_types(seed: RegionSeed, session: Session, *, now: datetime) -> None:
    """A version that is there stays as it was: what was booked by it can be explained."""
    if not seed.time_types_json:
        return
    wanted, document = seed.time_types, json.loads(seed.time_types_json)
    there = session.exec(select(TimeTypesRow).where(TimeTypesRow.version == wanted.version)).first()
    if there is not None:
        if there.document != document:
            raise CatalogueChanged(
                f"time types version {wanted.version} is in the database with other content; "
                "give the changed time_types.json a new version"
            )
        return
    session.add(
        TimeTypesRow(
            version=wanted.version,
            region=seed.facts.code,
            valid_from=wanted.valid_from,
            source=wanted.source,
            document=document,
            added_at=now,
        )
    )


def _put(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, key: tuple[str, ...]
) -> None:
    """Insert each row, or change every other column of the one with its key."""
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    whole = [_with_defaults(table, values) for values in rows]
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=changed), whole
    )


def _with_defaults(table: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {
        name: field.default
        for name, field in table.model_fields.items()
        if not field.is_required() and field.default is not None
    }
    return defaults | dict(values)
