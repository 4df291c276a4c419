"""Times are searched by kind, place, hour, distance and language, across units; the same ones for citizen and staff."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.core.values import StaffId, UnitId
from contact_api.domain.region.region import Region
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
)
from tests.http.world import V1, World, a_world

EVERYWHERE = [{"unit_id": unit} for unit in ("alidhem", "mala", "kliniken")]
PLACES = {"alidhem": (63.82, 20.31), "mala": (65.18, 18.75), "kliniken": (63.83, 20.26)}
PUBLIC = f"{V1}/bookable-times"


def the_region() -> Region:
    """A physiotherapist at each unit; the one at Malå speaks Finnish."""
    region = booking_region(
        a_time_type(offered_at=EVERYWHERE),
        a_time_type("secret", bookable_by="care_staff"),
        a_time_type("listed", bookable_by="listed", offered_at=EVERYWHERE),
        a_time_type("for-old", ages={"least": 80}),
        a_time_type("by-referral", bookable_by="referred"),
    )
    physio = region.staff[StaffId("a-3")]
    more = [
        replace(physio, id=StaffId("m-2"), unit_id=UnitId("mala"), languages=("sv", "fi")),
        replace(physio, id=StaffId("k-2"), unit_id=UnitId("kliniken")),
    ]
    units = {
        unit.id: replace(unit, lat=PLACES[unit.id][0], lon=PLACES[unit.id][1])
        for unit in region.units.values()
    }
    return replace(region, units=units, staff={**region.staff, **{one.id: one for one in more}})


@pytest.fixture
def world() -> Iterator[World]:
    for made in a_world(region=the_region()):
        for staff_id in ("a-3", "m-2", "k-2"):
            plan(made, staff_id, TOMORROW, 2)
        yield made


def listed(world: World, contact: dict[str, Any], **query: Any) -> list[tuple[str, str, str]]:
    """Kind, unit and start, local, of the times in the answer."""
    answer = world.client.get(of(contact, "bookable-times"), params=hyphened(query), headers=world.citizen())
    return shown(answer)


def hyphened(query: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("_", "-"): value for name, value in query.items()}


def shown(answer: Any) -> list[tuple[str, str, str]]:
    assert answer.status_code == 200, answer.text
    return [
        (one["time_type_id"], one["unit"]["id"], one["starts_at"][11:16]) for one in answer.json()["times"]
    ]


def test_at_one_time_the_nearest_unit_comes_first(world: World) -> None:
    contact = sought(world, consent="same_provider")

    found = listed(world, contact, across_units=True, time_type_id="physio", limit=4)

    assert [one[1:] for one in found] == [
        ("alidhem", "07:00"),
        ("mala", "07:00"),
        ("alidhem", "07:20"),
        ("mala", "07:20"),
    ]
    near_mala = listed(world, contact, across_units=True, near_unit_id="mala", time_type_id="physio", limit=2)
    assert [one[1] for one in near_mala] == ["mala", "alidhem"]


def test_another_care_provider_is_searched_and_booked_only_after_the_citizens_yes(world: World) -> None:
    contact = sought(world)
    assert {one[1] for one in listed(world, contact, across_units=True)} == {"alidhem", "mala"}
    named = world.client.get(
        of(contact, "bookable-times"), params={"unit-id": "kliniken"}, headers=world.citizen()
    )
    there = {"time": wanted(TOMORROW, unit_id="kliniken")}
    booked = post(world, of(contact, "bookings"), there)
    assert [one.json()["type"].rpartition(":")[2] for one in (named, booked)] == ["consent-missing"] * 2

    said = post(world, of(contact, "consents"), {"consent": "any_provider"})
    assert said.status_code == 200, said.text
    assert {one[1] for one in listed(world, contact, unit_id="kliniken")} == {"kliniken"}
    assert post(world, of(contact, "bookings"), there).status_code == 201


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ({"within_km": 20}, {"alidhem"}),
        ({"within_km": 300}, {"alidhem", "mala"}),
        ({"within_km": 20, "near_municipality": "2418"}, {"mala"}),
        ({"within_km": 20, "near_municipality": "9999"}, set()),
        ({"municipality": "2418"}, {"mala"}),
        ({"unit_id": ["mala", "alidhem"]}, {"alidhem", "mala"}),
        ({"across_units": True, "language": "fi"}, {"mala"}),
        ({"across_units": True, "profession": "physician"}, set()),
        ({"across_units": True, "staff_id": "m-2"}, {"mala"}),
        ({}, {"alidhem"}),
    ],
)
def test_a_search_is_narrowed_by_place_distance_language_and_person(
    world: World, query: dict[str, Any], units: set[str]
) -> None:
    assert {one[1] for one in listed(world, sought(world), limit=100, **query)} == units


def test_pages_follow_each_other_without_a_gap(world: World) -> None:
    contact = sought(world)
    whole = listed(world, contact, limit=100)

    assert listed(world, contact, limit=3) + listed(world, contact, limit=97, offset=3) == whole
    assert listed(world, contact, offset=len(whole)) == []


def test_no_start_lies_outside_the_hours_that_were_asked_for(world: World) -> None:
    found = listed(world, sought(world), hour_from=9, hour_to=10, time_type_id="physio")

    assert [one[2] for one in found] == ["08:00", "08:20"]


def test_hours_that_do_not_run_forward_are_refused(world: World) -> None:
    answer = world.client.get(
        of(sought(world), "bookable-times"), params={"hour-from": 10, "hour-to": 10}, headers=world.citizen()
    )

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "hour-to")


def test_every_time_that_is_listed_for_a_citizen_can_be_booked_by_them(world: World) -> None:
    contact = sought(world)
    found = listed(world, contact, across_units=True, limit=100)

    assert {one[0] for one in found} == {"physio", "listed"}, "too young, without a referral"
    assert {one[1] for one in found if one[0] == "listed"} == {"alidhem"}
    for kind, unit, start in found:
        starts_at = TOMORROW.replace(hour=int(start[:2]), minute=int(start[3:]))
        body = wanted(starts_at, time_type_id=kind, unit_id=unit)
        held = post(world, of(contact, "booking-holds"), body)
        assert held.status_code == 201, held.text
        world.client.delete(of(contact, "booking-holds", held.json()["booking_id"]), headers=world.citizen())


def test_who_was_asked_for_by_language_is_who_is_booked(world: World) -> None:
    contact = sought(world)

    refused = post(world, of(contact, "bookings"), {"time": wanted(TOMORROW, language="fi")})
    booked = post(world, of(contact, "bookings"), {"time": wanted(TOMORROW, language="fi", unit_id="mala")})

    assert [one.status_code for one in (refused, booked)] == [409, 201], booked.text


def test_staff_find_the_same_times_as_the_web_and_can_book_them(world: World) -> None:
    contact = sought(world)
    desk = f"{V1}/desk/contact-requests/{contact['contact_id']}"
    query: dict[str, Any] = {"time_type_id": "physio", "across_units": True, "limit": 100}

    by_staff = shown(
        world.client.get(desk + "/bookable-times", params=hyphened(query), headers=world.staff())
    )

    assert by_staff == listed(world, contact, **query)
    assert len(by_staff) == 10
    for number in (0, -1):
        _, unit, start = by_staff[number]
        starts_at = TOMORROW.replace(hour=int(start[:2]), minute=int(start[3:]))
        booked = post(world, desk + "/bookings", wanted(starts_at, unit_id=unit), world.staff())
        assert booked.status_code == 201, booked.text


def test_anybody_sees_which_times_there_are_but_hidden_kinds_are_as_if_missing(world: World) -> None:
    seen = world.client.get(PUBLIC, params={"limit": 100})
    hidden, missing = (
        world.client.get(PUBLIC, params={"time-type-id": kind}) for kind in ("secret", "no-such-kind")
    )

    assert {one[0] for one in shown(seen)} == {"physio", "listed", "for-old", "by-referral"}
    assert {one[1] for one in shown(seen)} == {"alidhem", "mala", "kliniken"}
    assert "persons" not in seen.text
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())
    assert hidden.json() == {"time_types": [], "times": []}
    assert "RateLimit-Limit" in seen.headers


def test_a_public_list_is_in_the_language_and_the_circle_that_were_asked_for(world: World) -> None:
    from_nowhere = world.client.get(PUBLIC, params={"within-km": 20})
    near: dict[str, Any] = {"text-language": "en", "within-km": 20, "near-unit-id": "mala", "limit": 1}
    english = world.client.get(PUBLIC, params=near).json()

    assert (from_nowhere.status_code, from_nowhere.json()["errors"][0]["field"]) == (422, "within-km")
    assert english["time_types"][0]["name"] == "Visit to a physiotherapist"
    assert [one["kilometres"] for one in english["times"]] == [0.0]


def test_what_is_booked_is_listed_for_nobody(world: World) -> None:
    contact = sought(world)
    assert post(world, of(contact, "bookings"), {"time": wanted(TOMORROW + HOUR)}).status_code == 201

    left = [one[2] for one in shown(world.client.get(PUBLIC, params={"unit-id": "alidhem", "limit": 100}))]

    assert "08:00" not in left
    late = (TOMORROW + HOUR - timedelta(minutes=20)).strftime("%H:%M")
    assert late not in left, "it would run into the booked one"
