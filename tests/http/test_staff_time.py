"""Staff time: what is promised of it and what is missing, shifts that are added, and sick calls."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.access import Role
from contact_api.domain.core.values import UnitId, Window
from tests.examples import examples
from tests.http.world import V1, World, a_world, seek

EVER = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))


def test_capacity_shows_what_is_promised_of_the_staff_time(world: World) -> None:
    seek(world, world.front_end())

    hours = world.client.get(f"{V1}/capacity", headers=world.manager()).json()["hours"]

    assert {one["unit"]["id"] for one in hours} == {"alidhem"}
    assert sum(one["reserved_minutes"] for one in hours) == 8
    assert sum(one["staff_minutes"] for one in hours) == 2 * 9 * 60


def test_the_control_room_sees_every_unit_and_a_manager_their_own(world: World) -> None:
    hours = world.client.get(f"{V1}/capacity", headers=world.having(Role.CONTROL_ROOM)).json()["hours"]

    assert {one["unit"]["id"] for one in hours} == {"alidhem", "kliniken", "mala"}


def test_a_sick_call_shows_the_minutes_that_are_missing(world: World) -> None:
    seek(world, world.front_end())
    for who in ("a-1", "a-2"):
        gone = {"at": "2026-11-23T09:00:00+01:00"}
        world.client.post(f"{V1}/staff/{who}/sick-calls", json=gone, headers=world.manager())

    hours = world.client.get(f"{V1}/capacity", headers=world.manager()).json()["hours"]

    assert sum(one["shortfall_minutes"] for one in hours) == 8


def test_requests_without_a_promise_are_counted_beside_the_hours(world: World) -> None:
    seek(world, world.front_end(), language="so")

    capacity = world.client.get(f"{V1}/capacity", headers=world.manager()).json()

    assert [(one["unit"]["id"], one["contacts"], one["minutes"]) for one in capacity["unpromised"]] == [
        ("alidhem", 1, 8)
    ]


def test_a_new_shift_can_be_promised_at_once(world: World) -> None:
    shift = {
        "staff_id": "a-1",
        "starts_at": "2026-11-24T08:00:00+01:00",
        "ends_at": "2026-11-24T10:00:00+01:00",
    }

    answer = world.client.post(f"{V1}/shifts", json=shift, headers=world.manager())
    hours = world.client.get(f"{V1}/capacity?day=2026-11-24", headers=world.manager()).json()["hours"]

    assert answer.status_code == 201
    assert [one["staff_minutes"] for one in hours] == [60, 60]


def test_a_shift_that_overlaps_another_is_refused(world: World) -> None:
    shift = {
        "staff_id": "a-1",
        "starts_at": "2026-11-23T12:00:00+01:00",
        "ends_at": "2026-11-23T13:00:00+01:00",
    }

    answer = world.client.post(f"{V1}/shifts", json=shift, headers=world.manager())

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:contact-routing:problem:shift-fault")


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "says"),
    [
        ("2026-11-23T05:00:00+01:00", "2026-11-23T05:30:00+01:00", "the shift is over already"),
        ("2026-11-24T08:00:00+01:00", "2026-11-25T09:00:00+01:00", "the shift is longer than a day"),
        ("2028-01-10T08:00:00+01:00", "2028-01-10T12:00:00+01:00", "the shift begins more than a year ahead"),
    ],
)
def test_a_shift_that_can_only_be_a_slip_of_the_pen_is_refused_and_lays_no_minutes(
    world: World, starts_at: str, ends_at: str, says: str
) -> None:
    shift = {"staff_id": "a-1", "starts_at": starts_at, "ends_at": ends_at}
    capacity = f"{V1}/capacity?day={starts_at[:10]}"
    before = world.client.get(capacity, headers=world.manager()).json()["hours"]

    refused = world.client.post(f"{V1}/shifts", json=shift, headers=world.manager())

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:contact-routing:problem:shift-fault")
    assert refused.json()["detail"].startswith(says)
    assert world.client.get(capacity, headers=world.manager()).json()["hours"] == before


def test_a_manager_cannot_touch_another_unit_s_roster(world: World) -> None:
    answer = world.client.post(f"{V1}/staff/m-1/sick-calls", json={}, headers=world.manager("alidhem"))

    assert answer.status_code == 404


@given(
    st.timedeltas(timedelta(days=-9_000), timedelta(days=26_000))
    | st.timedeltas(timedelta(days=-3), timedelta(days=370))
)
@examples(0.4)
def test_a_sick_call_is_of_yesterday_or_the_coming_year_as_shifts_are(ahead: timedelta) -> None:
    for world in a_world():
        now = world.clock.now
        at = now + ahead

        answer = world.client.post(
            f"{V1}/staff/a-1/sick-calls", json={"at": at.isoformat()}, headers=world.manager()
        )

        is_meant = now - timedelta(days=1) < at <= now + timedelta(days=366)
        assert answer.status_code == (201 if is_meant else 409), answer.text
        with world.store.transaction() as tx:
            absent = [one for one in tx.staff_time(EVER, units=[UnitId("alidhem")]) if one.is_absence]
        assert bool(absent) is is_meant
