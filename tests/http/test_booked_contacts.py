"""What is told of a contact whose citizen booked a time is true, and there is a way on when the time is gone."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contact_api.domain.core.values import ContactId
from contact_api.ports import Transaction
from contact_api.usecases.inbound_sms.receive_sms import TextToUs, hear_text
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
from tests.http.world import V1, World, a_world, seek

NINE = TOMORROW + HOUR


def booked(world: World, **but: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: F811
    contact = sought(world)
    answer = post(world, of(contact, "bookings"), {"time": wanted(NINE, **but)})
    assert answer.status_code == 201, answer.text
    return contact, answer.json()


def told(world: World, contact: dict[str, Any]) -> str:  # noqa: F811
    case = world.client.get(of(contact), headers=world.citizen()).json()
    assert case["state"] == "booked"
    text: str = case["state_text"]
    return text


def test_each_state_of_a_booked_time_is_told_as_it_is(world: World) -> None:  # noqa: F811
    contact, booking = booked(world)
    desk = f"{V1}/desk/contact-requests/{contact['contact_id']}/bookings/{booking['booking_id']}"

    assert told(world, contact) == "Du har en bokad tid i morgon kl. 09:00."
    world.clock.pass_time(hours=24)
    assert told(world, contact) == "Du hade en bokad tid i dag kl. 09:00."
    for came, words in ((True, "Du kom till din"), (False, "Du kom inte till din")):
        noted = world.client.put(f"{desk}/attendance", json={"came": came}, headers=world.staff())
        assert noted.status_code == 200, noted.text
        assert told(world, contact) == f"{words} bokade tid i dag kl. 09:00."


@pytest.mark.parametrize(
    ("by_staff", "words"), [(False, "Din bokade tid"), (True, "Enheten har avbokat din tid")]
)
def test_who_has_no_time_any_more_is_told_who_cancelled_and_can_be_called_instead(
    world: World,  # noqa: F811
    by_staff: bool,
    words: str,
) -> None:
    contact, booking = booked(world)
    path = f"bookings/{booking['booking_id']}/cancellations"
    if by_staff:
        desk = f"{V1}/desk/contact-requests/{contact['contact_id']}/{path}"
        assert world.client.post(desk, headers=world.staff()).status_code == 200
    else:
        assert post(world, of(contact, path)).status_code == 200
    assert told(world, contact).startswith(words)

    again = post(world, of(contact, "reopening"))

    assert (again.status_code, again.json()["state"]) == (200, "waiting"), again.text
    assert again.json()["sought_at"] == contact["sought_at"]


def test_who_has_a_time_is_not_called_as_well(world: World) -> None:  # noqa: F811
    contact, _ = booked(world)

    assert post(world, of(contact, "reopening")).status_code == 409


def test_a_time_for_which_nobody_is_there_any_more_is_told_as_such(world: World) -> None:  # noqa: F811
    time = plan(world, "a-4", TOMORROW + 6 * HOUR, 1)
    contact = sought(world)
    assert post(world, of(contact, "bookings"), {"time": wanted(TOMORROW + 6 * HOUR)}).status_code == 201
    with world.store.transaction() as tx:
        tx.drop_staff_time([time])

    assert "ingen är där då" in told(world, contact)


def test_avboka_says_where_a_booked_time_is_cancelled(world: World) -> None:  # noqa: F811
    contact, booking = booked(world)
    number = "+46701740605"

    def text(tx: Transaction) -> str | None:
        known = tx.contact(ContactId(contact["contact_id"]))
        with_text = _Texted(tx, [known])
        heard = TextToUs(f"SM{world.clock.now.isoformat()}", number, "", "avboka")
        return hear_text(
            heard, with_text, contact_id=ContactId("new"), index=world.app.sealer, now=world.clock.now
        ).key

    assert world.app.transact(text) == "answer.booked"
    world.clock.pass_time(minutes=1)
    post(world, of(contact, "bookings", booking["booking_id"], "cancellations"))
    assert world.app.transact(text) == "answer.nothing_here"


class _Texted:
    """A transaction in which our texts went to these contacts, whatever was sent."""

    def __init__(self, tx: Transaction, known: list[Any]) -> None:
        self._tx, self._known = tx, known

    def texted(self, *_asked: Any, **_more: Any) -> list[Any]:
        return self._known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)


def test_a_citizen_is_offered_only_what_they_can_book() -> None:
    types = (
        a_time_type("open"),
        a_time_type("referred", bookable_by="referred"),
        a_time_type("elsewhere", bookable_by="listed", offered_at=[{"unit_id": "mala"}]),
        a_time_type("old", ages={"least": 80}),
        a_time_type("grown", ages={"least": 18}),
    )
    for made in a_world(region=booking_region(*types)):
        plan(made, "a-3", TOMORROW, 3)
        contact = sought(made)
        offered = made.client.get(of(contact, "bookable-times"), headers=made.citizen()).json()

        assert [one["id"] for one in offered["time_types"]] == ["open", "grown"]
        for kind in ("open", "grown"):
            for start in times(made, contact, **{"time-type-id": kind})[:3]:
                body = {"time_type_id": kind, "unit_id": "alidhem", "starts_at": start}
                kept = post(made, of(contact, "booking-holds"), body)
                assert kept.status_code == 201, kept.text
                hold = of(contact, "booking-holds", kept.json()["booking_id"])
                assert made.client.delete(hold, headers=made.citizen()).status_code == 204


def test_who_is_booked_in_the_call_and_given_back_is_not_called_again() -> None:
    for made in a_world(region=booking_region()):
        plan(made, "a-3", TOMORROW, 3)
        contact = seek(made, made.citizen(), reason="R01")
        pulled = made.client.post(f"{V1}/work-queue/pulls", headers=made.staff()).json()
        desk = f"{V1}/desk/contact-requests/{contact['contact_id']}/bookings"
        time = {"time_type_id": "physio", "unit_id": "alidhem", "starts_at": TOMORROW.isoformat()}
        assert post(made, desk, time, made.staff()).status_code == 201

        claim = f"{V1}/work-queue/claims/{contact['contact_id']}/releases"
        back = post(made, claim, {"lease_number": pulled["lease_number"]}, made.staff())

        assert back.status_code == 200, back.text
        case = made.client.get(of(contact), headers=made.citizen()).json()
        assert (case["state"], case["promise"]) == ("booked", None)
        assert made.client.get(f"{V1}/work-queue", headers=made.staff()).json()["items"] == []


def test_a_time_booked_at_the_end_of_a_call_is_told_on_the_case() -> None:
    for made in a_world(region=booking_region()):
        plan(made, "a-3", TOMORROW, 3)
        contact = seek(made, made.citizen(), reason="R01")
        pulled = made.client.post(f"{V1}/work-queue/pulls", headers=made.staff()).json()
        desk = f"{V1}/desk/contact-requests/{contact['contact_id']}/bookings"
        time = {"time_type_id": "physio", "unit_id": "alidhem", "starts_at": TOMORROW.isoformat()}
        assert post(made, desk, time, made.staff()).status_code == 201
        outcome = {"lease_number": pulled["lease_number"], "outcome": "reached", "result": "booked_visit"}
        claim = f"{V1}/work-queue/claims/{contact['contact_id']}/outcomes"
        assert post(made, claim, outcome, made.staff()).status_code == 200

        case = made.client.get(of(contact), headers=made.citizen()).json()

        assert (case["state"], "08:00" in case["state_text"]) == ("reached", True), case["state_text"]


def test_whoever_noted_nothing_of_a_time_that_is_over_its_citizen_can_be_called(world: World) -> None:  # noqa: F811
    contact, booking = booked(world)
    world.clock.now = datetime.fromisoformat(booking["ends_at"]) - timedelta(minutes=1)
    assert post(world, of(contact, "reopening")).status_code == 409
    world.clock.pass_time(minutes=1)

    assert post(world, of(contact, "reopening")).status_code == 200
    assert world.client.get(of(contact), headers=world.citizen()).json()["state"] == "waiting"
