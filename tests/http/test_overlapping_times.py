"""Staff are warned of another time of the same citizen, and may mean it; who moves a time never meets it."""

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
    wanted,
)
from tests.http.world import ASTRID, V1, World, a_world, seek

NINE, TEN = TOMORROW + timedelta(hours=1), TOMORROW + timedelta(hours=2)
LATER = timedelta(minutes=20)


@pytest.fixture
def world() -> Iterator[World]:
    for made in a_world(region=booking_region(a_time_type(), a_time_type("yearly", one_per="year"))):
        for staff_id in ("a-3", "a-4"):
            plan(made, staff_id, TOMORROW, 4)
        yield made


def desk(contact: dict[str, Any], *more: str) -> str:
    return "/".join([f"{V1}/desk/contact-requests/{contact['contact_id']}", *more])


def test_staff_are_warned_of_another_time_just_then_but_not_of_a_cancelled_one(world: World) -> None:
    contact = seek(world, world.citizen(ASTRID), reason=BACK)
    path = desk(contact, "bookings")
    first = post(world, path, wanted(NINE), world.staff()).json()
    second = post(world, path, wanted(TEN), world.staff()).json()
    cancel = desk(contact, "bookings", second["booking_id"], "cancellations")
    assert post(world, cancel, headers=world.staff()).status_code == 200

    warned = post(world, path, wanted(NINE + LATER), world.staff())
    assert (warned.status_code, warned.json()["type"].rpartition(":")[2]) == (409, "has-another-booking")
    assert post(world, path, wanted(TEN), world.staff()).status_code == 201

    same = {"unit_id": "alidhem", "starts_at": NINE.isoformat()}
    edited = post(world, desk(contact, "bookings", first["booking_id"], "moves"), same, world.staff())
    assert edited.status_code == 200, edited.text


def test_staff_who_mean_it_say_why_and_that_is_kept_but_limits_hold(world: World) -> None:
    contact = seek(world, world.citizen(ASTRID), reason=BACK)
    path = desk(contact, "bookings")
    meant = {"despite_overlap": "två behandlare samtidigt"}
    post(world, path, wanted(NINE, time_type_id="yearly"), world.staff())

    assert post(world, path, wanted(NINE, **meant), world.staff()).status_code == 201
    limited = post(world, path, wanted(TEN, time_type_id="yearly", **meant), world.staff())
    assert limited.json()["type"].rpartition(":")[2] == "has-another-booking"
    with world.store.transaction() as tx:
        found = [one for one in tx.history(contact["contact_id"]) if one.kind == "booking.despite_overlap"]
    assert [one.facts["why"] for one in found] == ["två behandlare samtidigt"]


def test_a_citizen_cannot_go_on_in_spite_of_it(world: World) -> None:
    contact = seek(world, world.citizen(ASTRID), reason=BACK)
    time = {"time": {**wanted(NINE), "despite_overlap": "jag vill"}}

    assert post(world, of(contact, "bookings"), time).status_code == 422
