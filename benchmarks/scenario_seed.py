"""A scenario's region in the database, as `contact-api seed` would have written it, and who its citizens are."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlmodel import Session

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.sql.seeding import write_region
from contact_api.demo.databases import connected
from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.identity import IdentityKind, read_identity
from contact_api.domain.core.values import Profession
from contact_api.domain.region.region_seed import (
    CareProvider,
    Municipality,
    ProviderKind,
    RegionFacts,
    RegionSeed,
    SeedUnit,
)
from contact_api.domain.triage.catalogue import Catalogue, Reason
from contact_api.domain.triage.catalogue_document import document_of, read_catalogue
from contact_api.replay.scenario.scenario import Citizen, Scenario
from contact_api.usecases.identification.recognise import person_id_of

CATALOGUE = Path(__file__).parents[1] / "seeds" / "vasterbotten" / "catalogue.json"
REGION = "99"
NUMBERS = "1.2.752.74.9.99"  # the made-up system that the citizens' numbers are of
ReasonKey = tuple[tuple[Profession, ...], bool, int]  # of a scenario's contact: professions, urgent, minutes


def write_scenario(scenario: Scenario, database_url: str, sealer: Sealer) -> None:
    """Units, staff, catalogue and who of the citizens has a named contact; the shifts come to be known later."""
    engine = create_engine(database_url)
    with Session(engine) as session:
        write_region(seed_of(scenario), session, now=_first_moment(scenario))
        session.commit()
    engine.dispose()
    with connected(database_url) as connection:
        for one in scenario.citizens:
            if one.named_contact:
                number = identity_of(one)
                identity = read_identity(
                    IdentityKind(number["kind"]), number["number"], number["system"], now=scenario.days[0]
                )
                connection.execute(
                    "insert into person (id, unit_id, named_contact, protected_identity, first_seen_at)"
                    " values (%s, %s, %s, false, %s)",
                    [person_id_of(identity, sealer), one.unit_id, one.named_contact, _first_moment(scenario)],
                )


def identity_of(citizen: Citizen) -> dict[str, str]:
    """The number that the citizen is known by."""
    return {"kind": "other_reserve_number", "number": citizen.contact_id, "system": NUMBERS}


def codes_of(reasons: Iterable[Reason]) -> dict[ReasonKey, str]:
    """The reason code for what a scenario says of a contact."""
    return {(one.professions, one.urgency.is_urgent, one.expected_minutes): one.code for one in reasons}


def seed_of(scenario: Scenario) -> RegionSeed:
    """The region as a seeds folder would describe it."""
    catalogue, document = _catalogue(scenario)
    towns = sorted({unit.municipality for unit in scenario.units.values()})
    code = {town: f"99{number:02}" for number, town in enumerate(towns)}
    providers = {unit.provider_id: unit for unit in scenario.units.values()}
    return RegionSeed(
        facts=RegionFacts(
            REGION, scenario.name, str(scenario.zone), scenario.day_end, parts_of_county=(), note="made up"
        ),
        municipalities=tuple(Municipality(code[town], town, "coast") for town in towns),
        care_providers=tuple(
            CareProvider(key, key, f"HSA-{key}", _kind(unit)) for key, unit in sorted(providers.items())
        ),
        units=tuple(_seed_unit(unit, code[unit.municipality]) for unit in scenario.units.values()),
        opening_hours=(),
        closures=(),
        catalogue=catalogue,
        catalogue_json=document,
        staff=tuple(replace(one, employee_hsa_id=f"HSA-{one.id}") for one in scenario.staff.values()),
        shifts=(),
        requests=(),
    )


def _seed_unit(unit: Unit, municipality: str) -> SeedUnit:
    known = replace(unit, hsa_id=f"HSA-{unit.id}", part_of_county="coast")
    return SeedUnit(known, municipality)


def _catalogue(scenario: Scenario) -> tuple[Catalogue, str]:
    """The seeds' catalogue with a reason for every contact of the scenario, and the scenario's planning figures."""
    document = json.loads(CATALOGUE.read_text("utf-8"))
    keys = sorted({(one.needs, one.urgent, one.expected_minutes) for one in scenario.citizens})
    reasons = [
        {
            "code": f"S{number:03}",
            "sv": "Påhittad",
            "en": "Made up",
            "professions": list(needs),
            "urgency": "U1" if urgent else "U2",
            "expected_minutes": minutes,
            "guarantee": "none",
            "group": document["groups"][0]["code"],
        }
        for number, (needs, urgent, minutes) in enumerate(keys)
    ]
    own = {"valid_from": date.min.isoformat(), "version": scenario.planning.version}
    document |= {
        "reasons": reasons,
        "rules": [],
        "menu": [],
        "planning": document_of(scenario.planning),
        **own,
    }
    return read_catalogue(document), json.dumps(document)


def _first_moment(scenario: Scenario) -> datetime:
    return datetime.combine(scenario.days[0], datetime.min.time(), tzinfo=UTC)


def _kind(unit: Unit) -> ProviderKind:
    return ProviderKind.PRIVATE if unit.private else ProviderKind.REGION
