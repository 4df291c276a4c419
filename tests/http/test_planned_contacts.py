"""Staff plan a contact that nobody has sought, and its time is booked in one go."""

from typing import Any

import pytest

from tests.http.booking_world import HOUR, TOMORROW, sought, world  # noqa: F401
from tests.http.world import ASTRID, V1, World, a_request, seek

NINE = TOMORROW + HOUR
PLANNED = f"{V1}/desk/planned-contacts"
OF_ASTRID = {"identity": {"kind": "personal_number", "number": ASTRID}}


def a_plan(**but: Any) -> dict[str, Any]:
    time = {"time_type_id": "secret", "starts_at": NINE.isoformat()}
    body = {key: value for key, value in a_request(**OF_ASTRID).items() if key != "channel"}
    return {**body, "time": time, **but}


def plan_contact(world: World, **but: Any) -> Any:  # noqa: F811
    return world.client.post(PLANNED, json=a_plan(**but), headers=world.staff())


def in_queue(world: World) -> list[dict[str, Any]]:  # noqa: F811
    items: list[dict[str, Any]] = world.client.get(f"{V1}/work-queue", headers=world.staff()).json()["items"]
    return items


def test_it_is_booked_promises_no_call_and_runs_no_clock(world: World) -> None:  # noqa: F811
    offered = world.client.get(f"{V1}/desk/bookable-times", headers=world.staff()).json()
    assert "secret" in [one["id"] for one in offered["time_types"]]
    assert "2026-11-24T08:00:00Z" in [one["starts_at"] for one in offered["times"]]

    booked = plan_contact(world)

    assert (booked.status_code, booked.json()["state"]) == (201, "booked"), booked.text
    path = f"{V1}/contact-requests/{booked.json()['contact_id']}"
    case = world.client.get(path, headers=world.citizen()).json()
    assert (case["state"], case["promise"]) == ("booked", None)
    assert case["guarantee"]["assessment_due"] is None
    assert case["state_text"] == "Du har en bokad tid i morgon kl. 09:00."
    assert in_queue(world) == []
    assert "plan a contact" in [look.purpose for look in world.looks()]


def test_what_the_person_seeks_contact_for_keeps_its_own_place(world: World) -> None:  # noqa: F811
    mine = sought(world)

    planned = plan_contact(world).json()

    assert planned["contact_id"] != mine["contact_id"]
    assert [one["contact_id"] for one in in_queue(world)] == [mine["contact_id"]]
    again = seek(world, world.citizen(), reason="R11")
    assert (again["merged"], again["contact_id"]) == (True, mine["contact_id"])


@pytest.mark.parametrize(
    ("but", "status"),
    [
        ({"time": {"time_type_id": "secret", "starts_at": (NINE + 9 * HOUR).isoformat()}}, 409),
        ({"time": {"time_type_id": "missing", "starts_at": NINE.isoformat()}}, 409),
        ({"red_flags": ["RF01"]}, 422),
        ({"time": None}, 422),
    ],
)
def test_what_cannot_be_booked_leaves_no_contact_behind(world: World, but: Any, status: int) -> None:  # noqa: F811
    refused = plan_contact(world, **but)

    assert refused.status_code == status, refused.text
    found = world.client.post(f"{V1}/desk/contact-requests/searches", json=OF_ASTRID, headers=world.staff())
    assert found.json()["items"] == []


def test_the_same_plan_sent_twice_is_one(world: World) -> None:  # noqa: F811
    headers = world.staff() | {"Idempotency-Key": "one"}

    told = [world.client.post(PLANNED, json=a_plan(), headers=headers).json() for _ in range(2)]

    assert told[0] == told[1]
