"""A booked telephone time is rung at its minute by the desk, and what comes of the call is what became of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from contact_api.domain.core.values import StaffId, Window
from tests.http.booking_world import (
    HOUR,
    TOMORROW,
    a_time_type,
    booking_region,
    of,
    plan,
    post,
    sought,
    wanted,
)
from tests.http.world import V1, World, a_world

NINE = TOMORROW + HOUR
PHYSIO, COLLEAGUE, NURSE = "a-3", "a-4", "a-1"


@pytest.fixture
def world() -> Iterator[World]:
    """A physiotherapist rings at nine tomorrow; a colleague is at the unit, too."""
    for made in a_world(region=booking_region(a_time_type(form="telephone"))):
        plan(made, PHYSIO, TOMORROW, 3)
        yield made


def booked(world: World) -> tuple[dict[str, Any], str]:
    contact = sought(world)
    answer = post(world, of(contact, "bookings"), {"time": wanted(NINE)})
    assert answer.status_code == 201, answer.text
    return (
        contact,
        f"{V1}/desk/contact-requests/{contact['contact_id']}/bookings/{answer.json()['booking_id']}",
    )


def listed(world: World, staff_id: str = PHYSIO) -> list[dict[str, Any]]:
    answer = world.client.get(f"{V1}/desk/telephone-times", headers=world.staff(staff_id))
    assert answer.status_code == 200, answer.text
    times: list[dict[str, Any]] = answer.json()["times"]
    return times


def take(world: World, path: str, staff_id: str = PHYSIO) -> Any:
    return world.client.post(f"{path}/claims", headers=world.staff(staff_id))


def ends(world: World, claim: dict[str, Any], outcome: str, staff_id: str = PHYSIO) -> dict[str, Any]:
    path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/outcomes"
    body = {"lease_number": claim["lease_number"], "outcome": outcome}
    answer = world.client.post(path, json=body, headers=world.staff(staff_id))
    assert answer.status_code == 200, answer.text
    standing: dict[str, Any] = answer.json()
    return standing


def state_of(world: World, contact: dict[str, Any]) -> str:
    (booking,) = world.client.get(of(contact, "bookings"), headers=world.citizen()).json()["bookings"]
    state: str = booking["state"]
    return state


def at_nine(world: World, *, minutes: float = 0) -> None:
    left = NINE - world.clock.now
    world.clock.pass_time(minutes=left.total_seconds() / 60 + minutes)


def test_at_its_minute_it_is_taken_rung_and_attended(world: World) -> None:
    contact, path = booked(world)
    assert listed(world) == []
    at_nine(world, minutes=-9)
    assert [one["may_ring"] for one in listed(world)] == [False]
    assert take(world, path).status_code == 409
    at_nine(world)
    (due,) = listed(world)
    assert (due["contact_id"], due["may_ring"]) == (contact["contact_id"], True)
    assert not {"name", "identity", "call_number"} & due.keys()

    claim, again = take(world, path), take(world, path)

    assert (claim.status_code, claim.json()["contact"]["call_number"]) == (200, "+46701740605"), claim.text
    assert again.json()["lease_number"] == claim.json()["lease_number"]
    assert ends(world, claim.json(), "reached")["state"] == "reached"
    assert (state_of(world, contact), listed(world)) == ("attended", [])


def test_nobody_pulls_it_from_the_queue_meanwhile(world: World) -> None:
    booked(world)
    at_nine(world)

    assert world.client.post(f"{V1}/work-queue/pulls", headers=world.staff(PHYSIO)).status_code == 204


def test_a_colleague_rings_when_it_was_not_rung_or_nobody_is_there(world: World) -> None:
    _, path = booked(world)
    at_nine(world, minutes=4)
    assert take(world, path, COLLEAGUE).status_code == 403
    at_nine(world, minutes=5)
    assert take(world, path, NURSE).status_code == 403  # not of the type's professions

    assert take(world, path, COLLEAGUE).status_code == 200
    assert take(world, path, PHYSIO).status_code == 409
    assert [one["may_ring"] for one in listed(world)] == [False]


def test_a_colleague_need_not_wait_for_somebody_who_is_not_there(world: World) -> None:
    _, path = booked(world)
    with world.store.transaction() as tx:
        day = Window(TOMORROW, TOMORROW + 10 * HOUR)
        at_work = tx.staff_time(day, units=[tx.region().member(StaffId(PHYSIO)).unit_id])
        tx.drop_staff_time([one for one in at_work if one.staff_id == PHYSIO])
    at_nine(world)

    assert take(world, path, COLLEAGUE).status_code == 200


def test_given_back_untried_it_is_no_waiting_contact_but_the_same_booked_time(world: World) -> None:
    contact, path = booked(world)
    at_nine(world)
    claim = take(world, path).json()
    body = {"lease_number": claim["lease_number"]}
    back = f"{V1}/work-queue/claims/{contact['contact_id']}/releases"

    released = world.client.post(back, json=body, headers=world.staff(PHYSIO)).json()

    assert released["state"] == "booked"
    assert [one["may_ring"] for one in listed(world)] == [True]
    assert take(world, path).status_code == 200


def test_not_answered_it_is_rung_again_by_the_rules_and_then_not_attended(world: World) -> None:
    contact, path = booked(world)
    at_nine(world)
    standing = ends(world, take(world, path).json(), "no_answer")
    assert (standing["state"], state_of(world, contact)) == ("waiting", "booked")
    assert listed(world)[0]["next_try_at"] == standing["next_try_at"]

    while standing["state"] == "waiting":
        world.clock.pass_time(minutes=60)
        pulled = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff(PHYSIO))
        assert pulled.status_code == 200, pulled.text
        standing = ends(world, pulled.json(), "no_answer")

    assert (standing["state"], state_of(world, contact)) == ("not_reached", "no_show")
    case = world.client.get(of(contact), headers=world.citizen()).json()
    assert case["state"] == "not_reached"
    with world.store.transaction() as tx:
        unsent = [tx.hold_message(one) for one in tx.unsent_messages(now=world.clock.now + HOUR)]
    assert "not_reached" in [one.kind.value for one in unsent if one is not None]
