"""Every word of a text about a booked time is true of the booking, in one language, and tells of no health."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contact_api.domain.booking.time_types import BookingForm
from contact_api.domain.core.values import Mode
from contact_api.texts import texts
from tests.http.booking_texts import Phones
from tests.http.booking_world import (
    HOUR,
    TOMORROW,
    a_time_type,
    booking_region,
    of,
    plan,
    post,
    sought,
    wanted,
    world,  # noqa: F401
)
from tests.http.world import BERTIL, CILLA, V1, World, a_world, seek

NINE = TOMORROW + HOUR  # 09:00 in Umeå
OF_HEALTH = re.compile("fysio|terapeut|besök|rygg|visit|back", re.IGNORECASE)


@pytest.fixture
def phones(world: World) -> Phones:  # noqa: F811
    return Phones(world)


def booked(phones: Phones, start: datetime = NINE, **but: Any) -> tuple[dict[str, Any], str]:
    """Somebody who booked a time by themselves, and the path of the booking; nothing waits to be sent."""
    contact = sought(phones.world, **but)
    answer = post(phones.world, of(contact, "bookings"), {"time": wanted(start)})
    assert answer.status_code == 201, answer.text
    return contact, of(contact, "bookings", answer.json()["booking_id"])


def test_a_booked_time_is_confirmed_once_however_often_the_button_is_pressed(phones: Phones) -> None:
    contact = sought(phones.world)
    hold = post(phones.world, of(contact, "booking-holds"), wanted(NINE)).json()
    for _ in range(5):
        post(phones.world, of(contact, "bookings"), {"hold_id": hold["booking_id"]})

    told = [body for body in phones.deliver() if "Bokad tid" in body]

    assert len(told) == 1
    assert told[0].startswith(
        "Bokad tid: tisdag 24 november kl. 09:00, Ålidhems hälsocentral. Se, ändra eller avboka: "
    )
    assert phones.deliver() == [], "a second run sends nothing"
    assert not OF_HEALTH.search(told[0].split("http")[0])


def test_moving_and_cancelling_are_told_and_what_they_overtake_is_not(phones: Phones) -> None:
    _, path = booked(phones)
    post(phones.world, path + "/moves", {"unit_id": "alidhem", "starts_at": TOMORROW.isoformat()})
    moved = phones.deliver()
    post(phones.world, path + "/cancellations")
    post(phones.world, path + "/cancellations")
    cancelled = phones.deliver()

    assert [body.split(":")[0] for body in moved] == ["Ny tid"], "the first time is not told of any more"
    assert "tisdag 24 november kl. 08:00" in moved[0]
    assert [body.split(" kl.")[0] for body in cancelled] == ["Tiden tisdag 24 november"]


def test_staff_who_cancel_on_the_day_send_a_cancellation_and_no_reminder(phones: Phones) -> None:
    contact, path = booked(phones, TOMORROW + 2 * HOUR)
    phones.deliver()
    phones.world.clock.now = TOMORROW
    desk = path.replace("/contact-requests/", "/desk/contact-requests/")
    assert post(phones.world, desk + "/cancellations", None, phones.world.staff()).status_code == 200

    told = phones.deliver() + phones.remind()

    assert len(told) == 1
    assert "är avbokad" in told[0]
    assert contact["link"]["token"][:20] in told[0]


def test_a_reminder_leaves_the_day_before_and_says_what_can_still_be_done(phones: Phones) -> None:
    plan(phones.world, "a-3", TOMORROW + timedelta(days=2), 3)
    booked(phones, NINE + timedelta(days=2))
    phones.deliver()

    phones.world.clock.now = NINE + timedelta(days=1) - timedelta(minutes=1)
    early = phones.remind()
    phones.world.clock.pass_time(minutes=1)

    assert early == []
    assert [body.split(".")[0] for body in phones.remind()] == [
        "Påminnelse om bokad tid: torsdag 26 november kl"
    ]
    assert phones.remind() == []


@pytest.mark.parametrize(("minutes", "says"), [(60, "Se, ändra eller avboka"), (3000, "Se tiden")])
def test_what_can_no_longer_be_changed_is_not_said_to_be(minutes: int, says: str) -> None:
    kind = a_time_type(change_until={"minutes": minutes})
    for made in a_world(region=booking_region(kind)):
        plan(made, "a-3", TOMORROW, 3)
        phones = Phones(made)
        booked(phones)

        (told,) = (body for body in phones.deliver() if "Bokad tid" in body)

        assert f"{says}: http" in told


def test_a_whole_message_is_in_the_citizens_own_language(phones: Phones) -> None:
    _, path = booked(phones, language="en")
    told = [body for body in phones.deliver() if body.startswith("Booked")]
    post(phones.world, path + "/moves", {"unit_id": "alidhem", "starts_at": TOMORROW.isoformat()})
    told += phones.deliver()
    post(phones.world, path + "/cancellations")
    told += phones.deliver()

    assert told[0].startswith(
        "Booked time: Tuesday 24 November at 09:00, Ålidhems hälsocentral. See, change or"
    )
    assert [body.split()[0] for body in told] == ["Booked", "New", "The"]
    assert not any(re.search(r"\b(tid|tiden|tisdag|kl|eller|vid)\b", body) for body in told)


def test_who_speaks_for_a_child_is_told_which_one_it_is_for(phones: Phones) -> None:
    parent = phones.world.citizen()
    child = {"kind": "personal_number", "number": CILLA}
    told = seek(
        phones.world,
        parent,
        reason="R11",
        name="Cilla Test",
        identity=child,
        on_behalf_of={"relation": "child", "caller_name": "Astrid Test"},
    )
    link = {"Contact-Link": told["link"]["token"]}
    path = of(told, "bookings")
    answer = phones.world.client.post(path, json={"time": wanted(NINE)}, headers=link)
    assert answer.status_code == 201, answer.text

    (body,) = (body for body in phones.deliver() if "Bokad" in body)

    assert body.startswith("Bokad tid för Cilla: tisdag 24 november")
    assert "Test" not in body


@pytest.mark.parametrize("safe", [True, False])
def test_neither_place_nor_name_stands_where_it_must_not(phones: Phones, safe: bool) -> None:
    contact, _ = booked(phones)
    with phones.world.store.transaction() as tx:
        found = tx.contact(contact["contact_id"])
        assert found is not None
        around = replace(
            found.circumstances,
            safe_contact=safe,
            protected_identity=not safe,
            sms_welcome=True,
            on_behalf_of="child",
        )
        tx.save_contact(replace(found, circumstances=around))

    told = phones.deliver()

    assert [body.split(" Se,")[0] for body in told if "Bokad" in body] == [
        "Bokad tid: tisdag 24 november kl. 09:00."
    ]


def test_a_time_that_is_over_is_told_of_no_more(phones: Phones) -> None:
    """Recorded late, or left to wait: a past time is news to nobody."""
    booked(phones)
    phones.world.clock.now = NINE

    assert [body for body in phones.deliver() if "okad tid" in body] == []


def test_summer_and_winter_show_the_same_clock(phones: Phones) -> None:
    """10:00 in Sweden is 08:00 UTC in July, whatever zone anybody's machine is in."""
    phones.world.clock.now = datetime(2027, 7, 1, 8, tzinfo=UTC)
    start = datetime(2027, 7, 6, 8, tzinfo=UTC)
    plan(phones.world, "a-3", start, 1)
    booked(phones, start)

    assert any("tisdag 6 juli kl. 10:00" in body for body in phones.deliver())


