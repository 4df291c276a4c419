"""The files about people, all made up: staff, their week, and a day of requests."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from contact_api.adapters.seeds.faults import Fault
from contact_api.adapters.seeds.roster_rows import UNIT, read_roster_rows
from contact_api.adapters.seeds.rows import Row, read_rows
from contact_api.domain.capacity.capacity import Assignment, StaffMember
from contact_api.domain.core.errors import NotAnIdentity
from contact_api.domain.core.identity import IdentityKind, read_identity
from contact_api.domain.core.values import Channel, Consent, Intake, Mode, StaffId, UnitId
from contact_api.domain.region.region_seed import RosterRow, SeedRequest
from contact_api.domain.triage.catalogue import Catalogue
from contact_api.domain.triage.triage import Declared

STAFF = "staff_id,employee_hsa_id,given_name,family_name,unit_id,professions,languages,licensed"
ASSIGNMENTS = "staff_id,unit_id,employee_hsa_id"
SHIFTS = "staff_id,weekday,starts,ends,kind"
REQUESTS = (
    "request_id,time_of_day,channel,intake,unit_id,reason,facts,red_flags,identity_kind,identity,on_behalf_of,"
    "phone,language,interpreter,mode,protected_identity,safe_contact,available_from,available_to,consent,free_text"
)
_ON_BEHALF_OF = ("", "child", "adult")
_ANY_YEAR = date.max  # twelve digits carry their century, so nothing depends on today


def read_staff(
    folder: Path, faults: list[Fault], units: Collection[str], catalogue: Catalogue | None
) -> tuple[StaffMember, ...]:
    """staff.csv; professions are the catalogue's, and `licensed` must agree with them."""
    seen: set[str] = set()
    seen_hsa_ids: set[str] = set()
    read = []
    for row in read_rows(folder, "staff.csv", STAFF, faults):
        row.once("staff_id", seen)
        row.once("employee_hsa_id", seen_hsa_ids)
        read.append(_member(row, units, catalogue))
    return tuple(read)


def with_assignments(
    staff: tuple[StaffMember, ...], folder: Path, faults: list[Fault], units: Collection[str]
) -> tuple[StaffMember, ...]:
    """assignments.csv, which may be left out: further units of these people, and as whom those employers know them."""
    if not (folder / "assignments.csv").exists():
        return staff
    members = {member.id: member for member in staff}
    known_as = {member.employee_hsa_id: member.id for member in staff}
    for row in read_rows(folder, "assignments.csv", ASSIGNMENTS, faults):
        staff_id = StaffId(row.known("staff_id", row.text("staff_id"), members, "staff.csv"))
        unit_id = UnitId(row.known("unit_id", row.text("unit_id"), units, "units.csv"))
        member = members.get(staff_id)
        if member is None:
            continue
        if unit_id in member.units:
            row.fault("unit_id", f"{unit_id!r} is a unit of theirs already; leave the row out")
            continue
        own_name = row.optional("employee_hsa_id") and row.hsa_id("employee_hsa_id")
        hsa_id = own_name or member.employee_hsa_id
        if known_as.setdefault(hsa_id, staff_id) != staff_id:
            row.fault("employee_hsa_id", f"{hsa_id!r} is somebody else's")
        members[staff_id] = replace(member, assignments=(*member.assignments, Assignment(unit_id, hsa_id)))
    return tuple(members.values())


def read_shifts(
    folder: Path, faults: list[Fault], staff: Mapping[StaffId, StaffMember]
) -> tuple[RosterRow, ...]:
    """shifts.csv: a week that repeats; one person's spans do not overlap."""
    rows = read_rows(folder, "shifts.csv", SHIFTS, faults, also=[UNIT])
    return read_roster_rows(rows, staff, "staff.csv", on=lambda row: row.weekday("weekday"))


def read_requests(
    folder: Path, faults: list[Fault], units: Collection[str], catalogue: Catalogue | None
) -> tuple[SeedRequest, ...]:
    """requests.csv: a made-up day, each request one that the product would accept."""
    seen: set[str] = set()
    read = []
    for row in read_rows(folder, "requests.csv", REQUESTS, faults):
        row.once("request_id", seen)
        read.append(_request(row, units, catalogue))
    return tuple(read)


def _member(row: Row, units: Collection[str], catalogue: Catalogue | None) -> StaffMember:
    professions = row.many("professions")
    licensed = row.yes_no("licensed")
    if not professions:
        row.fault("professions", "is empty")
    if catalogue is not None:
        codes = {entry.code for entry in catalogue.professions}
        for code in professions:
            row.known("professions", code, codes, "catalogue.json")
        if licensed and not any(map(catalogue.is_licensed, professions)):
            row.fault("licensed", "none of these professions is licensed")
    languages = row.languages("languages")
    if not languages:
        row.fault("languages", "is empty")
    return StaffMember(
        id=StaffId(row.slug("staff_id")),
        unit_id=UnitId(row.known("unit_id", row.text("unit_id"), units, "units.csv")),
        professions=professions,
        languages=languages,
        licensed=licensed,
        employee_hsa_id=row.hsa_id("employee_hsa_id"),
        name=f"{row.text('given_name')} {row.text('family_name')}",
    )


def _request(row: Row, units: Collection[str], catalogue: Catalogue | None) -> SeedRequest:
    available_from, available_to = row.clock_or_none("available_from"), row.clock_or_none("available_to")
    row.forward("available_to", available_from, available_to)
    if row.optional("on_behalf_of") not in _ON_BEHALF_OF:
        row.fault("on_behalf_of", f"{row.optional('on_behalf_of')!r} is not child, adult or empty")
    return SeedRequest(
        id=row.slug("request_id"),
        time_of_day=row.clock("time_of_day"),
        channel=row.one_of("channel", Channel),
        intake=row.one_of("intake", Intake),
        unit_id=UnitId(row.known("unit_id", row.text("unit_id"), units, "units.csv")),
        declared=_declared(row, catalogue),
        identity_kind=_identity_kind(row),
        identity=row.optional("identity"),
        on_behalf_of=row.optional("on_behalf_of") or None,
        phone=row.phone("phone"),
        language=row.language("language"),
        interpreter=row.yes_no("interpreter"),
        mode=row.one_of("mode", Mode),
        protected_identity=row.yes_no("protected_identity"),
        safe_contact=row.yes_no("safe_contact"),
        available_from=available_from,
        available_to=available_to,
        consent=row.one_of("consent", Consent),
        free_text=row.optional("free_text"),
    )


def _declared(row: Row, catalogue: Catalogue | None) -> Declared:
    """What was ticked: codes of the catalogue."""
    reason = row.text("reason")
    facts, flags = frozenset(row.many("facts")), frozenset(row.many("red_flags"))
    if catalogue is not None:
        row.known("reason", reason, catalogue.reasons_by_code, "catalogue.json")
        for fact in sorted(facts):
            row.known("facts", fact, catalogue.fact_codes, "catalogue.json")
        for flag in sorted(flags):
            row.known("red_flags", flag, catalogue.red_flags_by_code, "catalogue.json")
    return Declared(reason, facts, flags)


def _identity_kind(row: Row) -> IdentityKind:
    kind = row.one_of("identity_kind", IdentityKind)
    number = row.optional("identity")
    try:
        identity = read_identity(kind, number, now=_ANY_YEAR)
    except NotAnIdentity as refused:
        row.fault("identity", refused.detail)
        return kind
    if identity.value != number:
        row.fault("identity", "is not in its stored form: twelve characters without a separator")
    return kind
