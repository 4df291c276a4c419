"""The JSON documents of a folder: the region itself, its catalogue, and what can be booked."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from contact_api.adapters.seeds.faults import Fault
from contact_api.adapters.seeds.rows import read_text
from contact_api.domain.booking.time_types import NO_TIME_TYPES, TimeTypes
from contact_api.domain.booking.time_types_document import read_time_types
from contact_api.domain.core.errors import CatalogueFault, TimeTypesFault
from contact_api.domain.core.values import UnitId
from contact_api.domain.region.region_seed import RegionFacts
from contact_api.domain.triage.catalogue import Catalogue
from contact_api.domain.triage.catalogue_document import read_catalogue, read_record

REGION_FILE = "region.json"
CATALOGUE_FILE = "catalogue.json"
TIME_TYPES_FILE = "time_types.json"  # may be left out: then nothing can be booked


def read_facts(folder: Path, faults: list[Fault]) -> RegionFacts | None:
    """Who the region is and how its county is divided."""
    document = _json(folder, REGION_FILE, faults)
    if document is None:
        return None
    found: list[str] = []
    facts: RegionFacts = read_record(RegionFacts, document, found)
    if not found:
        found.extend(_contradictions(facts))
    faults.extend(_at_path(REGION_FILE, line) for line in found)
    return None if found else facts


def read_catalogue_file(folder: Path, faults: list[Fault]) -> tuple[Catalogue, str] | None:
    """The catalogue and the document it was read from."""
    document = _json(folder, CATALOGUE_FILE, faults)
    if document is None:
        return None
    try:
        return read_catalogue(document), json.dumps(document, ensure_ascii=False)
    except CatalogueFault as found:
        faults.extend(_at_path(CATALOGUE_FILE, line) for line in found.detail.splitlines())
    return None


def read_time_types_file(
    folder: Path, faults: list[Fault], catalogue: Catalogue | None, units: Collection[UnitId] | None
) -> tuple[TimeTypes, str]:
    """What can be booked and the document it was read from; nothing when the folder says nothing of it."""
    document = _json(folder, TIME_TYPES_FILE, faults) if (folder / TIME_TYPES_FILE).exists() else None
    if document is None:
        return NO_TIME_TYPES, ""
    try:
        return read_time_types(document, catalogue, units), json.dumps(document, ensure_ascii=False)
    except TimeTypesFault as found:
        faults.extend(_at_path(TIME_TYPES_FILE, line) for line in found.detail.splitlines())
    return NO_TIME_TYPES, ""


def _json(folder: Path, file: str, faults: list[Fault]) -> object:
    text = read_text(folder, file, faults)
    if text is None:
        return None
    try:
        return json.loads(text) or {}
    except json.JSONDecodeError as error:
        faults.append(Fault(file, error.lineno, "", f"is not JSON: {error.msg}"))
    return None


def _at_path(file: str, line: str) -> Fault:
    path, _, text = line.partition(": ")
    return Fault(file, 0, path, text)


def _contradictions(facts: RegionFacts) -> Iterator[str]:
    codes = facts.parts_of_county
    if not codes or len(set(codes)) < len(codes):
        yield "parts_of_county: is empty or has a code twice"
    if not _is_zone(facts.timezone):
        yield f"timezone: {facts.timezone!r} is not an IANA time zone"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
