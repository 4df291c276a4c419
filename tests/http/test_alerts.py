"""Alerts: all that are open, the oldest first; whoever acknowledges one takes care of it."""

from datetime import timedelta
from typing import Any

from contact_api.domain.core.access import Role
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.ports import Alert
from contact_api.usecases.messages.shortage_alerts import raise_shortage
from contact_api.usecases.staff_time.roster_end import tell_of_roster_ends
from tests.http.world import ASTRID, BERTIL, V1, World, seek


def test_an_alert_is_acknowledged_once_and_the_first_one_stands(world: World) -> None:
    seek(world, world.front_end(), red_flags=["RF01"])
    alert = world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"][0]
    path = f"{V1}/alerts/{alert['alert_id']}/acknowledgements"

    first = world.client.post(path, headers=world.staff("a-1")).json()
    second = world.client.post(path, headers=world.staff("a-2")).json()

    assert (first["acknowledged_by"], second["acknowledged_by"]) == ("a-1", "a-1")
    assert world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"] == []
    kept = world.client.get(f"{V1}/alerts?open-only=false", headers=world.staff()).json()["items"]
    assert kept == [{name: value for name, value in first.items() if name != "claim"}]


def test_who_takes_an_alert_gets_its_contact_and_the_look_is_logged(world: World) -> None:
    taken_in = seek(world, world.front_end(), red_flags=["RF01"])
    path = f"{V1}/alerts/{taken_in['contact_id']}-1/acknowledgements"

    nurse, manager = world.staff("a-1"), world.manager()
    claim = world.client.post(path, headers=nurse).json()["claim"]

    assert claim["contact"]["contact_id"] == taken_in["contact_id"]
    assert (claim["contact"]["state"], claim["contact"]["claimed_by"]) == ("claimed", "a-1")
    assert claim["contact"]["alert"]["state"] == "taken"
    assert world.client.get(f"{V1}/work-queue/claims/current", headers=nurse).json() == claim
    assert world.client.post(path, headers=manager).json()["claim"] is None
    outcome = {"lease_number": claim["lease_number"], "outcome": "reached"}
    held = f"{V1}/work-queue/claims/{taken_in['contact_id']}/outcomes"
    assert world.client.post(held, headers=nurse, json=outcome).status_code == 200
    shown = world.client.get(f"{V1}/alerts?open-only=false", headers=manager).json()["items"]
    assert [(one["state"], one["acknowledged_by"]) for one in shown] == [("closed", "a-1")]


def test_whoever_holds_another_contact_is_told_what_to_do_first(world: World) -> None:
    nurse = world.staff()
    seek(world, world.citizen(ASTRID), reason="R03")
    assert world.client.post(f"{V1}/work-queue/pulls", headers=nurse).status_code == 200
    taken_in = seek(world, world.citizen(BERTIL), red_flags=["RF01"])

    refused = world.client.post(f"{V1}/alerts/{taken_in['contact_id']}-1/acknowledgements", headers=nurse)

    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "holds-another")
    assert listed(world)["items"][0]["state"] == "open"


def test_alerts_of_another_unit_do_not_exist(world: World) -> None:
    seek(world, world.front_end(), red_flags=["RF01"])
    alert = world.client.get(f"{V1}/alerts", headers=world.having(Role.CONTROL_ROOM)).json()["items"][0]
    path = f"{V1}/alerts/{alert['alert_id']}/acknowledgements"

    assert world.client.get(f"{V1}/alerts", headers=world.staff("m-1", "mala")).json()["items"] == []
    assert world.client.post(path, headers=world.staff("m-1", "mala")).status_code == 404


def listed(world: World, query: str = "") -> dict[str, Any]:
    answer = world.client.get(f"{V1}/alerts{query}", headers=world.staff())
    assert answer.status_code == 200
    page: dict[str, Any] = answer.json()
    return page


def test_every_open_alert_is_on_some_page_the_oldest_first(world: World) -> None:
    first = seek(world, world.citizen(ASTRID), red_flags=["RF01"])
    case = ContactId(first["contact_id"])
    with world.store.transaction() as tx:
        for number in range(510):
            raised_at = world.clock.now + timedelta(seconds=number + 1)
            tx.add_alert(Alert(f"a-{number}", case, UnitId("alidhem"), "same_hour", raised_at))

    pages = [listed(world, f"?limit=100&offset={start}") for start in range(0, 600, 100)]

    found = [one["alert_id"] for page in pages for one in page["items"]]
    assert found == [f"{case}-1", *(f"a-{number}" for number in range(510))]
    assert [page["more"] for page in pages] == [True, True, True, True, True, False]


def test_a_sign_affirmed_again_is_counted_on_the_open_alert(world: World) -> None:
    first = seek(world, world.citizen(BERTIL), red_flags=["RF01"])
    world.clock.pass_time(minutes=1)
    for _ in range(3):
        world.clock.pass_time(minutes=1)
        seek(world, world.citizen(ASTRID), red_flags=["RF01"])

    items = listed(world)["items"]

    assert items[0]["contact_id"] == first["contact_id"]
    assert [one["times_raised"] for one in items] == [1, 3]
    assert items[1]["raised_at"] < items[1]["last_raised_at"]


def test_a_shortage_is_seen_and_taken_by_who_answers_for_the_staffing_and_by_nobody_else(
    world: World,
) -> None:
    with world.store.transaction() as tx:
        raise_shortage(UnitId("alidhem"), tx, now=world.clock.now)
    manager, control_room = world.manager("alidhem"), world.having(Role.CONTROL_ROOM)
    path = f"{V1}/alerts/shortage-alidhem-2026-11-23/acknowledgements"

    for who in (manager, control_room):
        (shown,) = world.client.get(f"{V1}/alerts", headers=who).json()["items"]
        assert (shown["kind"], shown["contact_id"], shown["unit"]["id"]) == ("shortage", None, "alidhem")
    assert world.client.get(f"{V1}/alerts", headers=world.manager("mala")).json()["items"] == []
    assert listed(world)["items"] == []
    assert world.client.post(path, headers=world.staff()).status_code == 404
    taken = world.client.post(path, headers=manager).json()
    assert (taken["state"], taken["claim"]) == ("taken", None)
    assert world.client.get(f"{V1}/alerts", headers=control_room).json()["items"] == []


def test_the_end_of_a_roster_is_for_who_answers_for_the_staffing_too(world: World) -> None:
    with world.store.transaction() as tx:
        tell_of_roster_ends(timedelta(days=21), tx, now=world.clock.now)
    manager = world.manager("alidhem")

    (shown,) = world.client.get(f"{V1}/alerts", headers=manager).json()["items"]
    path = f"{V1}/alerts/{shown['alert_id']}/acknowledgements"

    assert (shown["kind"], shown["contact_id"], shown["unit"]["id"]) == ("roster_ends", None, "alidhem")
    assert listed(world)["items"] == []
    assert world.client.post(path, headers=world.staff()).status_code == 404
    assert world.client.post(path, headers=manager).json()["state"] == "taken"
