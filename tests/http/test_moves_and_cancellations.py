"""What is moved from or cancelled is free at once, and once; what is over stays as it was."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.http.booking_world import (
    BACK,
    TOMORROW,
    a_time_type,
    booking_region,
    of,
    plan,
    post,
    times,
    wanted,
)
from tests.http.world import ASTRID, BERTIL, V1, World, a_world, seek

NINE = TOMORROW + timedelta(hours=1)
SHOWN = "2026-11-24T08:00:00Z"


@pytest.fixture
def world() -> Iterator[World]:
    for made in a_world(region=booking_region(a_time_type(step_minutes=60))):
        for staff_id in ("a-3", "a-4"):
            plan(made, staff_id, TOMORROW, 3)
        yield made


@pytest.fixture
def contact(world: World) -> dict[str, Any]:
    return seek(world, world.citizen(ASTRID), reason=BACK)


def desk(contact: dict[str, Any], *more: str) -> str:
    return "/".join([f"{V1}/desk/contact-requests/{contact['contact_id']}/bookings", *more])


def day(world: World) -> list[tuple[str, str, str]]:
    """With whom, when and how it stands: every entry of tomorrow."""
    found = world.client.get(f"{V1}/desk/bookings", params={"day": "2026-11-24"}, headers=world.staff())
    return [(one["staff_id"], one["starts_at"][11:16], one["state"]) for one in found.json()["bookings"]]


def persons(world: World, contact: dict[str, Any], start: str = SHOWN) -> int:
    answer = world.client.get(of(contact, "bookable-times"), headers=world.citizen())
    return sum(one["persons"] for one in answer.json()["times"] if one["starts_at"] == start)


def test_a_time_that_is_cancelled_comes_back_whoever_cancelled_it(
    world: World, contact: dict[str, Any]
) -> None:
    for cancel_as, path_of in ((world.citizen(), of), (world.staff(), None)):
        booked = post(world, desk(contact), wanted(NINE), world.staff()).json()
        assert persons(world, contact) == 1
        path = (
            of(contact, "bookings", booked["booking_id"], "cancellations")
            if path_of
            else desk(contact, booked["booking_id"], "cancellations")
        )
        assert post(world, path, headers=cancel_as).status_code == 200
        assert persons(world, contact) == 2


def test_who_cancels_twice_gives_one_time_back(world: World, contact: dict[str, Any]) -> None:
    booked = post(world, desk(contact), wanted(NINE), world.staff()).json()
    for _ in range(2):
        post(world, desk(contact, booked["booking_id"], "cancellations"), headers=world.staff())

    assert persons(world, contact) == 2
    assert [one[2] for one in day(world)] == ["cancelled"]


def test_the_same_person_can_book_a_cancelled_time_again_as_another_booking(
    world: World, contact: dict[str, Any]
) -> None:
    first = post(world, of(contact, "bookings"), {"time": wanted(NINE)}).json()
    post(world, of(contact, "bookings", first["booking_id"], "cancellations"))

    again = post(world, of(contact, "bookings"), {"time": wanted(NINE)})

    assert again.status_code == 201, again.text
    assert again.json()["booking_id"] != first["booking_id"]
    assert sorted(one[2] for one in day(world)) == ["booked", "cancelled"]


def test_a_move_to_another_person_leaves_the_first_one_free(world: World, contact: dict[str, Any]) -> None:
    booked = post(world, desk(contact), wanted(NINE, staff_id="a-3"), world.staff()).json()
    move = desk(contact, booked["booking_id"], "moves")
    later = (NINE + timedelta(hours=1)).isoformat()

    def moved(start: str, staff_id: str) -> list[tuple[str, str, str]]:
        body = {"unit_id": "alidhem", "starts_at": start, "staff_id": staff_id}
        answer = post(world, move, body, world.staff())
        assert answer.status_code == 200, answer.text
        return day(world)

    assert moved(later, "a-4") == [("a-4", "09:00", "booked")]
    assert persons(world, contact) == 2
    assert moved(NINE.isoformat(), "a-4") == [("a-4", "08:00", "booked")]
    assert moved(NINE.isoformat(), "a-3") == [("a-3", "08:00", "booked")], "back again: one entry"


def test_a_hold_after_a_hold_a_booking_and_a_move_agrees_with_the_list(
    world: World, contact: dict[str, Any]
) -> None:
    theirs = seek(world, world.citizen(BERTIL), reason=BACK, phone="+46701740606")
    held = post(world, of(contact, "booking-holds"), wanted(NINE)).json()
    world.client.delete(of(contact, "booking-holds", held["booking_id"]), headers=world.citizen())
    booked = post(world, of(contact, "bookings"), {"time": wanted(NINE)}).json()
    later = {"unit_id": "alidhem", "starts_at": (NINE + timedelta(hours=1)).isoformat()}
    post(world, of(contact, "bookings", booked["booking_id"], "moves"), later)

    assert SHOWN in times(world, contact)
    assert persons(world, contact) == 2
    kept = post(world, of(theirs, "booking-holds"), wanted(NINE), world.citizen(BERTIL))
    assert kept.status_code == 201, kept.text


@pytest.mark.parametrize("by", ["citizen", "staff"])
def test_what_has_begun_is_cancelled_by_nobody_and_stays_as_it_was_noted(
    world: World, contact: dict[str, Any], by: str
) -> None:
    booked = post(world, desk(contact), wanted(NINE), world.staff()).json()
    world.clock.pass_time(hours=24)
    came = desk(contact, booked["booking_id"], "attendance")
    assert world.client.put(came, json={"came": True}, headers=world.staff()).status_code == 200

    path = (
        of(contact, "bookings", booked["booking_id"], "cancellations")
        if by == "citizen"
        else desk(contact, booked["booking_id"], "cancellations")
    )
    answer = post(world, path, headers=world.citizen() if by == "citizen" else world.staff())

    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "booking-is-over")
    assert [one[2] for one in day(world)] == ["attended"]
