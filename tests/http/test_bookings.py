"""A citizen finds, holds, books, moves and cancels a time."""

from datetime import timedelta

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
from tests.http.world import BERTIL, V1, World, a_world, seek

NINE = TOMORROW + HOUR


def test_times_are_listed_held_booked_moved_and_cancelled(world: World) -> None:  # noqa: F811
    contact = sought(world)
    assert times(world, contact)[:2] == ["2026-11-24T07:00:00Z", "2026-11-24T07:20:00Z"]

    kept = post(world, of(contact, "booking-holds"), wanted(NINE))
    assert (kept.status_code, kept.json()["state"]) == (201, "held"), kept.text
    assert kept.json()["held_until"] == "2026-11-23T08:20:00Z"
    assert NINE.strftime("%Y-%m-%dT%H:%M:%SZ") not in times(world, contact)

    hold = {"hold_id": kept.json()["booking_id"]}
    booked = post(world, of(contact, "bookings"), hold)
    again = post(world, of(contact, "bookings"), hold)
    assert (booked.status_code, booked.json()["state"]) == (201, "booked"), booked.text
    assert again.json() == booked.json()
    assert booked.json()["text"] == "i morgon kl. 09:00"
    state = world.client.get(of(contact), headers=world.citizen()).json()["state"]
    assert state == "booked"

    path = of(contact, "bookings", booked.json()["booking_id"])
    moved = post(world, path + "/moves", {"unit_id": "alidhem", "starts_at": TOMORROW.isoformat()})
    assert (moved.status_code, moved.json()["times_moved"]) == (200, 1), moved.text
    assert NINE.strftime("%Y-%m-%dT%H:%M:%SZ") in times(world, contact)
    gone = post(world, path + "/cancellations")
    assert (gone.json()["state"], gone.json()["cancelled_by"]) == ("cancelled", "citizen"), gone.text
    assert post(world, path + "/cancellations").json() == gone.json()


def test_a_time_that_somebody_else_has_is_refused_and_nothing_is_written(world: World) -> None:  # noqa: F811
    mine, theirs = sought(world), seek(world, world.citizen(BERTIL), reason="R11", phone="+46701740606")
    assert post(world, of(mine, "bookings"), {"time": wanted(NINE)}).status_code == 201

    late = post(world, of(theirs, "bookings"), {"time": wanted(NINE)}, world.citizen(BERTIL))

    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "time-not-offered")
    listed = world.client.get(of(theirs, "bookings"), headers=world.citizen(BERTIL)).json()
    assert listed == {"bookings": []}


def test_a_hold_that_ends_gives_the_time_back(world: World) -> None:  # noqa: F811
    contact = sought(world)
    kept = post(world, of(contact, "booking-holds"), wanted(NINE)).json()
    world.clock.pass_time(minutes=5)

    assert "2026-11-24T08:00:00Z" in times(world, contact)
    late = post(world, of(contact, "bookings"), {"hold_id": kept["booking_id"]})
    assert late.json()["type"].rpartition(":")[2] == "time-not-offered"


def test_what_only_staff_book_is_told_to_nobody_else(world: World) -> None:  # noqa: F811
    contact = sought(world)
    listed = world.client.get(f"{V1}/time-types").json()["time_types"]
    hidden = post(world, of(contact, "bookings"), {"time": wanted(NINE, time_type_id="secret")})
    missing = post(world, of(contact, "bookings"), {"time": wanted(NINE, time_type_id="missing")})

    assert [one["id"] for one in listed] == ["physio"]
    assert hidden.json()["type"] == missing.json()["type"]
    assert hidden.json()["detail"] == missing.json()["detail"]


def test_staff_book_see_the_day_and_note_who_came(world: World) -> None:  # noqa: F811
    contact = sought(world)
    desk = f"{V1}/desk/contact-requests/{contact['contact_id']}"
    booked = post(world, desk + "/bookings", wanted(NINE), world.staff())
    assert booked.status_code == 201, booked.text
    assert (booked.json()["staff_id"], booked.json()["contact_id"]) == ("a-3", contact["contact_id"])

    day = world.client.get(f"{V1}/desk/bookings", params={"day": "2026-11-24"}, headers=world.staff()).json()
    assert [one["booking_id"] for one in day["bookings"]] == [booked.json()["booking_id"]]
    path = f"{desk}/bookings/{booked.json()['booking_id']}/attendance"
    early = world.client.put(path, json={"came": True}, headers=world.staff())
    assert early.status_code == 409
    world.clock.pass_time(hours=24)
    noted = world.client.put(path, json={"came": False}, headers=world.staff()).json()
    assert noted["state"] == "no_show"
    assert world.client.delete(path, headers=world.staff()).json()["state"] == "booked"


def test_a_booking_whose_staff_time_is_gone_is_shown_as_such(world: World) -> None:  # noqa: F811
    time = plan(world, "a-4", TOMORROW + timedelta(hours=6), 1)
    contact = sought(world)
    start = TOMORROW + timedelta(hours=6)
    booked = post(world, of(contact, "bookings"), {"time": wanted(start)})
    assert booked.status_code == 201, booked.text
    with world.store.transaction() as tx:
        tx.drop_staff_time([time])

    listed = world.client.get(of(contact, "bookings"), headers=world.citizen()).json()["bookings"]
    assert [one["staff_time_gone"] for one in listed] == [True]


