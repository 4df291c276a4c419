"""The access log: who looked at whom."""

import pytest

from contact_api.domain.core.access import Role
from tests.http.world import ASTRID, BERTIL, STAFF_HSA_ID, V1, World, seek


def test_the_auditor_finds_who_looked_at_a_person(world: World) -> None:
    person = {"identity": {"kind": "personal_number", "number": ASTRID}}
    told = seek(world, world.front_end(), **person)
    world.client.get(f"{V1}/desk/contact-requests/{told['contact_id']}", headers=world.staff())
    span = {"from_at": "2026-11-23T00:00:00+01:00", "to_at": "2026-11-24T00:00:00+01:00"}

    found = world.client.post(
        f"{V1}/access-log/searches", json=span | person, headers=world.having(Role.AUDITOR)
    ).json()
    him = {"identity": {"kind": "personal_number", "number": BERTIL}}
    nobody = world.client.post(
        f"{V1}/access-log/searches", json=span | him, headers=world.having(Role.AUDITOR)
    ).json()

    assert [(one["actor"], one["action"], one["contact_id"]) for one in found["items"]] == [
        ("a-1", "read", told["contact_id"])
    ]
    assert nobody["items"] == []
    assert [look.purpose for look in world.looks()[-2:]] == ["audit", "audit"]


def test_the_access_log_is_found_by_who_looked(world: World) -> None:
    seek(world, world.front_end())
    world.client.get(f"{V1}/work-queue", headers=world.staff("a-1"))
    world.client.get(f"{V1}/work-queue", headers=world.staff("a-2"))
    span = {"from_at": "2026-11-23T00:00:00+01:00", "to_at": "2026-11-24T00:00:00+01:00", "actor": "a-2"}

    found = world.client.post(
        f"{V1}/access-log/searches", json=span, headers=world.having(Role.AUDITOR)
    ).json()

    assert [one["actor"] for one in found["items"]] == ["a-2"]


@pytest.mark.parametrize("name", ["a-1", STAFF_HSA_ID])
def test_who_looked_is_found_by_either_name_whichever_the_log_knows_them_by(world: World, name: str) -> None:
    by_hsa_id = world.bearer("a-1", Role.STAFF, employeeHsaId=STAFF_HSA_ID, staff_id="a-1", unit_id="alidhem")
    world.client.get(f"{V1}/work-queue", headers=world.staff("a-1"))
    world.client.get(f"{V1}/work-queue", headers=world.staff("a-2"))
    world.client.get(f"{V1}/work-queue", headers=by_hsa_id)
    span = {"from_at": "2026-11-23T00:00:00+01:00", "to_at": "2026-11-24T00:00:00+01:00", "actor": name}

    found = world.client.post(
        f"{V1}/access-log/searches", json=span, headers=world.having(Role.AUDITOR)
    ).json()

    assert {one["actor"] for one in found["items"]} == {"a-1", STAFF_HSA_ID}
