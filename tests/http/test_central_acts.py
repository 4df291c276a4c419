"""Central acts are stored with who did them, and can be read by those whom they concern."""

from typing import Any

import pytest

from contact_api.domain.core.access import Role
from tests.http.world import COMMISSION, V1, World, seek

EVA = "SE2321000222-TESTR0009"
SHIFT = {"staff_id": "a-1", "starts_at": "2026-11-24T08:00:00+01:00", "ends_at": "2026-11-24T12:00:00+01:00"}


def eva(world: World, role: Role, **claims: Any) -> dict[str, str]:
    """Somebody in this role, signed in by the same pages as everybody."""
    return world.bearer("u-17", role, employeeHsaId=EVA, client_id="pages", **claims)


def acts(world: World, headers: dict[str, str] | None = None) -> list[dict[str, Any]]:
    answer = world.client.get(f"{V1}/central-acts", headers=headers or world.having(Role.AUDITOR))
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_who_stops_calls_and_who_allows_them_again_is_kept(world: World) -> None:
    stop = f"{V1}/dialling/stop"
    room, other = eva(world, Role.CONTROL_ROOM), world.having(Role.CONTROL_ROOM)

    stopped = world.client.put(stop, json={"stopped": True, "why": "Fel nummer."}, headers=room).json()
    seen = world.client.get(f"{V1}/dialling", headers=other).json()
    for _ in range(2):  # to allow what is allowed is no act
        world.client.put(stop, json={"stopped": False}, headers=other)

    assert (stopped["stopped_by"], seen["stopped_by"]) == (EVA, EVA)
    assert [(one["kind"], one["actor"], one["role"], one["why"]) for one in acts(world)] == [
        ("calls_allowed", "tests:control_room", "control_room", None),
        ("calls_stopped", EVA, "control_room", "Fel nummer."),
    ]


def test_who_adds_a_shift_or_calls_somebody_in_sick_is_kept(world: World) -> None:
    manager = eva(world, Role.UNIT_MANAGER, unit_id="alidhem")
    gone = {"at": "2026-11-23T10:00:00+01:00"}

    assert world.client.post(f"{V1}/shifts", json=SHIFT, headers=manager).status_code == 201
    assert world.client.post(f"{V1}/shifts", json=SHIFT, headers=manager).status_code == 409  # no act
    assert world.client.post(f"{V1}/staff/a-1/sick-calls", json=gone, headers=manager).status_code == 201

    sick, shift = acts(world)
    assert {one["actor"] for one in (sick, shift)} == {EVA}
    assert {one["commission"] for one in (sick, shift)} == {COMMISSION}
    assert (shift["kind"], shift["subject_id"], shift["unit_id"]) == ("shift_added", "a-1", "alidhem")
    assert (shift["from_at"], shift["to_at"]) == ("2026-11-24T07:00:00Z", "2026-11-24T11:00:00Z")
    assert (sick["kind"], sick["from_at"]) == ("sick_call", "2026-11-23T09:00:00Z")


def test_the_first_who_takes_care_of_an_alert_is_kept_and_nobody_after(world: World) -> None:
    seek(world, world.citizen(), red_flags=["RF01"])
    (alert,) = world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"]
    path = f"{V1}/alerts/{alert['alert_id']}/acknowledgements"

    for headers in (world.staff(), world.staff("a-2"), eva(world, Role.CONTROL_ROOM)):
        world.client.post(path, headers=headers)

    assert [(one["kind"], one["actor"], one["subject_id"]) for one in acts(world)] == [
        ("alert_acknowledged", "a-1", alert["alert_id"])
    ]


@pytest.mark.parametrize(("unit_id", "seen"), [("alidhem", 1), ("mala", 0)])
def test_a_manager_sees_what_concerns_the_own_unit(world: World, unit_id: str, seen: int) -> None:
    world.client.post(f"{V1}/shifts", json=SHIFT, headers=world.having(Role.CONTROL_ROOM))
    world.client.put(
        f"{V1}/dialling/stop", json={"stopped": True, "why": "x"}, headers=world.having(Role.CONTROL_ROOM)
    )

    assert len(acts(world, world.manager(unit_id))) == seen
    assert len(acts(world, world.having(Role.CONTROL_ROOM))) == 2


def test_the_same_key_twice_is_one_act(world: World) -> None:
    headers = eva(world, Role.UNIT_MANAGER, unit_id="alidhem") | {"Idempotency-Key": "k-1"}

    for _ in range(2):
        world.client.post(f"{V1}/shifts", json=SHIFT, headers=headers)

    assert len(acts(world)) == 1
