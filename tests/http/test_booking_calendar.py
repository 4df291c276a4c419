"""A booked time as a calendar file: the same each time, right by the clock, and withdrawn when it is cancelled."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from contact_api.domain.booking.booking import BookingState
from contact_api.domain.core.values import UnitId
from contact_api.http.views.calendar_file import calendar_file
from tests.http.booking_texts import Phones
from tests.http.booking_world import HOUR, TOMORROW, of, plan, post, sought, wanted, world  # noqa: F401
from tests.http.world import BERTIL, World, a_region
from tests.makers import a_booking, a_contact

NINE = TOMORROW + HOUR
OF_HEALTH = re.compile("fysio|terapeut|besök|rygg|visit|back|R11", re.IGNORECASE)


def file_of(world: World, path: str, headers: Any = None) -> tuple[str, Any]:  # noqa: F811
    """The file and its one event."""
    answer = world.client.get(path + "/calendar", headers=headers or world.citizen())
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return answer.text, event


def booked(world: World, start: datetime = NINE) -> str:  # noqa: F811
    contact = sought(world)
    answer = post(world, of(contact, "bookings"), {"time": wanted(start)})
    assert answer.status_code == 201, answer.text
    return of(contact, "bookings", answer.json()["booking_id"])


def test_the_file_is_the_same_however_often_it_is_fetched(world: World) -> None:  # noqa: F811
    path = booked(world)
    first, event = file_of(world, path)
    world.clock.pass_time(minutes=90)

    again, _ = file_of(world, path)

    assert again == first
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (path.rpartition("/")[2], 0, "CONFIRMED")
    assert "METHOD:REQUEST" in first
    assert event["DTSTART"].dt == NINE
    assert event["DTEND"].dt == NINE + timedelta(minutes=40)
    assert (event["SUMMARY"], event["LOCATION"]) == ("Bokad tid", "Ålidhems hälsocentral")
    assert not OF_HEALTH.search(first)


def test_moving_and_cancelling_raise_the_sequence_and_the_last_withdraws_it(world: World) -> None:  # noqa: F811
    path = booked(world)
    _, before = file_of(world, path)
    world.clock.pass_time(minutes=5)
    post(world, path + "/moves", {"unit_id": "alidhem", "starts_at": TOMORROW.isoformat()})
    _, moved = file_of(world, path)
    world.clock.pass_time(minutes=5)
    post(world, path + "/cancellations")
    text, gone = file_of(world, path)

    events = (before, moved, gone)
    assert len({event["UID"] for event in events}) == 1
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    stamps = [event["DTSTAMP"].dt for event in events]
    assert [later - stamps[0] for later in stamps] == [timedelta(minutes=n) for n in (0, 5, 10)]
    assert moved["DTSTART"].dt == TOMORROW
    assert ("METHOD:CANCEL" in text, gone["STATUS"]) == (True, "CANCELLED")


def test_text_and_file_show_the_same_hour_in_summer(world: World) -> None:  # noqa: F811
    start = datetime(2027, 7, 6, 8, tzinfo=UTC)
    world.clock.now = start - timedelta(days=5)
    plan(world, "a-3", start, 1)
    phones = Phones(world)

    text, event = file_of(world, booked(world, start))

    assert "DTSTART:20270706T080000Z" in text
    assert event["DTSTART"].dt.astimezone(ZoneInfo("Europe/Stockholm")).hour == 10
    assert any("6 juli kl. 10:00" in body for body in phones.deliver())


@given(st.datetimes(datetime(2026, 3, 28, tzinfo=None), datetime(2026, 3, 30, tzinfo=None)))  # noqa: DTZ001
def test_every_moment_stands_in_the_file_as_it_is_also_when_the_clocks_change(wall: datetime) -> None:
    start = wall.replace(tzinfo=ZoneInfo("Europe/Stockholm"), microsecond=0)
    booking = a_booking()
    window = replace(booking.slot.window, start=start, end=start.astimezone(UTC) + HOUR)
    slot = replace(booking.slot, window=window, unit_id=UnitId("alidhem"))

    body = calendar_file(replace(booking, slot=slot), a_contact(), a_region(), changed_at=booking.made_at)

    event: Any = Calendar.from_ical(body).walk("VEVENT")[0]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (start.astimezone(UTC), window.end)


@pytest.mark.parametrize("safe", [True, False])
def test_the_place_stands_only_where_it_may_be_told(safe: bool) -> None:
    contact = a_contact()
    around = replace(contact.circumstances, safe_contact=safe, protected_identity=not safe)
    booking = replace(a_booking(), slot=replace(a_booking().slot, unit_id=UnitId("alidhem")))

    body = calendar_file(
        booking, replace(contact, circumstances=around), a_region(), changed_at=booking.made_at
    )

    assert b"LOCATION" not in body
    assert "Ålidhem".encode() not in body


def test_nobody_fetches_what_is_not_theirs_and_each_look_is_logged(world: World) -> None:  # noqa: F811
    path = booked(world)
    file_of(world, path)
    look = world.looks()[-1]

    assert (look.action, look.purpose, look.actor) == ("read", "own booking as a calendar file", "citizen")
    for headers in ({}, {"Authorization": "Bearer "}, world.citizen(BERTIL), {"Contact-Link": "x" * 40}):
        refused = world.client.get(path + "/calendar", headers=headers)
        assert refused.status_code in (401, 404), refused.text
        assert "VEVENT" not in refused.text


def test_a_hold_and_another_request_s_booking_have_no_file(world: World) -> None:  # noqa: F811
    contact = sought(world)
    kept = post(world, of(contact, "booking-holds"), wanted(NINE)).json()
    assert kept["state"] == BookingState.HELD

    path = of(contact, "bookings", kept["booking_id"], "calendar")
    assert world.client.get(path, headers=world.citizen()).status_code == 404
