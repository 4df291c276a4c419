"""Reading a region's folder: all of it is read and checked before anything is handed out.

Which file holds what: seeds/README.md.
"""

from pathlib import Path

from contact_api.adapters.seeds.documents import read_catalogue_file, read_facts, read_time_types_file
from contact_api.adapters.seeds.faults import Fault, SeedFaults
from contact_api.adapters.seeds.people import read_requests, read_shifts, read_staff, with_assignments
from contact_api.adapters.seeds.places import (
    read_care_providers,
    read_closures,
    read_municipalities,
    read_opening_hours,
    read_units,
)
from contact_api.domain.region.region_seed import RegionSeed


def read_region(folder: Path) -> RegionSeed:
    """The region in `folder`, whole and free of contradictions.

    Errors: SeedFaults, with every fault of every file, each with file, line and field; at most 20 are listed.
    """
    faults: list[Fault] = []
    facts = read_facts(folder, faults)
    read = read_catalogue_file(folder, faults)
    catalogue, document = read or (None, "")
    parts = list(facts.parts_of_county) if facts else []
    municipalities = read_municipalities(folder, faults, parts)
    providers = read_care_providers(folder, faults)
    units = read_units(folder, faults, municipalities, providers)
    unit_ids = {seed.unit.id for seed in units}
    hours = read_opening_hours(folder, faults, unit_ids)
    closures = read_closures(folder, faults, unit_ids)
    staff = read_staff(folder, faults, unit_ids, catalogue)
    staff = with_assignments(staff, folder, faults, unit_ids)
    shifts = read_shifts(folder, faults, {member.id: member for member in staff})
    known_units = None if any(fault.file == "units.csv" for fault in faults) else unit_ids
    time_types, time_types_json = read_time_types_file(folder, faults, catalogue, known_units)
    requests = read_requests(folder, faults, unit_ids, catalogue)
    if faults or facts is None or catalogue is None:
        raise SeedFaults(faults)
    return RegionSeed(
        facts=facts,
        municipalities=municipalities,
        care_providers=providers,
        units=units,
        opening_hours=hours,
        closures=closures,
        catalogue=catalogue,
        catalogue_json=document,
        staff=staff,
        shifts=shifts,
        requests=requests,
        time_types=time_types,
        time_types_json=time_types_json,
    )
