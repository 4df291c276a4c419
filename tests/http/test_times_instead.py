"""Who comes second to a time is told so, with the next ones that can be had."""

from typing import Any

from tests.http.booking_world import HOUR, TOMORROW, of, plan, post, sought, times, wanted, world  # noqa: F401
from tests.http.world import BERTIL, V1, World, seek

NINE = TOMORROW + HOUR


def theirs(world: World) -> tuple[dict[str, Any], Any]:  # noqa: F811
    who = world.citizen(BERTIL)
    return seek(world, who, reason="R11", phone="+46701740606"), who


def starts(answer: Any) -> list[str]:
    return [one["starts_at"] for one in answer.json().get("times", [])]


def test_bk_06_who_picks_a_time_that_is_just_taken_is_told_and_gets_fresh_times(world: World) -> None:  # noqa: F811
    mine, (other, who) = sought(world), theirs(world)
    assert post(world, of(mine, "bookings"), {"time": wanted(NINE)}).status_code == 201

    late = post(world, of(other, "bookings"), {"time": wanted(NINE)}, who)

    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "time-not-offered")
    assert starts(late) == ["2026-11-24T08:40:00Z", "2026-11-24T09:00:00Z", "2026-11-24T09:20:00Z"]
    again = post(world, of(other, "bookings"), {"time": late.json()["times"][0]}, who)
    assert (again.status_code, again.json()["starts_at"]) == (201, "2026-11-24T08:40:00Z")


def test_when_nothing_comes_after_the_earliest_times_are_told(world: World) -> None:  # noqa: F811
    mine, (other, who) = sought(world), theirs(world)
    last = NINE + 80 * HOUR / 60
    assert post(world, of(mine, "bookings"), {"time": wanted(last)}).status_code == 201

    late = post(world, of(other, "booking-holds"), wanted(last), who)

    assert starts(late)[0] == "2026-11-24T07:00:00Z"


def test_a_hold_that_ended_is_refused_with_times_of_its_kind(world: World) -> None:  # noqa: F811
    mine, (other, who) = sought(world), theirs(world)
    kept = post(world, of(mine, "booking-holds"), wanted(NINE)).json()
    world.clock.pass_time(minutes=6)
    assert post(world, of(other, "bookings"), {"time": wanted(NINE + 20 * HOUR / 60)}, who).status_code == 201

    late = post(world, of(mine, "bookings"), {"hold_id": kept["booking_id"]})

    assert late.status_code == 409
    assert starts(late) == times(world, mine)[:5] != []


def test_moving_to_a_taken_time_keeps_the_old_one_and_tells_the_next(world: World) -> None:  # noqa: F811
    plan(world, "a-4", TOMORROW, 1)
    mine, (other, who) = sought(world), theirs(world)
    booked = post(world, of(mine, "bookings"), {"time": wanted(TOMORROW)}).json()
    assert post(world, of(other, "bookings"), {"time": wanted(NINE)}, who).status_code == 201

    path = of(mine, "bookings", booked["booking_id"], "moves")
    late = post(world, path, {"unit_id": "alidhem", "starts_at": NINE.isoformat()})

    assert (late.status_code, starts(late)[0]) == (409, "2026-11-24T08:40:00Z")
    listed = world.client.get(of(mine, "bookings"), headers=world.citizen()).json()["bookings"]
    assert [one["starts_at"] for one in listed] == ["2026-11-24T07:00:00Z"]


def test_of_a_kind_that_only_staff_book_no_times_are_told(world: World) -> None:  # noqa: F811
    mine = sought(world)
    hidden = post(world, of(mine, "bookings"), {"time": wanted(NINE, time_type_id="secret")})
    by_staff = post(
        world,
        f"{V1}/desk/contact-requests/{mine['contact_id']}/bookings",
        wanted(NINE + HOUR / 12, time_type_id="secret"),
        world.staff(),
    )

    assert starts(hidden) == []
    assert (by_staff.status_code, starts(by_staff)[0]) == (409, "2026-11-24T08:20:00Z")
