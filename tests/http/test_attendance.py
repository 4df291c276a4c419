"""Who came to a booked time: only a citizen who stays away is a no-show, from the start on, and it can be undone."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.core.values import StaffId
from contact_api.http.views.event_sentences import OF_BOOKINGS
from contact_api.texts import texts
from tests.http.booking_world import HOUR, TOMORROW, of, post, sought, wanted, world  # noqa: F401
from tests.http.world import V1, World

NINE = TOMORROW + HOUR


@pytest.fixture
def path(world: World) -> str:  # noqa: F811
    """Somebody has a time at nine; the path of it for staff."""
    contact = sought(world)
    booked = post(world, of(contact, "bookings"), {"time": wanted(NINE)})
    assert booked.status_code == 201, booked.text
    return of(contact, "bookings", booked.json()["booking_id"]).replace(
        "/contact-requests/", "/desk/contact-requests/"
    )


def note(world: World, path: str, **body: Any) -> Any:  # noqa: F811
    return world.client.put(path + "/attendance", json=body, headers=world.staff())


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (NINE - timedelta(minutes=10), 409),
        (NINE, 200),
        (NINE + timedelta(minutes=15), 200),
        (NINE + timedelta(days=2), 200),
    ],
)
def test_who_stays_away_is_noted_from_the_start_on_and_not_before(
    world: World,  # noqa: F811
    path: str,
    now: datetime,
    status: int,
) -> None:
    world.clock.now = now

    assert note(world, path, came=False).status_code == status


def test_a_no_show_can_be_undone_and_who_came_late_after_all_did_come(world: World, path: str) -> None:  # noqa: F811
    world.clock.now = NINE + timedelta(minutes=15)
    states = [note(world, path, came=False).json()["state"]]
    states.append(world.client.delete(path + "/attendance", headers=world.staff()).json()["state"])
    late = note(world, path, came=True, minutes_late=20).json()

    assert [*states, late["state"], late["minutes_late"]] == ["no_show", "booked", "attended", 20]
    assert world.client.delete(path + "/attendance", headers=world.staff()).json()["minutes_late"] is None
    assert world.client.delete(path + "/attendance", headers=world.staff()).status_code == 409


def test_what_was_cancelled_is_nobodys_no_show(world: World, path: str) -> None:  # noqa: F811
    world.clock.now = NINE - 2 * HOUR
    own = path.replace("/desk/contact-requests/", "/contact-requests/")
    cancelled = post(world, own + "/cancellations").json()
    world.clock.now = NINE

    assert (cancelled["state"], cancelled["cancelled_by"]) == ("cancelled", "citizen")
    assert note(world, path, came=False).status_code == 409
    listed = world.client.get(f"{V1}/desk/bookings", params={"day": "2026-11-24"}, headers=world.staff())
    assert [one["state"] for one in listed.json()["bookings"]] == ["cancelled"]


def test_a_stand_in_is_no_no_show(world: World, path: str) -> None:  # noqa: F811
    """Whoever of the staff takes the visit: who came is said of the citizen."""
    with world.store.transaction() as tx:
        booking = tx.booking_to_change(BookingId(path.rpartition("/")[2]))
        assert booking is not None
        tx.save_booking(replace(booking, slot=replace(booking.slot, staff_id=StaffId("a-4"))))
    world.clock.now = NINE

    noted = note(world, path, came=True).json()

    assert (noted["state"], noted["staff_id"]) == ("attended", "a-4")


def test_every_event_of_a_booking_that_is_written_has_words() -> None:
    code = Path(__file__).parents[2] / "contact_api" / "usecases" / "booking"
    written = {kind for kind in OF_BOOKINGS for file in code.glob("*.py") if f'"{kind}"' in file.read_text()}

    assert written == OF_BOOKINGS - {"booking.attended", "booking.no_show"}  # made of the state's name
    assert {f"history.{kind}" for kind in OF_BOOKINGS} <= texts.keys("sv") & texts.keys("en")
