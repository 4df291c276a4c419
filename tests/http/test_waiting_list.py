"""A freed time is offered to those who wait for one, one after another, and held for them meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.core.values import MessageId
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import Job
from contact_api.usecases.booking.offer_freed import offer_freed_times
from contact_api.usecases.messages.shortage_alerts import WAITING_OVERDUE
from contact_api.usecases.messages.unit_alerts import keep_unit_alerts
from tests.http.booking_world import (
    HOUR,
    TOMORROW,
    a_time_type,
    booking_region,
    of,
    plan,
    post,
    times,
    wanted,
)
from tests.http.world import ASTRID, BERTIL, CILLA, V1, World, a_world, seek

NOT_LONG = "2026-12-18"
PEOPLE = {ASTRID: "+46701740605", BERTIL: "+46701740606", CILLA: "+46701740607"}
ONE_VISIT = timedelta(minutes=40)


@pytest.fixture
def world() -> Iterator[World]:
    """The physiotherapist has one time tomorrow at eight, and nothing else."""
    for made in a_world(region=booking_region(a_time_type(), a_time_type("other"))):
        plan(made, "a-3", TOMORROW, 2 / 3)
        yield made


class Person:
    """Somebody with a bad back."""

    def __init__(self, world: World, number: str) -> None:
        self.world, self.headers = world, world.citizen(number)
        self.contact = seek(world, self.headers, reason="R11", phone=PEOPLE[number])

    def joins(self, **but: Any) -> dict[str, Any]:
        body = {"time_type_id": "physio", "until_day": NOT_LONG, **but}
        answer = post(self.world, of(self.contact, "waiting-list"), body, self.headers)
        assert answer.status_code == 201, answer.text
        self.world.clock.pass_time(seconds=1)  # whoever comes next has waited less
        place: dict[str, Any] = answer.json()
        return place

    def place(self) -> dict[str, Any]:
        answer = self.world.client.get(of(self.contact, "waiting-list"), headers=self.headers)
        place: dict[str, Any] = answer.json()["places"][-1]
        return place

    def answers(self, *, accept: bool) -> Any:
        path = of(self.contact, "waiting-list", self.place()["waiting_id"], "answers")
        return post(self.world, path, {"accept": accept}, self.headers)

    def leaves(self) -> Any:
        path = of(self.contact, "waiting-list", self.place()["waiting_id"])
        return self.world.client.delete(path, headers=self.headers)

    def books(self, **but: Any) -> Any:
        time = wanted(but.pop("start", TOMORROW), **but)
        return post(self.world, of(self.contact, "bookings"), {"time": time}, self.headers)

    def cancels(self, booking: dict[str, Any]) -> None:
        path = of(self.contact, "bookings", booking["booking_id"], "cancellations")
        assert post(self.world, path, headers=self.headers).status_code == 200

    def sees(self) -> list[str]:
        query = {"time-type-id": "physio"}
        answer = self.world.client.get(of(self.contact, "bookable-times"), params=query, headers=self.headers)
        return [one["starts_at"] for one in answer.json()["times"]]


def offer(world: World) -> int:
    """What the scheduler does every moment."""
    return offer_freed_times(world.app.transact, lambda: BookingId(str(uuid4())), now=world.clock.now)


def told(world: World) -> list[str]:
    """Which contact requests were told that a time is free, message by message."""
    with world.store.transaction() as tx:
        found = [
            tx.hold_message(MessageId(str(ids["message_id"])))
            for job, ids in world.store.outbox
            if job is Job.SEND_MESSAGE
        ]
    return [
        str(one.contact_id) for one in found if one is not None and one.kind is MessageKind.BOOKING_OFFERED
    ]


def code(answer: Any) -> str:
    problem: str = answer.json()["type"].rpartition(":")[2]
    return problem


def test_a_freed_time_is_held_for_the_first_who_waits_and_no_stranger_sees_it(world: World) -> None:
    owner, waits, stranger = Person(world, ASTRID), Person(world, BERTIL), Person(world, CILLA)
    booking = owner.books().json()
    waits.joins()
    assert offer(world) == 0

    owner.cancels(booking)
    assert offer(world) == 1

    place = waits.place()
    assert (place["state"], place["offer"]["starts_at"]) == ("offered", "2026-11-24T07:00:00Z")
    assert place["offered_until"] == "2026-11-23T10:15:01Z"
    assert stranger.sees() == []
    assert code(stranger.books()) == "time-not-offered"
    assert (offer(world), told(world)) == (0, [waits.contact["contact_id"]]), "exactly one message"


def test_yes_books_the_time_and_yes_again_is_the_same_booking(world: World) -> None:
    waits = Person(world, BERTIL)
    waits.joins()
    offer(world)

    yes, again = waits.answers(accept=True), waits.answers(accept=True)

    assert (yes.status_code, yes.json()["state"], yes.json()["offer"]["state"]) == (200, "booked", "booked")
    assert again.json() == yes.json()
    assert waits.place()["state"] == "booked"
    state = world.client.get(of(waits.contact), headers=waits.headers).json()["state"]
    assert state == "booked"


def test_no_lets_the_next_one_have_it_and_the_place_is_kept_for_another_time(world: World) -> None:
    first, second = Person(world, ASTRID), Person(world, BERTIL)
    first.joins()
    second.joins()
    assert offer(world) == 1

    assert first.answers(accept=False).json()["state"] == "waiting"
    assert offer(world) == 1
    assert second.place()["state"] == "offered"
    second.answers(accept=False)
    assert offer(world) == 0, "nobody is offered the same time twice"

    plan(world, "a-4", TOMORROW + 3 * HOUR, 2 / 3)
    offer(world)
    assert (first.place()["state"], second.place()["state"]) == ("offered", "waiting")


def test_an_offer_that_nobody_answers_goes_to_the_next_and_ends_after_the_second(world: World) -> None:
    first, second = Person(world, ASTRID), Person(world, BERTIL)
    first.joins()
    second.joins()
    offer(world)

    world.clock.pass_time(hours=2)
    assert offer(world) == 1
    assert [one.place()["state"] for one in (first, second)] == ["waiting", "offered"]
    assert code(first.answers(accept=True)) == "time-not-offered"

    second.answers(accept=True)
    plan(world, "a-4", TOMORROW + 3 * HOUR, 2 / 3)
    offer(world)
    world.clock.pass_time(hours=2)
    offer(world)
    assert (first.place()["state"], first.place()["why_not"]) == ("ended", "did_not_answer")


def test_who_has_a_time_already_is_passed_by_with_the_reason_and_the_next_is_asked(world: World) -> None:
    plan(world, "a-4", TOMORROW + 2 * HOUR, 2 / 3)
    elsewhere, second, third = Person(world, ASTRID), Person(world, BERTIL), Person(world, CILLA)
    for one in (elsewhere, second, third):
        one.joins()
    assert elsewhere.books(start=TOMORROW + 2 * HOUR).status_code == 201
    plan(world, "a-4", TOMORROW + 4 * HOUR, 2 / 3)

    offer(world)

    assert (elsewhere.place()["state"], elsewhere.place()["why_not"]) == ("ended", "booked_elsewhere")
    assert [one.place()["state"] for one in (second, third)] == ["offered"] * 2, "two places, both filled"
    assert sorted(told(world)) == sorted([second.contact["contact_id"], third.contact["contact_id"]])


def test_who_is_busy_just_then_is_passed_by_for_that_time_only(world: World) -> None:
    first, second = Person(world, ASTRID), Person(world, BERTIL)
    plan(world, "a-4", TOMORROW, 2 / 3)
    first.joins()
    second.joins()
    assert first.books(time_type_id="other").status_code == 201
    offer(world)
    assert (first.place()["state"], first.place()["why_not"]) == ("waiting", "busy_then")
    assert second.place()["state"] == "offered"

    plan(world, "a-4", TOMORROW + 3 * HOUR, 2 / 3)
    assert offer(world) == 1
    assert first.place()["state"] == "offered"


def test_more_staff_time_is_offered_with_exactly_one_message(world: World) -> None:
    owner, waits = Person(world, ASTRID), Person(world, BERTIL)
    owner.books()
    waits.joins()

    plan(world, "a-4", TOMORROW, 2 / 3)
    for _ in range(3):
        offer(world)

    assert told(world) == [waits.contact["contact_id"]]


def test_who_leaves_is_asked_no_more_and_a_held_time_goes_on(world: World) -> None:
    first, second = Person(world, ASTRID), Person(world, BERTIL)
    first.joins()
    second.joins()
    offer(world)

    assert [first.leaves().status_code, first.leaves().status_code] == [204, 204]
    assert offer(world) == 1
    assert (first.place()["why_not"], second.place()["state"]) == ("left", "offered")


def test_a_time_outside_the_days_hours_or_units_that_suit_is_not_offered(world: World) -> None:
    waits = Person(world, ASTRID)
    waits.joins(hour_from=9, hour_to=16)
    assert offer(world) == 0
    waits.joins(from_day="2026-11-25")
    assert offer(world) == 0
    waits.joins()
    assert offer(world) == 1
    assert (
        len(world.client.get(of(waits.contact, "waiting-list"), headers=waits.headers).json()["places"]) == 1
    )


def test_nobody_is_asked_in_the_quiet_hours_or_too_late_to_answer(world: World) -> None:
    waits = Person(world, ASTRID)
    waits.joins()
    world.clock.pass_time(hours=14)
    assert offer(world) == 0, "a quarter past eleven at night"
    world.clock.now = TOMORROW - timedelta(minutes=10)
    assert offer(world) == 0, "ten minutes before the time"


@pytest.mark.parametrize(
    "dates",
    [
        {"from_day": "2026-12-10", "until_day": "2026-12-09"},
        {"until_day": "2026-11-22"},
        {"from_day": "2027-02-23", "until_day": "2027-03-23", "due_day": "2026-12-07"},
        {"until_day": NOT_LONG, "hour_from": 12, "hour_to": 12},
    ],
)
def test_dates_that_contradict_each_other_are_refused_and_nobody_guesses(
    world: World, dates: dict[str, Any]
) -> None:
    contact = Person(world, ASTRID).contact
    path = f"{V1}/desk/contact-requests/{contact['contact_id']}/waiting-list"

    answer = post(world, path, {"time_type_id": "physio", **dates}, world.staff())

    assert (answer.status_code, code(answer)) == (422, "dates-contradict"), answer.text
    listed = world.client.get(f"{V1}/desk/waiting-list", headers=world.staff()).json()
    assert listed["items"] == []


def test_the_earliest_due_is_asked_first_and_an_undated_wish_is_not_last_of_all(world: World) -> None:
    late, undated, soon = Person(world, ASTRID), Person(world, BERTIL), Person(world, CILLA)
    for person, dated in (
        (late, {"due_day": "2027-02-01"}),
        (undated, {}),
        (soon, {"due_day": "2026-11-27"}),
    ):
        path = f"{V1}/desk/contact-requests/{person.contact['contact_id']}/waiting-list"
        body = {"time_type_id": "physio", "until_day": "2027-03-01", **dated}
        assert post(world, path, body, world.staff()).status_code == 201

    listed = world.client.get(f"{V1}/desk/waiting-list", headers=world.staff()).json()["items"]
    assert [one["contact_id"] for one in listed] == [
        one.contact["contact_id"] for one in (soon, undated, late)
    ]
    assert listed[1]["due_day"] == "2026-12-23", "by the region's own rule, thirty days on"
    offer(world)
    assert [one.place()["state"] for one in (late, undated, soon)] == ["waiting", "waiting", "offered"]


def test_who_should_have_had_a_time_stands_in_a_list_with_its_owner_and_the_unit_is_alerted(
    world: World,
) -> None:
    for number, due in ((ASTRID, "2026-11-22"), (BERTIL, "2026-10-24"), (CILLA, "2026-03-28")):
        path = f"{V1}/desk/contact-requests/{Person(world, number).contact['contact_id']}/waiting-list"
        body = {"time_type_id": "physio", "until_day": NOT_LONG, "hour_from": 20, "due_day": due}
        assert post(world, path, body, world.staff()).status_code == 201

    overdue = world.client.get(
        f"{V1}/desk/waiting-list", params={"overdue-only": True}, headers=world.staff()
    )
    assert [one["days_overdue"] for one in overdue.json()["items"]] == [240, 30, 1]
    assert {one["owner_unit"]["id"] for one in overdue.json()["items"]} == {"alidhem"}

    for _ in range(2):
        watch(world)
    kinds = [one["kind"] for one in world.client.get(f"{V1}/alerts", headers=world.manager()).json()["items"]]
    assert kinds == ["waiting_overdue"]
    assert world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"] == []


def watch(world: World) -> tuple[int, int]:
    now = world.clock.now
    return world.app.transact(
        lambda tx: keep_unit_alerts(
            WAITING_OVERDUE, tx.overdue_waiting(tx.region().today(now)).keys(), tx, now=now
        )
    )


def test_the_alert_is_closed_when_nobody_is_overdue_any_more(world: World) -> None:
    waits = Person(world, ASTRID)
    path = f"{V1}/desk/contact-requests/{waits.contact['contact_id']}/waiting-list"
    body = {"time_type_id": "physio", "until_day": NOT_LONG, "due_day": "2026-11-20"}
    post(world, path, body, world.staff())
    assert watch(world) == (1, 0)
    offer(world)
    waits.answers(accept=True)

    assert (watch(world), watch(world)) == ((0, 1), (0, 0))


def test_what_only_staff_book_is_waited_for_only_by_those_whom_staff_put_there(world: World) -> None:
    waits = Person(world, ASTRID)
    hidden = {"time_type_id": "missing", "until_day": NOT_LONG}
    assert code(post(world, of(waits.contact, "waiting-list"), hidden, waits.headers)) == "time-not-offered"
    kliniken = {"time_type_id": "physio", "until_day": NOT_LONG, "unit_ids": ["kliniken"]}
    assert code(post(world, of(waits.contact, "waiting-list"), kliniken, waits.headers)) == "time-not-offered"
    bertil = world.citizen(BERTIL)
    assert post(world, of(waits.contact, "waiting-list"), hidden, bertil).status_code == 404


def test_a_time_that_was_moved_away_from_is_offered(world: World) -> None:
    owner, waits = Person(world, ASTRID), Person(world, BERTIL)
    booking = owner.books().json()
    waits.joins(hour_to=9)
    plan(world, "a-4", TOMORROW + 3 * HOUR, 2 / 3)
    later = {"unit_id": "alidhem", "starts_at": (TOMORROW + 3 * HOUR).isoformat()}
    moved = post(world, of(owner.contact, "bookings", booking["booking_id"], "moves"), later, owner.headers)
    assert moved.status_code == 200, moved.text

    assert offer(world) == 1
    assert waits.place()["offer"]["starts_at"] == "2026-11-24T07:00:00Z"
    assert times(world, owner.contact) == []


def test_an_offer_is_seen_and_answered_by_the_link_long_after_the_case_has_ended(world: World) -> None:
    """Booked for something else, the case is over: its link would open for a week after that time."""
    waits = Person(world, ASTRID)
    waits.joins()
    plan(world, "a-3", TOMORROW + 2 * HOUR, 1)
    assert waits.books(start=TOMORROW + 2 * HOUR, time_type_id="other").status_code == 201
    waits.headers = {"Contact-Link": waits.contact["link"]["token"]}
    world.clock.pass_time(days=17)
    plan(world, "a-3", TOMORROW + timedelta(days=17), 1)

    assert offer(world) == 1
    assert waits.place()["state"] == "offered"
    assert waits.answers(accept=True).json()["offer"]["state"] == "booked"


def test_the_link_of_who_waits_longer_opens_longer_and_ends_after_the_last_day(world: World) -> None:
    waits = Person(world, ASTRID)
    waits.joins(until_day="2026-11-25")
    waits.joins()
    world.client.post(of(waits.contact, "cancellation"), headers=waits.headers).raise_for_status()
    link = {"Contact-Link": waits.contact["link"]["token"]}
    path = of(waits.contact, "waiting-list")

    world.clock.pass_time(days=31)
    assert world.client.get(path, headers=link).status_code == 200
    world.clock.pass_time(days=3)
    assert world.client.get(path, headers=link).status_code == 404


def test_a_contact_whose_citizen_waits_for_a_time_can_be_explained(world: World) -> None:
    who = Person(world, ASTRID)
    who.joins()

    told = world.client.get(of(who.contact, "explanations"), headers=world.citizen())

    assert (told.status_code, [one["kind"] for one in told.json()["decisions"]]) == (200, ["promise"])
