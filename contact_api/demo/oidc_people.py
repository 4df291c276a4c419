"""Made-up people and programs that can sign in to the demo. None of them exists.

Personal numbers are test numbers that the Swedish Tax Agency publishes; HSA-ids hold the word TEST.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contact_api.domain.core.access import Role

PERSONAL_NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
COORDINATION_NUMBER = "https://id.oidc.se/claim/coordinationNumber"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as; `claims` go into the token as they are."""

    username: str
    name: str
    says: str  # who this is, in one line of the chooser
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DemoClient:
    """A program: with a secret it gets tokens for itself, with redirects for people."""

    client_id: str
    secret: str | None = field(default=None, repr=False)
    redirect_uris: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict)  # of the tokens it gets for itself


def sign_in_setting(issuer: str) -> str:
    """What CONTACT_SIGN_IN must be for this provider: it may make anybody anything."""
    return json.dumps({"demo": {"issuer": issuer, "roles": list(Role), "allow_http": True}})


def citizen(username: str, name: str, says: str, **identity: str) -> DemoPerson:
    """`personal_number=` or `coordination_number=`, or neither."""
    claims = {
        claim: identity[kind]
        for kind, claim in (
            ("personal_number", PERSONAL_NUMBER),
            ("coordination_number", COORDINATION_NUMBER),
        )
        if kind in identity
    }
    return DemoPerson(username, name, says, {"roles": [Role.CITIZEN.value], **claims})


def staff(
    staff_id: str,
    name: str,
    *,
    employee_hsa_id: str,
    unit_id: str,
    unit_hsa_id: str,
    unit_name: str,
    provider_hsa_id: str,
    professions: str,
    licensed: bool,
    manager: bool = False,
) -> DemoPerson:
    """A staff member with a commission at a unit, with the claims that Inera's IdP gives."""
    role = Role.UNIT_MANAGER if manager else Role.STAFF
    return DemoPerson(
        username=staff_id,
        name=name,
        says=f"{'unit manager' if manager else professions}, {unit_name}",
        claims={
            "roles": [role.value],
            "staff_id": staff_id,
            "unit_id": unit_id,
            "employeeHsaId": employee_hsa_id,
            "commissionHsaId": f"{unit_hsa_id}-{'L' if manager else 'V'}",
            "commissionName": f"{'Ledning' if manager else 'Vård och behandling'}, {unit_name}",
            "commissionPurpose": "Administration" if manager else "Vård och behandling",
            "healthCareUnitHsaId": unit_hsa_id,
            "healthCareProviderHsaId": provider_hsa_id,
            "healthcareProfessionalLicense": ["LK" if "doctor" in professions else "SJ"] if licensed else [],
        },
    )


CITIZENS = (
    citizen("astrid", "Astrid Testberg", "citizen, 46 years", personal_number="198004262385"),
    citizen("bertil", "Bertil Testlund", "citizen, 45 years", personal_number="198108222384"),
    citizen("cilla", "Cilla Testgren", "citizen, 9 years", personal_number="201701012393"),
    citizen(
        "dawit", "Dawit Testay", "citizen with a coordination number", coordination_number="197001782395"
    ),
)
REGION_ROLES = tuple(
    DemoPerson(role.value.replace("_", "-"), name, says, {"roles": [role.value], "employeeHsaId": hsa_id})
    for role, name, says, hsa_id in (
        (Role.CONTROL_ROOM, "Karin Testström", "the region's control room", "SE2321000222-TESTR0001"),
        (Role.MEDICAL_LEAD, "Mats Testmark", "medical lead, owns the rules", "SE2321000222-TESTR0002"),
        (Role.AUDITOR, "Anna Testfors", "auditor, reads the access log", "SE2321000222-TESTR0003"),
    )
)
