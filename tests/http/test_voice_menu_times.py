"""A caller books a time by a key instead of being called; whatever goes wrong, the call that was promised stands."""

from collections.abc import Iterator

import pytest

from contact_api.domain.core.values import ContactState, UnitId, Window
from tests.http.booking_world import HOUR, TOMORROW, a_time_type, booking_region, plan, post, sought, wanted
from tests.http.test_voice_menu import Caller, requests
from tests.http.world import World, a_world

OFFER = "Vill du hellre boka en tid, tryck 4."


@pytest.fixture
def world() -> Iterator[World]:
    """For a cold, and for a bad back, two hours of a physiotherapist's tomorrow."""
    for made in a_world(region=booking_region(a_time_type(reasons=["R01", "R11"]))):
        plan(made, "a-3", TOMORROW, 2)
        yield made


def told_of_times(world: World) -> Caller:
    caller = Caller(world).dial().press("1", "1", "")
    assert OFFER in caller.heard
    return caller.press("4")


def test_three_keys_lead_from_the_promise_to_a_booked_time(world: World) -> None:
    caller = told_of_times(world)
    assert caller.heard[:2] == [
        "Besök hos fysioterapeut i morgon, klockan 8: tryck 1.",
        "Besök hos fysioterapeut i morgon, klockan 8 och 20: tryck 2.",
    ]

    caller.press("2")

    assert caller.heard[0] == "Du har bokat Besök hos fysioterapeut i morgon, klockan 8 och 20."
    assert caller.is_over
    assert requests(world) == []  # nobody calls as well
    with world.store.transaction() as tx:
        (booking,) = tx.bookings_of_units([UnitId("alidhem")], Window(TOMORROW, TOMORROW + HOUR))
        contact = tx.contact(booking.contact_id)
        assert contact is not None
        assert contact.state is ContactState.BOOKED


@pytest.mark.parametrize("keys", [("",), ("9", "9", "9")])
def test_who_chooses_no_time_is_called_as_promised(world: World, keys: tuple[str, ...]) -> None:
    caller = told_of_times(world).press(*keys)

    assert caller.is_over
    assert any(one.startswith("Vi ringer dig i dag") for one in caller.heard)
    assert [one.backed for one in requests(world)] == [True]


def test_hanging_up_among_the_times_leaves_the_promise(world: World) -> None:
    told_of_times(world).hang_up()

    assert [one.backed for one in requests(world)] == [True]


def test_a_time_that_was_just_taken_is_said_and_the_others_are_offered(world: World) -> None:
    caller = told_of_times(world)
    mine = sought(world, phone="+46701740699")
    quicker = post(
        world,
        f"/contact-routing/v1/contact-requests/{mine['contact_id']}/bookings",
        {"time": wanted(TOMORROW)},
    )
    assert quicker.status_code == 201, quicker.text

    caller.press("1")

    assert caller.heard[0] == "Den tiden hann någon annan ta."
    assert OFFER in caller.heard
    assert caller.press("4").heard[0] == "Besök hos fysioterapeut i morgon, klockan 8 och 40: tryck 1."