@pytest.mark.parametrize("form", [form.value for form in BookingForm])
def test_each_form_is_told_as_it_is(form: str) -> None:
    for made in a_world(region=booking_region(a_time_type(form=form))):
        plan(made, "a-3", TOMORROW, 3)
        phones = Phones(made)
        contact, path = booked(phones)
        (told,) = (body for body in phones.deliver() if "Bokad" in body)
        with made.store.transaction() as tx:
            found = tx.contact(contact["contact_id"])
            assert found is not None
            around = replace(found.circumstances, mode=Mode.TEXT)
            tx.save_contact(replace(found, circumstances=around))
        post(made, path + "/moves", {"unit_id": "alidhem", "starts_at": TOMORROW.isoformat()})
        (to_who_cannot_talk,) = phones.deliver()

        where = texts.template(f"booking.where.{form}", "sv").format(unit="Ålidhems hälsocentral")
        assert f"kl. 09:00{where}." in told
        assert "ringer" not in to_who_cannot_talk


def test_two_bookings_of_one_contact_are_told_apart(phones: Phones) -> None:
    contact, path = booked(phones)
    desk = f"{V1}/desk/contact-requests/{contact['contact_id']}/bookings"
    later = wanted(NINE + 2 * HOUR - timedelta(minutes=40))
    other = post(phones.world, desk, later, phones.world.staff())
    assert other.status_code == 201, other.text
    phones.deliver()

    post(phones.world, path + "/cancellations")

    assert [body.split(",")[0] for body in phones.deliver()] == ["Tiden tisdag 24 november kl. 09:00"]
    listed = phones.world.client.get(
        f"{V1}/contact-requests/{contact['contact_id']}/bookings", headers=phones.world.citizen()
    )
    assert [one["state"] for one in listed.json()["bookings"]] == ["cancelled", "booked"]


def test_each_gets_their_own_text_in_their_own_language_whoever_booked_in_between(phones: Phones) -> None:
    """Staff book for two in a row, and both are told only after that."""
    desk = f"{V1}/desk/contact-requests"
    told = {}
    for number, language, start in (("+46701740606", "sv", TOMORROW), ("+46701740607", "en", NINE)):
        who = phones.world.citizen(BERTIL if language == "sv" else CILLA)
        contact = seek(phones.world, who, reason="R11", phone=number, language=language)
        path = f"{desk}/{contact['contact_id']}/bookings"
        booked_for = post(phones.world, path, wanted(start), phones.world.staff())
        assert booked_for.status_code == 201, booked_for.text
        told[number] = contact["link"]["token"]

    phones.deliver()

    mine = {to: body for to, body in phones.sent if "okad tid" in body or "Booked time" in body}
    assert mine["+46701740606"].startswith("Bokad tid: tisdag 24 november kl. 08:00")
    assert mine["+46701740607"].startswith("Booked time: Tuesday 24 November at 09:00")
    assert all(token[:20] in mine[number] for number, token in told.items())
