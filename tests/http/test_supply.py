"""Who runs a unit, and the control room, see how many times are open beside what is agreed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.core.access import Role
from contact_api.usecases.booking.supply import count_next, watch_supply
from tests.http.booking_world import HOUR, TOMORROW, a_time_type, booking_region, plan
from tests.http.world import V1, World, a_world

AGREED = {"within_3_days": 2, "within_7_days": 2}
SUPPLY = f"{V1}/supply"


@pytest.fixture
def world() -> Iterator[World]:
    offered = [{"unit_id": "alidhem", "supply": AGREED}, {"unit_id": "mala"}]
    region = booking_region(a_time_type(offered_at=offered), a_time_type("other"))
    for made in a_world(region=region):
        plan(made, "a-3", TOMORROW, 2 / 3)
        yield made


def count(world: World) -> list[str]:
    """What the scheduler does each minute, until all is counted; the kinds in their order."""
    kinds = []
    while found := world.app.transact(lambda tx: count_next(tx, now=world.clock.now)):
        kinds.append(str(found[0].time_type_id))
        world.app.transact(lambda tx: watch_supply(tx, now=world.clock.now))
    return kinds


def lines(world: World, headers: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    answer = world.client.get(SUPPLY, params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["lines"]
    return found


def alerts(world: World) -> list[str]:
    query = {"open-only": True}
    found = world.client.get(f"{V1}/alerts", params=query, headers=world.having(Role.CONTROL_ROOM)).json()
    return [one["unit"]["id"] for one in found["items"] if one["kind"] == "supply_below"]


def test_each_kind_is_counted_once_an_hour_and_shown_beside_what_is_agreed(world: World) -> None:
    assert (count(world), count(world)) == (["physio", "other"], [])
    world.clock.pass_time(hours=1)
    assert count(world) == ["physio", "other"]

    found = lines(world, world.having(Role.CONTROL_ROOM))
    assert [(one["time_type_id"], one["unit_id"]) for one in found] == [
        ("other", "alidhem"),
        ("physio", "alidhem"),
        ("physio", "mala"),
    ]
    assert (found[1]["within_3_days"], found[1]["agreed_within_3_days"], found[1]["below"]) == (1, 2, "3 7")
    assert (found[2]["within_30_days"], found[2]["agreed_within_3_days"], found[2]["below"]) == (0, None, "")
    short = lines(world, world.having(Role.CONTROL_ROOM), **{"below-only": True})
    assert [one["time_type_id"] for one in short] == ["physio"]


def test_a_manager_sees_the_own_unit_only_and_the_desk_nothing(world: World) -> None:
    count(world)

    assert {one["unit_id"] for one in lines(world, world.manager("mala"))} == {"mala"}
    assert world.client.get(SUPPLY, headers=world.staff()).status_code == 403
    assert world.client.get(SUPPLY).status_code == 401


def test_a_unit_below_has_one_open_alert_that_is_closed_when_it_is_above(world: World) -> None:
    for _ in range(2):
        count(world)
        world.clock.pass_time(hours=1)
    assert alerts(world) == ["alidhem"]

    plan(world, "a-4", TOMORROW + 3 * HOUR, 2 / 3)
    count(world)
    assert alerts(world) == []


def test_nothing_is_said_of_a_day_of_which_not_every_kind_is_counted(world: World) -> None:
    world.app.transact(lambda tx: count_next(tx, now=world.clock.now))
    assert world.app.transact(lambda tx: watch_supply(tx, now=world.clock.now)) == (0, 0)
    assert alerts(world) == []


def test_the_count_of_a_week_before_shows_where_it_is_going_and_the_table_is_csv_too(world: World) -> None:
    count(world)
    world.clock.pass_time(days=7)
    plan(world, "a-3", TOMORROW + timedelta(days=7), 4 / 3)
    count(world)
    room = world.having(Role.CONTROL_ROOM)

    (line,) = (
        one for one in lines(world, room) if (one["time_type_id"], one["unit_id"]) == ("physio", "alidhem")
    )
    assert (line["within_7_days_a_week_before"], line["within_7_days"]) == (1, 2)
    table = world.client.get(SUPPLY, params={"from": "2026-11-23", "format": "csv"}, headers=room)
    assert table.headers["content-type"].startswith("text/csv")
    assert len(table.text.splitlines()) == 1 + 2 * 3
    wrong = world.client.get(SUPPLY, params={"from": "2026-11-30", "to": "2026-11-23"}, headers=room)
    assert wrong.status_code == 422
