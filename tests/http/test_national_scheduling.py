"""The national contract for booking: over the same staff time as everything else, by messages of our own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from contact_api.domain.core.access import Role
from contact_api.domain.core.values import ContactId
from contact_api.http.schemas.national_scheduling import Operation
from tests.http.booking_world import TOMORROW, of, plan, post, sought, wanted
from tests.http.national_messages import (
    MALA,
    OTHER_PERFORMER,
    PERFORMER,
    make,
    of_booking,
    schedule,
    scheduling_region,
    scheduling_world,
    search,
    update,
)
from tests.http.world import ASTRID, BERTIL, World, seek

LATER = TOMORROW + timedelta(hours=1)
DAY = "2026-11-24"


@pytest.fixture
def world() -> Iterator[World]:
    yield from scheduling_world()


def own_bookings(world: World, number: str = ASTRID) -> list[dict[str, Any]]:
    """What our own REST tells its citizen, over every contact request of theirs."""
    found: list[dict[str, Any]] = []
    ids = {row.contact_id for row in world.looks() if row.contact_id}
    with world.store.transaction() as tx:
        contacts = [contact for one in sorted(ids) if (contact := tx.contact(ContactId(one)))]
    for contact in contacts:
        path = of({"contact_id": contact.id}, "bookings")
        answer = world.client.get(path, headers=world.citizen(number))
        found += answer.json()["bookings"] if answer.status_code == 200 else []
    return found


def test_what_is_confirmed_can_be_read_back_there_and_here(world: World) -> None:
    answer = make(world)

    assert (answer.status, answer.code) == (200, "CONFIRMED")
    booking_id = answer.one("bookingId")
    told = of_booking(world, Operation.DETAILS, booking_id)
    assert told.one("bookingId") == booking_id
    assert datetime.fromisoformat(told.one("startTimeInclusive")) == TOMORROW
    assert datetime.fromisoformat(told.one("endTimeExclusive")) == TOMORROW + timedelta(minutes=40)
    assert (told.one("performer"), told.one("timeTypeID")) == (PERFORMER, "physio")
    assert told.one("timeTypeName") == "Besök hos fysioterapeut"
    assert told.one("cancel_booking_allowed") == told.one("rebooking_allowed") == "true"
    assert told.one("message_allowed") == "false"
    (ours,) = own_bookings(world)
    assert (ours["booking_id"], ours["state"]) == (booking_id, "booked")


def test_who_only_books_is_taken_in_without_a_promise(world: World) -> None:
    booking_id = make(world).one("bookingId")

    with world.store.transaction() as tx:
        booking = tx.booking(booking_id)  # type: ignore[arg-type]
        assert booking is not None
        contact = tx.contact(booking.contact_id)
        assert contact is not None
        assert (contact.state, contact.circumstances.reason) == ("booked", "R34")
        assert not tx.promises(contact.id)
        details = tx.details(contact.id)
        assert details is not None
        assert (details.name, details.phone) == ("Astrid Testsson", "+46701740605")


def test_the_same_again_is_the_same_booking(world: World) -> None:
    first, second = make(world), make(world)

    assert second.code == "CONFIRMED"
    assert first.one("bookingId") == second.one("bookingId")
    assert len(own_bookings(world)) == 1


def test_who_waits_for_what_the_time_is_for_waits_no_longer(world: World) -> None:
    contact = sought(world)

    make(world)

    told = world.client.get(of(contact), headers=world.citizen()).json()
    assert told["state"] == "booked"
    assert [one["state"] for one in own_bookings(world)] == ["booked"]


def test_who_waits_for_something_else_still_waits(world: World) -> None:
    contact = seek(world, world.citizen(), reason="R01")

    assert make(world).code == "CONFIRMED"

    assert world.client.get(of(contact), headers=world.citizen()).json()["state"] == "waiting"


def test_a_cancelled_time_leaves_its_contact_request_to_the_next(world: World) -> None:
    first = make(world).one("bookingId")
    of_booking(world, Operation.CANCEL, first)

    second = make(world, LATER).one("bookingId")

    assert {one["booking_id"]: one["state"] for one in own_bookings(world)} == {
        first: "cancelled",
        second: "booked",
    }
    assert len(set(_contacts_of(world, first, second))) == 1


def _contacts_of(world: World, *bookings: str) -> list[str]:
    with world.store.transaction() as tx:
        found = [tx.booking(one) for one in bookings]  # type: ignore[arg-type]
        return [one.contact_id for one in found if one]


def test_a_taken_time_is_unavailable(world: World) -> None:
    make(world)

    second = make(world, subject=BERTIL)

    assert second.code == "SLOT_UNAVAILABLE"
    assert second.said("bookingId") == []
    assert "ledig" in second.one("resultText")


def test_nothing_of_a_refused_booking_is_kept(world: World) -> None:
    make(world)
    make(world, subject=BERTIL)

    assert schedule(world, BERTIL).said("bookingId") == []
    bertils = [look for look in world.looks() if look.purpose == "national booking" and not look.contact_id]
    assert len(bertils) == 2  # the refusal told of a taken time, and the list of none
    assert world.client.get(of({"contact_id": "none"}), headers=world.citizen(BERTIL)).status_code == 404


@pytest.mark.parametrize("minutes", [20, 39, 41, 60])
def test_a_time_of_another_length_is_none(world: World, minutes: int) -> None:
    assert make(world, minutes=minutes).code == "SLOT_UNAVAILABLE"


def test_a_performer_who_is_not_free_is_told_apart(world: World) -> None:
    refused = make(world, performer=OTHER_PERFORMER)
    nobody = make(world, performer="SE2321000222-NOBODY")
    taken = make(world, performer=PERFORMER)
    after = make(world, performer=PERFORMER, subject=BERTIL)

    assert [one.code for one in (refused, nobody, taken, after)] == [
        "SLOT_UNAVAILABLE_FOR_REQUESTED_PERFORMER",
        "SLOT_UNAVAILABLE_FOR_REQUESTED_PERFORMER",
        "CONFIRMED",
        "SLOT_UNAVAILABLE",
    ]


@pytest.mark.parametrize("kind", ["secret", "referred", "no-such-kind"])
def test_what_citizens_do_not_book_is_not_there(world: World, kind: str) -> None:
    assert make(world, kind=kind).code == "SLOT_UNAVAILABLE"


def test_two_times_at_once_are_not_allowed(world: World) -> None:
    make(world)

    assert make(world, TOMORROW + timedelta(minutes=20), 20, kind="vaccination").code == (
        "ACTION_CREATE_NOT_ALLOWED"
    )


def test_a_region_that_names_no_reason_takes_in_nobody() -> None:
    for made in scheduling_world(scheduling_region(booking_reason=None)):
        assert make(made).code == "ACTION_CREATE_NOT_ALLOWED"


def test_whoever_is_urgent_is_called(world: World) -> None:
    seek(world, world.citizen(), reason="R11", red_flags=["RF01"])

    assert make(world).code == "ACTION_CREATE_NOT_ALLOWED"


def test_a_telephone_time_needs_a_number(world: World) -> None:
    assert make(world, minutes=20, kind="call", phone="").code == "ACTION_CREATE_NOT_ALLOWED"
    assert make(world, minutes=20, kind="call", phone="12").code == "ACTION_CREATE_NOT_ALLOWED"
    assert make(world, minutes=20, kind="call").code == "CONFIRMED"


def test_what_to_prepare_is_told(world: World) -> None:
    assert make(world, minutes=20, kind="vaccination", phone="").one("resultText") == "Kom i kortärmat."


def test_a_type_may_be_named_by_its_name_or_left_out(world: World) -> None:
    by_name = make(world, kind="", timeTypeName="Besök hos fysioterapeut")
    by_length = make(world, LATER, 20, kind="", subject=BERTIL)

    assert (by_name.code, by_length.code) == ("CONFIRMED", "CONFIRMED")


def test_moving_keeps_the_booking(world: World) -> None:
    booking_id = make(world).one("bookingId")

    answer = update(world, booking_id, LATER)
    again = update(world, booking_id, LATER)

    assert (answer.code, again.code) == ("CONFIRMED", "CONFIRMED")
    (ours,) = own_bookings(world)
    assert (ours["booking_id"], datetime.fromisoformat(ours["starts_at"])) == (booking_id, LATER)
    assert ours["times_moved"] == 1
    assert make(world, subject=BERTIL).code == "CONFIRMED"


def test_the_same_time_with_somebody_else_is_a_move(world: World) -> None:
    plan(world, "a-4", TOMORROW, 1)
    booking_id = make(world, performer=PERFORMER).one("bookingId")

    assert update(world, booking_id, TOMORROW, performer=OTHER_PERFORMER).code == "CONFIRMED"

    assert of_booking(world, Operation.DETAILS, booking_id).one("performer") == OTHER_PERFORMER
    assert make(world, performer=PERFORMER, subject=BERTIL).code == "CONFIRMED"


def test_moving_to_a_taken_time_changes_nothing(world: World) -> None:
    booking_id = make(world).one("bookingId")
    make(world, LATER, subject=BERTIL)

    taken = update(world, booking_id, LATER)
    too_long = update(world, booking_id, TOMORROW + timedelta(hours=2), 60)
    with_another = update(world, booking_id, TOMORROW + timedelta(hours=2), performer=OTHER_PERFORMER)

    assert [one.code for one in (taken, too_long, with_another)] == [
        "SLOT_UNAVAILABLE",
        "SLOT_UNAVAILABLE",
        "SLOT_UNAVAILABLE_FOR_REQUESTED_PERFORMER",
    ]
    (ours,) = own_bookings(world)
    assert (datetime.fromisoformat(ours["starts_at"]), ours["times_moved"]) == (TOMORROW, 0)


def test_too_late_is_not_allowed(world: World) -> None:
    booking_id = make(world).one("bookingId")
    world.clock.now = TOMORROW - timedelta(hours=3)

    told = of_booking(world, Operation.DETAILS, booking_id)
    moved, cancelled = update(world, booking_id, LATER), of_booking(world, Operation.CANCEL, booking_id)

    assert told.one("cancel_booking_allowed") == told.one("rebooking_allowed") == "false"
    assert (moved.code, cancelled.code) == ("ACTION_UPDATE_NOT_ALLOWED", "ACTION_CANCEL_NOT_ALLOWED")
    assert "för sent" in moved.one("resultText")


def test_cancelling_twice_is_cancelling_once(world: World) -> None:
    booking_id = make(world).one("bookingId")

    codes = [of_booking(world, Operation.CANCEL, booking_id).code for _ in range(2)]

    assert codes == ["CONFIRMED", "CONFIRMED"]
    (ours,) = own_bookings(world)
    assert (ours["state"], ours["cancelled_by"]) == ("cancelled", "citizen")
    assert "BOOKING_UNKNOWN" in of_booking(world, Operation.DETAILS, booking_id).fault
    assert schedule(world).said("bookingId") == []
    assert update(world, booking_id, LATER).code == "ACTION_UPDATE_NOT_ALLOWED"


@pytest.mark.parametrize("booking_id", ["76378467", "0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10", "'; --"])
def test_an_unknown_booking_is_unknown(world: World, booking_id: str) -> None:
    assert update(world, booking_id, LATER).code == "BOOKING_UNKNOWN"
    assert of_booking(world, Operation.CANCEL, booking_id).code == "BOOKING_UNKNOWN"
    assert "BOOKING_UNKNOWN" in of_booking(world, Operation.DETAILS, booking_id).fault
    assert "BOOKING_UNKNOWN" in search(world, Operation.DATES, DAY, DAY, bookingId=booking_id).fault


def test_another_s_booking_is_unknown(world: World) -> None:
    booking_id = make(world).one("bookingId")

    assert update(world, booking_id, LATER, subject=BERTIL).code == "BOOKING_UNKNOWN"
    assert of_booking(world, Operation.CANCEL, booking_id, to=MALA).code == "BOOKING_UNKNOWN"
    assert "BOOKING_UNKNOWN" in of_booking(world, Operation.DETAILS, booking_id, to=MALA).fault
    assert schedule(world, to=MALA).said("bookingId") == []


def test_a_hold_is_nobody_s_business(world: World) -> None:
    contact = sought(world)
    hold = post(world, of(contact, "booking-holds"), wanted(TOMORROW)).json()["booking_id"]

    assert of_booking(world, Operation.CANCEL, hold).code == "BOOKING_UNKNOWN"
    assert schedule(world).said("bookingId") == []
    assert make(world, subject=BERTIL).code == "SLOT_UNAVAILABLE"


def test_what_is_booked_here_is_told_there(world: World) -> None:
    contact = sought(world)
    ours = post(world, of(contact, "bookings"), {"time": wanted(TOMORROW)}).json()["booking_id"]

    assert schedule(world).said("bookingId") == [ours]
    assert schedule(world, BERTIL).said("bookingId") == []
    assert of_booking(world, Operation.CANCEL, ours).code == "CONFIRMED"


def test_what_is_over_is_told_no_more(world: World) -> None:
    make(world)
    world.clock.now = TOMORROW + timedelta(minutes=39)
    assert len(schedule(world).said("bookingId")) == 1

    world.clock.now = TOMORROW + timedelta(minutes=40)

    assert schedule(world).said("bookingId") == []


def test_days_and_times_are_those_that_can_be_booked(world: World) -> None:
    days = search(world, Operation.DATES, DAY, "2026-12-31", timeTypeID="physio")
    times = search(world, Operation.TIMESLOTS, "20261124", "20261124", timeTypeID="physio")

    assert (days.said("date"), days.one("timeTypeID")) == ([DAY], "physio")
    starts = [datetime.fromisoformat(one) for one in times.said("startTimeInclusive")]
    assert starts == [TOMORROW + timedelta(minutes=minutes) for minutes in range(0, 141, 20)]
    assert set(times.said("healthcare_facility_name")) == {"Ålidhems hälsocentral"}
    assert times.said("performer") == []
    for start in starts[::2]:
        assert make(world, start, subject=ASTRID).code == "CONFIRMED"
    assert search(world, Operation.DATES, DAY, DAY, timeTypeID="physio").said("date") == []


def test_only_public_kinds_are_told_of(world: World) -> None:
    told = search(world, Operation.TIMESLOTS, DAY, DAY)

    assert set(told.said("timeTypeID")) == {"physio", "vaccination", "call"}


def test_times_of_a_performer_carry_who_it_is(world: World) -> None:
    theirs = search(world, Operation.TIMESLOTS, DAY, DAY, performer=PERFORMER)
    others = search(world, Operation.DATES, DAY, DAY, performer=OTHER_PERFORMER)

    assert set(theirs.said("performer")) == {PERFORMER}
    assert set(theirs.said("timeTypeID")) == {"physio"}
    assert others.said("date") == []


def test_who_moves_is_told_of_times_of_that_kind(world: World) -> None:
    booking_id = make(world).one("bookingId")

    told = search(world, Operation.TIMESLOTS, DAY, DAY, bookingId=booking_id)

    assert set(told.said("timeTypeID")) == {"physio"}


@pytest.mark.parametrize(("first", "last"), [("2026-11-01", "2026-11-22"), ("2031-01-01", "2031-01-02")])
def test_days_that_are_over_or_far_off_have_no_times(world: World, first: str, last: str) -> None:
    assert search(world, Operation.TIMESLOTS, first, last).said("timeslotDetail") == []


def test_each_look_is_logged(world: World) -> None:
    booking_id = make(world).one("bookingId")
    of_booking(world, Operation.DETAILS, booking_id)
    schedule(world)
    of_booking(world, Operation.CANCEL, booking_id)

    looks = [look for look in world.looks() if look.purpose == "national booking"]

    assert [look.action for look in looks] == ["changed", "read", "listed", "changed"]
    assert {look.role for look in looks} == {Role.NATIONAL_PLATFORM.value}
    assert all(look.person_id for look in looks)


def test_version_1_1_has_its_own_codes_and_forms_of_time() -> None:
    for made in scheduling_world():
        settings = made.app.settings.model_copy(update={"national_scheduling_version": "1.1"})
        made.api.state.application = replace(made.app, settings=settings)
        ok, again = make(made), make(made, subject=BERTIL)
        told = of_booking(made, Operation.DETAILS, ok.one("bookingId"))
        informed = make(made, LATER, 20, kind="vaccination")

        assert (ok.code, ok.said("resultText")) == ("OK", [])
        assert (again.code, again.one("resultText").startswith("SLOT_UNAVAILABLE: ")) == ("ERROR", True)
        assert informed.code == "INFO"
        assert told.one("startTimeInclusive") == "20261124080000"
        assert search(made, Operation.DATES, "20261124", "20261124", timeTypeID="physio").said("date") == [
            "20261124"
        ]
