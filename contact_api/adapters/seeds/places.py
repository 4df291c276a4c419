"""The files about places: municipalities, care providers, units and when they are open."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from pathlib import Path

from contact_api.adapters.seeds.faults import Fault
from contact_api.adapters.seeds.rows import Row, read_rows
from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.calendar import Closure, OpeningHours
from contact_api.domain.core.values import UnitId
from contact_api.domain.region.region_seed import CareProvider, Municipality, ProviderKind, SeedUnit, UnitKind

MUNICIPALITIES = "code,name,part_of_county"
CARE_PROVIDERS = "id,name,hsa_id,kind"
UNITS = (
    "unit_id,hsa_id,name,kind,municipality_code,part_of_county,lat,lon,care_provider,shares_work,phone,source"
)
OPENING_HOURS = "unit_id,weekday,opens,closes,valid_from,valid_to"
UNIT_CLOSURES = "unit_id,day,opens,closes,note"
_LATITUDE, _LONGITUDE = 90, 180


def read_municipalities(
    folder: Path, faults: list[Fault], parts: Collection[str]
) -> tuple[Municipality, ...]:
    """municipalities.csv, each in a part of the county."""
    seen: set[str] = set()
    return tuple(
        _municipality(row, parts, seen)
        for row in read_rows(folder, "municipalities.csv", MUNICIPALITIES, faults)
    )


def read_care_providers(folder: Path, faults: list[Fault]) -> tuple[CareProvider, ...]:
    """care_providers.csv: who runs the units."""
    seen: set[str] = set()
    read = []
    for row in read_rows(folder, "care_providers.csv", CARE_PROVIDERS, faults):
        row.once("id", seen)
        read.append(
            CareProvider(
                id=row.slug("id"),
                name=row.text("name"),
                hsa_id=row.hsa_id("hsa_id"),
                kind=row.one_of("kind", ProviderKind),
            )
        )
    return tuple(read)


def read_units(
    folder: Path,
    faults: list[Fault],
    municipalities: tuple[Municipality, ...],
    providers: tuple[CareProvider, ...],
) -> tuple[SeedUnit, ...]:
    """units.csv; the part of the county must be that of the municipality."""
    rows = list(read_rows(folder, "units.csv", UNITS, faults))
    seen: set[str] = set()
    seen_hsa_ids: set[str] = set()
    for row in rows:
        row.once("unit_id", seen)
        row.once("hsa_id", seen_hsa_ids)
    by_code = {municipality.code: municipality for municipality in municipalities}
    by_id = {provider.id: provider for provider in providers}
    return tuple(_unit(row, by_code, by_id) for row in rows)


def read_opening_hours(folder: Path, faults: list[Fault], units: Collection[str]) -> tuple[OpeningHours, ...]:
    """opening_hours.csv; a unit may have several rows for a weekday as long as their hours do not overlap."""
    read: dict[tuple[str, int], list[OpeningHours]] = defaultdict(list)
    for row in read_rows(folder, "opening_hours.csv", OPENING_HOURS, faults):
        hours = OpeningHours(
            unit_id=UnitId(row.known("unit_id", row.text("unit_id"), units, "units.csv")),
            weekday=row.weekday("weekday"),
            opens=row.clock("opens"),
            closes=row.clock("closes"),
            valid_from=row.day_or_none("valid_from"),
            valid_to=row.day_or_none("valid_to"),
        )
        row.forward("closes", hours.opens, hours.closes)
        if (hours.valid_to or date.max) < (hours.valid_from or date.min):
            row.fault("valid_to", f"{row.optional('valid_to')!r} lies before valid_from")
        others = read[hours.unit_id, hours.weekday]
        if any(_overlap(hours, other) for other in others):
            row.fault("opens", "overlaps an earlier row of the same unit and weekday")
        others.append(hours)
    return tuple(hours for rows in read.values() for hours in rows)


def read_closures(folder: Path, faults: list[Fault], units: Collection[str]) -> tuple[Closure, ...]:
    """unit_closures.csv: a day's other hours, or closed all day where both hours are empty."""
    read = []
    seen: set[tuple[str, date]] = set()
    for row in read_rows(folder, "unit_closures.csv", UNIT_CLOSURES, faults):
        closure = Closure(
            unit_id=UnitId(row.known("unit_id", row.text("unit_id"), units, "units.csv")),
            day=row.day("day"),
            opens=row.clock_or_none("opens"),
            closes=row.clock_or_none("closes"),
        )
        if (closure.opens is None) != (closure.closes is None):
            row.fault("closes", "give both hours, or neither for a closed day")
        row.forward("closes", closure.opens, closure.closes)
        if (closure.unit_id, closure.day) in seen:
            row.fault("day", "the unit has another exception that day")
        seen.add((closure.unit_id, closure.day))
        read.append(closure)
    return tuple(read)


def _municipality(row: Row, parts: Collection[str], seen: set[str]) -> Municipality:
    row.once("code", seen)
    return Municipality(
        code=row.text("code"),
        name=row.text("name"),
        part_of_county=row.known("part_of_county", row.text("part_of_county"), parts, "region.json"),
    )


def _unit(row: Row, municipalities: dict[str, Municipality], providers: dict[str, CareProvider]) -> SeedUnit:
    code = row.known("municipality_code", row.text("municipality_code"), municipalities, "municipalities.csv")
    part = row.text("part_of_county")
    if code in municipalities and part != municipalities[code].part_of_county:
        row.fault("part_of_county", f"{part!r} is not the part that municipality {code} lies in")
    provider = row.known("care_provider", row.text("care_provider"), providers, "care_providers.csv")
    row.text("source")  # for people; the product does not read it
    unit = Unit(
        id=UnitId(row.slug("unit_id")),
        name=row.text("name"),
        provider_id=provider,
        provider_hsa_id=providers[provider].hsa_id if provider in providers else "",
        shares_work=row.yes_no("shares_work"),
        municipality=municipalities[code].name if code in municipalities else "",
        part_of_county=part,
        hsa_id=row.hsa_id("hsa_id"),
        lat=row.degrees("lat", _LATITUDE),
        lon=row.degrees("lon", _LONGITUDE),
        kind=row.one_of("kind", UnitKind),
        private=provider in providers and providers[provider].kind is ProviderKind.PRIVATE,
        phone=row.phone("phone") if row.optional("phone") else "",
    )
    return SeedUnit(unit, municipality_code=code)


def _overlap(one: OpeningHours, other: OpeningHours) -> bool:
    return (
        (one.valid_from or date.min) <= (other.valid_to or date.max)
        and (other.valid_from or date.min) <= (one.valid_to or date.max)
        and one.opens < other.closes
        and other.opens < one.closes
    )
