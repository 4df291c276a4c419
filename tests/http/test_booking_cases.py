"""What went wrong with holds, moves and second clicks elsewhere. Cases are named by their number."""

from typing import Any

import pytest

from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.usecases.booking.shared_time import sweep_holds
from contact_api.usecases.staff_time.change_shifts import lay_capacity
from tests.http.booking_world import (
    HOUR,
    TOMORROW,
    a_time_type,
    booking_region,
    of,
    plan,
    post,
    sought,
    times,
    wanted,
    world,  # noqa: F401
)
from tests.http.world import BERTIL, World, a_world, seek

NINE, TEN = TOMORROW + HOUR, TOMORROW + 2 * HOUR
NINE_LISTED = "2026-11-24T08:00:00Z"


def code(answer: Any) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


def bookings(world: World, contact: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: F811
    found = world.client.get(of(contact, "bookings"), headers=world.citizen()).json()["bookings"]
    return list(found)


def another(world: World) -> tuple[dict[str, Any], Any]:  # noqa: F811
    who = world.citizen(BERTIL)
    return seek(world, who, reason="R11", phone="+46701740606"), who


def drop_time(world: World) -> None:  # noqa: F811
    with world.store.transaction() as tx:
        span = Window(TOMORROW - 24 * HOUR, TOMORROW + 24 * HOUR)
        tx.drop_staff_time(tx.staff_time_of([StaffId("a-3")], span))


def test_bk_09_and_bk_193_a_second_click_and_a_lost_answer_give_the_same_booking(world: World) -> None:  # noqa: F811
    contact = sought(world)
    path = of(contact, "bookings")
    key = world.citizen() | {"Idempotency-Key": "one-click"}

    first, second = (post(world, path, {"time": wanted(NINE)}, key) for _ in range(2))

    assert (first.status_code, second.json()) == (201, first.json())
    assert len(bookings(world, contact)) == 1


def test_bk_09_without_a_key_the_second_click_is_refused_and_books_nothing(world: World) -> None:  # noqa: F811
    contact = sought(world)
    clicks = [post(world, of(contact, "bookings"), {"time": wanted(NINE)}) for _ in range(2)]

    assert [one.status_code for one in clicks] == [201, 409]
    assert len(bookings(world, contact)) == 1


def test_bk_10_hold_and_booking_are_one_request_and_one_booking(world: World) -> None:  # noqa: F811
    contact = sought(world)
    hold = post(world, of(contact, "booking-holds"), wanted(NINE)).json()
    again = [post(world, of(contact, "bookings"), {"hold_id": hold["booking_id"]}) for _ in range(3)]

    assert {one.json()["booking_id"] for one in again} == {hold["booking_id"]}
    assert len(bookings(world, contact)) == 1


def test_bk_11_what_was_cancelled_can_be_booked_again_by_the_same_person(world: World) -> None:  # noqa: F811
    contact = sought(world)
    first = post(world, of(contact, "bookings"), {"time": wanted(NINE)}).json()
    post(world, of(contact, "bookings", first["booking_id"], "cancellations"))

    again = post(world, of(contact, "bookings"), {"time": wanted(NINE)})

    assert again.status_code == 201, again.text
    assert again.json()["booking_id"] != first["booking_id"]
    assert sorted(one["state"] for one in bookings(world, contact)) == ["booked", "cancelled"]


def test_bk_17_after_hold_release_booking_and_move_the_old_time_can_be_held(world: World) -> None:  # noqa: F811
    contact, (other, who) = sought(world), another(world)
    hold = post(world, of(contact, "booking-holds"), wanted(NINE)).json()
    world.client.delete(of(contact, "booking-holds", hold["booking_id"]), headers=world.citizen())
    booked = post(world, of(contact, "bookings"), {"time": wanted(NINE)}).json()
    post(
        world,
        of(contact, "bookings", booked["booking_id"], "moves"),
        {"unit_id": "alidhem", "starts_at": (TEN + HOUR / 3).isoformat()},
    )

    assert NINE_LISTED in times(world, contact)
    assert post(world, of(other, "booking-holds"), wanted(NINE), who).status_code == 201


def test_bk_18_what_is_cancelled_stands_in_no_holds_way_and_what_is_booked_does(world: World) -> None:  # noqa: F811
    contact, (other, who) = sought(world), another(world)
    first = post(world, of(contact, "bookings"), {"time": wanted(NINE)}).json()
    refused = post(world, of(other, "booking-holds"), wanted(NINE), who)
    post(world, of(contact, "bookings", first["booking_id"], "cancellations"))

    assert code(refused) == "time-not-offered"
    assert post(world, of(other, "booking-holds"), wanted(NINE), who).status_code == 201


def test_bk_20_a_changed_roster_makes_no_booking_of_a_hold(world: World) -> None:  # noqa: F811
    contact = sought(world)
    hold = post(world, of(contact, "booking-holds"), wanted(NINE)).json()
    plan(world, "a-4", TOMORROW, 3)
    with world.store.transaction() as tx:
        lay_capacity(
            tx,
            Window(TOMORROW - 7 * HOUR, TOMORROW + 17 * HOUR),
            units=[UnitId("alidhem")],
            now=world.clock(),
        )

    (kept,) = bookings(world, contact)
    assert (kept["state"], kept["held_until"]) == ("held", hold["held_until"])
    world.clock.pass_time(minutes=5)
    with world.store.transaction() as tx:
        assert sweep_holds(tx, now=world.clock()) == 1
    assert bookings(world, contact) == []


def test_bk_21_who_decides_first_keeps_their_time_beside_an_older_hold(world: World) -> None:  # noqa: F811
    contact, (other, who) = sought(world), another(world)
    post(world, of(contact, "booking-holds"), wanted(NINE))
    later = post(world, of(other, "booking-holds"), wanted(TEN), who).json()
    booked = post(world, of(other, "bookings"), {"hold_id": later["booking_id"]}, who)
    world.clock.pass_time(minutes=6)

    assert booked.status_code == 201
    listed = world.client.get(of(other, "bookings"), headers=who).json()["bookings"]
    assert [(one["state"], one["starts_at"]) for one in listed] == [("booked", "2026-11-24T09:00:00Z")]


def test_bk_22_a_hold_whose_staff_time_is_taken_away_cannot_be_booked(world: World) -> None:  # noqa: F811
    contact = sought(world)
    hold = post(world, of(contact, "booking-holds"), wanted(NINE)).json()
    drop_time(world)
    plan(world, "a-4", TEN, 1)

    late = post(world, of(contact, "bookings"), {"hold_id": hold["booking_id"]})

    assert (late.status_code, code(late)) == (409, "time-not-offered")
    assert late.json()["times"][0]["starts_at"] == "2026-11-24T09:00:00Z"


def test_bk_23_who_begins_anew_is_not_stopped_by_what_they_left(world: World) -> None:  # noqa: F811
    contact = sought(world)
    assert post(world, of(contact, "booking-holds"), wanted(NINE)).status_code == 201
    second = post(world, of(contact, "booking-holds"), wanted(NINE + HOUR))
    booked = post(world, of(contact, "bookings"), {"hold_id": second.json()["booking_id"]})

    assert (second.status_code, booked.status_code) == (201, 201)


def test_two_browsers_of_one_person_may_hold_two_times_and_no_third(world: World) -> None:  # noqa: F811
    contact = sought(world)
    plan(world, "a-4", TOMORROW, 3)
    answers = [
        post(world, of(contact, "booking-holds"), wanted(TOMORROW + number * HOUR)) for number in range(3)
    ]

    assert [one.status_code for one in answers] == [201, 201, 409]
    assert code(answers[2]) == "too-many-holds"


@pytest.mark.parametrize("start", [NINE + HOUR / 12, TOMORROW - HOUR, TOMORROW + 3 * HOUR])
def test_bk_52_and_bk_59_a_start_that_is_not_listed_is_refused_by_hand_too(
    world: World,  # noqa: F811
    start: Any,
) -> None:
    contact = sought(world)
    refused = post(world, of(contact, "bookings"), {"time": wanted(start)})
    assert (refused.status_code, code(refused)) == (409, "time-not-offered")
    assert bookings(world, contact) == []


def test_bk_64_a_hold_made_in_time_protects_from_the_notice_that_passes() -> None:
    region = booking_region(a_time_type(least_notice={"minutes": 23 * 60 + 42}))  # for three more
    for made in a_world(region=region):
        plan(made, "a-3", TOMORROW, 3)
        contact = sought(made)
        assert NINE_LISTED in times(made, contact)
        hold = post(made, of(contact, "booking-holds"), wanted(NINE))
        assert hold.status_code == 201, hold.text
        made.clock.pass_time(minutes=4)

        assert NINE_LISTED not in times(made, contact)
        booked = post(made, of(contact, "bookings"), {"hold_id": hold.json()["booking_id"]})
        assert booked.status_code == 201, booked.text


def test_bk_116_a_booking_whose_time_went_is_shown_so_and_is_whole_again_when_it_is_back(
    world: World,  # noqa: F811
) -> None:
    contact = sought(world)
    booked = post(world, of(contact, "bookings"), {"time": wanted(NINE)}).json()
    drop_time(world)
    assert [one["staff_time_gone"] for one in bookings(world, contact)] == [True]

    plan(world, "a-3", TOMORROW, 3)

    (back,) = bookings(world, contact)
    assert (back["staff_time_gone"], back["booking_id"]) == (False, booked["booking_id"])
    assert NINE_LISTED not in times(world, contact)


def test_shared_time_is_listed_and_booked_like_any(world: World) -> None:  # noqa: F811
    plan(world, "a-4", TOMORROW + 5 * HOUR, 1, StaffTimeKind.SHARED)
    contact = sought(world)
    start = TOMORROW + 5 * HOUR

    assert "2026-11-24T12:00:00Z" in times(world, contact)
    assert post(world, of(contact, "bookings"), {"time": wanted(start)}).status_code == 201
    assert "2026-11-24T12:00:00Z" not in times(world, contact)
