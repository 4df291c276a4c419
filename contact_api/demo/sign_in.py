"""The demo's sign-in as a program of its own: everybody of the made-up roster, citizens, a machine."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from contact_api.adapters.seeds.read import read_region
from contact_api.demo.oidc import create_provider, serve
from contact_api.demo.oidc_people import CITIZENS, REGION_ROLES, DemoClient, DemoPerson, staff
from contact_api.demo.oidc_provider import load_or_make_key
from contact_api.domain.capacity.capacity import StaffMember, Unit
from contact_api.domain.core.access import Role
from contact_api.domain.region.region_seed import RegionSeed

WEB_CLIENT = "web-front-end"
WEB_SECRET = "demo-only-web-secret"  # noqa: S105 - worth nothing outside the demo


def people_of(seed: RegionSeed) -> list[DemoPerson]:
    """Citizens, the region's roles, every staff member, and a manager for each unit."""
    places = {entry.unit.id: entry.unit for entry in seed.units}
    staff_members = [
        _commissioned(member.at(unit_id), places[unit_id], at_home=unit_id == member.unit_id)
        for member in seed.staff
        for unit_id in member.units
    ]
    managers = [
        staff(
            f"{unit.id}-manager",
            f"Manager of {unit.name}",
            employee_hsa_id=f"{unit.hsa_id}-M",
            unit_id=unit.id,
            unit_hsa_id=unit.hsa_id,
            unit_name=unit.name,
            provider_hsa_id=unit.provider_hsa_id,
            professions="",
            licensed=False,
            manager=True,
        )
        for unit in places.values()
    ]
    return [*CITIZENS, *REGION_ROLES, *staff_members, *managers]


def _commissioned(member: StaffMember, unit: Unit, *, at_home: bool) -> DemoPerson:
    """Somebody on their commission at one of the units they work at."""
    person = staff(
        member.id,
        member.name,
        employee_hsa_id=member.employee_hsa_id,
        unit_id=unit.id,
        unit_hsa_id=unit.hsa_id,
        unit_name=unit.name,
        provider_hsa_id=unit.provider_hsa_id,
        professions=", ".join(member.professions),
        licensed=member.licensed,
    )
    return person if at_home else replace(person, username=f"{member.id}-at-{unit.id}")


def clients_of(public_url: str) -> list[DemoClient]:
    """The web front end, as a machine and as the pages people sign in to."""
    return [
        DemoClient(
            WEB_CLIENT,
            secret=WEB_SECRET,
            claims={"roles": [Role.MACHINE_CLIENT.value]},
        ),
        DemoClient("pages", redirect_uris=(f"{public_url}/signed-in",)),
    ]


def main(issuer: str, port: str, public_url: str, seeds: str, key_file: str) -> None:
    """Serve the provider until stopped."""
    seed = read_region(Path(seeds))
    provider = create_provider(
        people_of(seed),
        clients_of(public_url),
        issuer=issuer,
        key=load_or_make_key(Path(key_file)),
        now=lambda: datetime.now(UTC),
    )
    serve(provider, port=int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
