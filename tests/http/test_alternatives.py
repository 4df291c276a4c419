"""What else the citizen can do: each alternative works when it is followed, and does what it says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.http.world import BERTIL, V1, World, a_world, seek

STAFF = {"a-1": "alidhem", "a-2": "alidhem", "m-1": "mala", "k-1": "kliniken"}
UNITS = ("alidhem", "mala", "kliniken")
CONSENTS = ("own_unit", "same_provider", "any_provider")
SHORTEST = timedelta(minutes=20)


@dataclass(frozen=True)
class State:
    """A day at the region: who fell ill, who is there tomorrow, who came before, how much time has passed."""

    sick: frozenset[str]
    tomorrow: frozenset[str]
    crowd: tuple[tuple[str, str, str], ...]  # unit, reason, consent
    minutes: int


states = st.builds(
    State,
    sick=st.frozensets(st.sampled_from(sorted(STAFF))),
    tomorrow=st.frozensets(st.sampled_from(sorted(STAFF))),
    crowd=st.lists(
        st.tuples(st.sampled_from(UNITS), st.sampled_from(["R01", "R03"]), st.sampled_from(CONSENTS)),
        max_size=6,
    ).map(tuple),
    minutes=st.integers(0, 560) | st.integers(420, 465),  # often shortly before the units close
)


@contextmanager
def a_region_in(state: State) -> Iterator[World]:
    worlds = a_world()
    world = next(worlds)
    try:
        for staff in sorted(state.sick):
            path = f"{V1}/staff/{staff}/sick-calls"
            world.client.post(path, json={}, headers=world.manager(STAFF[staff])).raise_for_status()
        for staff in sorted(state.tomorrow):
            day = {"starts_at": "2026-11-24T08:00:00Z", "ends_at": "2026-11-24T11:00:00Z"}
            headers = world.manager(STAFF[staff])
            world.client.post(f"{V1}/shifts", json={"staff_id": staff, **day}, headers=headers)
        for number, (unit, reason, consent) in enumerate(state.crowd):
            phone = f"+4670174{5000 + number}"
            seek(world, world.front_end(), unit_id=unit, reason=reason, consent=consent, phone=phone)
        world.clock.pass_time(minutes=state.minutes)
        yield world
    finally:
        next(worlds, None)


def hours(world: World, said: tuple[int, int] | None) -> dict[str, str]:
    """From how many minutes on, and for how many; None is any hour."""
    if said is None:
        return {}
    opens = world.clock.now + timedelta(minutes=said[0])
    return {"available_from": opens.isoformat(), "available_to": (opens + SHORTEST * said[1]).isoformat()}


def follow(world: World, told: dict[str, Any], way: dict[str, Any]) -> Any:
    action, link = way["action"], {"Contact-Link": told["link"]["token"]}
    return world.client.request(action["method"], action["path"], json=action["body"], headers=link)


@pytest.mark.long
@given(
    states,
    st.sampled_from(UNITS),
    st.sampled_from(CONSENTS),
    st.none() | st.tuples(st.integers(0, 300), st.integers(1, 9)),
    st.sampled_from([[], [], ["RF19"], ["RF01"]]),
    st.integers(0, 9),
)
def test_every_alternative_works_when_it_is_followed_and_brings_the_time_it_names(
    state: State, unit: str, consent: str, said: tuple[int, int] | None, flags: list[str], choice: int
) -> None:
    with a_region_in(state) as world:
        more = {"unit_id": unit, "consent": consent, "red_flags": flags, **hours(world, said)}
        told = seek(world, world.front_end(), **more)
        ways = told["alternatives"]
        asked = world.client.get(
            f"{V1}/contact-requests/{told['contact_id']}/alternatives",
            headers={"Contact-Link": told["link"]["token"]},
        ).json()["alternatives"]
        if not told["promise"]["backed"]:
            assert asked == ways
        if flags == ["RF01"]:
            assert {one["kind"] for one in ways} <= {"other_unit", "other_provider", "more_hours"}
        if not ways:
            return
        way = ways[choice % len(ways)]

        answer = follow(world, told, way)

        assert answer.is_success, answer.text
        promise = answer.json()["promise"]
        assert promise["backed"] is True
        brought = {name: promise[name] for name in ("window_from", "window_to", "unit")}
        if told["promise"]["backed"]:
            assert (brought["window_from"], brought["unit"]) == (way["window_from"], way["unit"])
        assert brought == {name: way[name] for name in brought}
        assert promise["text"] in way["text"]


@pytest.fixture
def short(world: World) -> World:
    """At Malå nobody is left today."""
    sick = world.client.post(f"{V1}/staff/m-1/sick-calls", json={}, headers=world.manager("mala"))
    assert sick.is_success
    return world


def link_of(told: dict[str, Any]) -> dict[str, str]:
    return {"Contact-Link": told["link"]["token"]}


def test_another_unit_calls_by_one_yes(short: World) -> None:
    told = seek(short, short.front_end(), unit_id="mala")
    (way,) = told["alternatives"]
    assert way["action"] == {
        "method": "POST",
        "path": f"{V1}/contact-requests/{told['contact_id']}/consents",
        "body": {"consent": "same_provider"},
    }
    assert way["text"].startswith(
        "Om du säger ja till andra hälsocentraler hos samma vårdgivare: Vi ringer dig"
    )

    case = follow(short, told, way).json()

    assert (case["promise"]["backed"], case["promise"]["unit"]["id"]) == (True, "alidhem")
    assert follow(short, told, way).json()["promise"] == case["promise"]  # a yes twice is a yes


def test_a_yes_takes_no_earlier_one_back(short: World) -> None:
    told = seek(short, short.front_end(), unit_id="mala", consent="any_provider", language="so")
    path = f"{V1}/contact-requests/{told['contact_id']}/consents"

    answer = short.client.post(path, json={"consent": "same_provider"}, headers=link_of(told))

    assert answer.status_code == 200
    with short.store.transaction() as tx:
        contact = tx.contact(told["contact_id"])
        assert contact is not None
        assert contact.need.consent.value == "any_provider"


def test_more_hours_bring_a_time_of_today(world: World) -> None:
    late = world.clock.now.replace(hour=16, minute=30)
    told = seek(
        world,
        world.front_end(),
        available_from=late.isoformat(),
        available_to=(late + timedelta(hours=1)).isoformat(),
    )
    assert told["promise"]["backed"] is False
    way = told["alternatives"][0]
    assert (way["kind"], way["action"]["method"]) == ("more_hours", "PUT")

    case = follow(world, told, way).json()

    assert case["promise"]["window_from"] == way["window_from"]


def test_hours_that_cannot_come_are_refused_and_change_nothing(world: World) -> None:
    told = seek(world, world.front_end())
    path = f"{V1}/contact-requests/{told['contact_id']}/available-hours"
    gone = (world.clock.now - timedelta(hours=1)).isoformat()

    refused = world.client.put(path, json={"available_to": gone}, headers=link_of(told))

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body.available_to")
    seen = world.client.get(f"{V1}/contact-requests/{told['contact_id']}", headers=link_of(told)).json()
    assert seen["promise"] == told["promise"]


def test_a_promise_that_fits_the_new_hours_stands_and_one_that_does_not_is_given_anew(world: World) -> None:
    told = seek(world, world.front_end())
    path = f"{V1}/contact-requests/{told['contact_id']}/available-hours"
    ends = datetime.fromisoformat(told["promise"]["window_to"])

    same = world.client.put(path, json={"available_to": ends.isoformat()}, headers=link_of(told)).json()
    later = world.client.put(path, json={"available_from": ends.isoformat()}, headers=link_of(told)).json()

    assert same["promise"] == told["promise"]
    assert later["promise"]["window_from"] >= told["promise"]["window_to"]


def test_of_a_case_that_is_held_or_over_nothing_can_be_changed(world: World) -> None:
    told = seek(world, world.citizen(BERTIL), reason="R03")
    path = f"{V1}/contact-requests/{told['contact_id']}"
    world.client.post(f"{V1}/work-queue/pulls", headers=world.staff())

    assert world.client.get(f"{path}/alternatives", headers=link_of(told)).json() == {"alternatives": []}
    for method, what, body in (
        ("POST", "consents", {"consent": "same_provider"}),
        ("PUT", "available-hours", {}),
    ):
        refused = world.client.request(method, f"{path}/{what}", json=body, headers=link_of(told))
        assert refused.status_code == 409