def test_a_link_opens_until_days_after_the_booked_time(world: World) -> None:  # noqa: F811
    """Thirteen days ahead is longer than a link opens a case that has ended."""
    later = NINE + timedelta(days=13)
    plan(world, "a-3", later, 1)
    contact = sought(world)
    link = {"Contact-Link": contact["link"]["token"]}
    assert post(world, of(contact, "bookings"), {"time": wanted(later)}, link).status_code == 201

    world.clock.now = later
    assert world.client.get(of(contact, "bookings"), headers=link).status_code == 200
    world.clock.now = later + timedelta(days=7, minutes=41)
    assert world.client.get(of(contact, "bookings"), headers=link).status_code == 404


def test_who_affirms_a_red_flag_while_a_time_is_held_is_called_and_cannot_book_it(world: World) -> None:  # noqa: F811
    contact = sought(world)
    kept = post(world, of(contact, "booking-holds"), wanted(NINE)).json()
    seek(world, world.citizen(), reason="R11", red_flags=["RF01"])

    late = post(world, of(contact, "bookings"), {"hold_id": kept["booking_id"]})

    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "may-not-book")
    assert world.client.get(of(contact), headers=world.citizen()).json()["state"] == "waiting"


def test_the_urgent_wait_for_their_call_beside_a_time_that_staff_booked(world: World) -> None:  # noqa: F811
    contact = sought(world, red_flags=["RF01"])
    desk = f"{V1}/desk/contact-requests/{contact['contact_id']}"

    assert post(world, desk + "/bookings", wanted(NINE), world.staff()).status_code == 201

    assert world.client.get(of(contact), headers=world.citizen()).json()["state"] == "waiting"


def test_a_held_time_that_has_begun_is_booked_no_more(world: World) -> None:  # noqa: F811
    contact = sought(world)
    world.clock.now = NINE - timedelta(minutes=2)
    kept = post(world, of(contact, "booking-holds"), wanted(NINE)).json()
    world.clock.now = NINE + timedelta(minutes=2)

    late = post(world, of(contact, "bookings"), {"hold_id": kept["booking_id"]})

    assert late.json()["type"].rpartition(":")[2] == "time-not-offered"


def test_a_move_to_the_time_it_has_changes_nothing_and_tells_nobody(world: World) -> None:  # noqa: F811
    contact = sought(world)
    booked = post(world, of(contact, "bookings"), {"time": wanted(NINE)}).json()
    told = len(world.store.outbox)
    path = of(contact, "bookings", booked["booking_id"], "moves")

    same = post(world, path, {"unit_id": "alidhem", "starts_at": NINE.isoformat()})

    assert (same.status_code, same.json()["times_moved"], len(world.store.outbox)) == (200, 0, told)


def test_more_bookings_than_an_answer_holds_are_cut_to_those_that_stand(world: World) -> None:  # noqa: F811
    contact = sought(world)
    for _ in range(101):
        booked = post(world, of(contact, "bookings"), {"time": wanted(NINE)}).json()
        assert post(world, of(contact, "bookings", booked["booking_id"], "cancellations")).status_code == 200
    stands = post(world, of(contact, "bookings"), {"time": wanted(NINE)}).json()["booking_id"]

    listed = world.client.get(of(contact, "bookings"), headers=world.citizen())

    assert (listed.status_code, len(listed.json()["bookings"])) == (200, 100)
    assert stands in {one["booking_id"] for one in listed.json()["bookings"]}


def test_the_unit_that_gives_a_time_sees_its_contact_and_none_that_held_or_lost_one() -> None:
    """A look at a time, or one that was cancelled, opens nobody's case to the unit it was at."""
    nurse = a_time_type("nurse", professions=["nurse"], offered_at=[{"unit_id": "mala"}])
    for made in a_world(region=booking_region(nurse)):
        plan(made, "m-1", TOMORROW, 3)
        contact = sought(made)
        time = wanted(NINE, time_type_id="nurse", unit_id="mala")
        desk = f"{V1}/desk/contact-requests/{contact['contact_id']}"

        def sees(path: str = "/bookings") -> int:
            return made.client.get(desk + path, headers=made.staff("m-1", "mala")).status_code  # noqa: B023

        kept = post(made, of(contact, "booking-holds"), time).json()
        assert (sees(), sees("")) == (404, 404)
        booked = post(made, of(contact, "bookings"), {"hold_id": kept["booking_id"]}).json()
        assert (sees(), sees("")) == (200, 200)
        made.clock.now = NINE
        noted = made.client.put(
            f"{desk}/bookings/{booked['booking_id']}/attendance",
            json={"came": True},
            headers=made.staff("m-1", "mala"),
        )
        assert noted.status_code == 200, noted.text
        made.clock.now = NINE - timedelta(hours=20)
        other = sought(made, phone="+46701740607")
        of_other = post(
            made, of(other, "bookings"), {"time": {**time, "starts_at": (NINE + HOUR).isoformat()}}
        )
        path = of(other, "bookings", of_other.json()["booking_id"], "cancellations")
        assert post(made, path).status_code == 200
        desk = f"{V1}/desk/contact-requests/{other['contact_id']}"
        assert (sees(), sees("")) == (404, 404)
