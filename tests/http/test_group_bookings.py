"""A family comes together: all have a time or none has, and each knows of their own only."""

from collections.abc import Iterator
from typing import Any

import pytest

from contact_api.domain.core.values import MessageId
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import Job
from tests.http.booking_world import TOMORROW, booking_region, of, plan, post, wanted
from tests.http.world import ASTRID, BERTIL, CILLA, V1, World, a_world, seek

GROUPS = f"{V1}/desk/group-bookings"
PHONES = {ASTRID: "+46701740605", BERTIL: "+46701740606", CILLA: "+46701740607"}


@pytest.fixture
def world() -> Iterator[World]:
    """One physiotherapist from eight to ten tomorrow: three times of forty minutes."""
    for made in a_world(region=booking_region()):
        plan(made, "a-3", TOMORROW, 2)
        yield made


@pytest.fixture
def family(world: World) -> list[str]:
    return [
        str(seek(world, world.citizen(number), reason="R11", phone=phone)["contact_id"])
        for number, phone in PHONES.items()
    ]


def book(world: World, contacts: list[str], together: str = "one_after_another", **time: Any) -> Any:
    body = {"contact_ids": contacts, "time": wanted(TOMORROW, **time), "together": together}
    return post(world, GROUPS, body, world.staff())


def booked(world: World, contact: str, number: str) -> list[dict[str, Any]]:
    answer = world.client.get(of({"contact_id": contact}, "bookings"), headers=world.citizen(number))
    found: list[dict[str, Any]] = answer.json()["bookings"]
    return found


def test_three_come_one_after_another_in_the_order_that_was_asked_for(
    world: World, family: list[str]
) -> None:
    answer = book(world, family)

    assert answer.status_code == 201, answer.text
    times = [(one["contact_id"], one["starts_at"][11:16]) for one in answer.json()["bookings"]]
    assert times == list(zip(family, ["07:00", "07:40", "08:20"], strict=True))


def test_two_come_at_the_same_time_when_there_are_two_to_receive_them(
    world: World, family: list[str]
) -> None:
    alone = book(world, family[:2], "at_the_same_time")
    assert (alone.status_code, alone.json()["type"].rpartition(":")[2]) == (409, "time-not-offered")

    plan(world, "a-4", TOMORROW, 1)
    both = book(world, family[:2], "at_the_same_time").json()["bookings"]
    assert {one["starts_at"][11:16] for one in both} == {"07:00"}
    assert {one["staff_id"] for one in both} == {"a-3", "a-4"}


def test_when_one_of_them_cannot_have_a_time_nobody_has(world: World, family: list[str]) -> None:
    taken = {"time": wanted(TOMORROW.replace(hour=8, minute=20))}
    assert (
        post(world, of({"contact_id": family[2]}, "bookings"), taken, world.citizen(CILLA)).status_code == 201
    )

    assert book(world, family).status_code == 409
    assert [booked(world, *one) for one in zip(family[:2], PHONES, strict=False)] == [[], []]


def test_each_confirmation_is_of_the_own_time_and_no_other_name_is_anywhere(
    world: World, family: list[str]
) -> None:
    book(world, family[:2])
    with world.store.transaction() as tx:
        found = [
            tx.hold_message(MessageId(str(ids["message_id"])))
            for job, ids in world.store.outbox
            if job is Job.SEND_MESSAGE
        ]
    confirmed = [
        one.contact_id for one in found if one is not None and one.kind is MessageKind.BOOKING_CONFIRMED
    ]
    assert sorted(map(str, confirmed)) == sorted(family[:2]), "exactly one each"

    (mine,) = booked(world, family[0], ASTRID)
    assert mine["starts_at"][11:16] == "07:00"
    assert family[1] not in str(mine)
    theirs = of({"contact_id": family[1]}, "bookings")
    assert world.client.get(theirs, headers=world.citizen(ASTRID)).status_code == 404


def test_one_is_cancelled_by_itself_and_all_are_cancelled_at_once(world: World, family: list[str]) -> None:
    group = book(world, family).json()
    first = group["bookings"][0]
    path = of({"contact_id": family[0]}, "bookings", first["booking_id"], "cancellations")
    assert post(world, path, headers=world.citizen(ASTRID)).status_code == 200
    assert [one["state"] for one in booked(world, family[1], BERTIL)] == ["booked"]

    cancel = f"{GROUPS}/{group['group_id']}/cancellations"
    all_of_them, again = (post(world, cancel, headers=world.staff()) for _ in range(2))
    assert {one["state"] for one in all_of_them.json()["bookings"]} == {"cancelled"}
    assert again.json() == all_of_them.json()
    by = {one["contact_id"]: one["cancelled_by"] for one in again.json()["bookings"]}
    assert by == {family[0]: "citizen", family[1]: "unit", family[2]: "unit"}


def test_a_group_that_is_none_of_the_units_is_not_there(world: World, family: list[str]) -> None:
    group = book(world, family[:2]).json()
    cancel = f"{GROUPS}/{group['group_id']}/cancellations"
    elsewhere = world.staff("m-1", "mala")

    assert post(world, cancel, headers=elsewhere).status_code == 404
    assert book(world, [family[0], family[0]]).status_code == 422
    assert [one["state"] for one in booked(world, family[0], ASTRID)] == ["booked"]
