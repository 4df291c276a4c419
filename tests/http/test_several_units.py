"""Somebody who works for two employers signs in on a commission at either, and takes what that unit's staff may."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contact_api.domain.capacity.capacity import Assignment
from contact_api.domain.core.values import StaffId, UnitId
from tests.http.world import V1, World, a_region, a_world, seek

EMPLOYEE = "SE2321000222-TESTE0901"  # as the private clinic knows them


@pytest.fixture
def world() -> Iterator[World]:
    region = a_region()
    nurse = replace(region.staff[StaffId("a-1")], assignments=(Assignment(UnitId("kliniken"), EMPLOYEE),))
    yield from a_world(region=replace(region, staff={**region.staff, nurse.id: nurse}))


def pulls(world: World, headers: dict[str, str]) -> int:
    return int(world.client.post(f"{V1}/work-queue/pulls", headers=headers).status_code)


@pytest.mark.parametrize("name", ["a-1", EMPLOYEE])
def test_each_unit_s_own_contacts_are_taken_on_the_commission_there(world: World, name: str) -> None:
    seek(world, world.front_end(), unit_id="kliniken", consent="own_unit")

    assert pulls(world, world.staff("a-1", "alidhem")) == 204
    assert pulls(world, world.staff(name, "kliniken")) == 200


def test_a_commission_at_a_unit_where_the_register_does_not_have_them_opens_nothing(world: World) -> None:
    assert pulls(world, world.staff("a-1", "mala")) == 403
    assert pulls(world, world.staff(EMPLOYEE, "alidhem")) == 403
