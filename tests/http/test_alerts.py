"""Alerts: whoever acknowledges one takes care of it."""

from contact_api.domain.core.access import Role
from tests.http.world import V1, World, seek


def test_an_alert_is_acknowledged_once_and_the_first_one_stands(world: World) -> None:
    seek(world, world.front_end(), red_flags=["RF01"])
    alert = world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"][0]
    path = f"{V1}/alerts/{alert['alert_id']}/acknowledgements"

    first = world.client.post(path, headers=world.staff("a-1")).json()
    second = world.client.post(path, headers=world.staff("a-2")).json()

    assert (first["acknowledged_by"], second["acknowledged_by"]) == ("a-1", "a-1")
    assert world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"] == []
    kept = world.client.get(f"{V1}/alerts?open-only=false", headers=world.staff()).json()["items"]
    assert kept == [first]


def test_alerts_of_another_unit_do_not_exist(world: World) -> None:
    seek(world, world.front_end(), red_flags=["RF01"])
    alert = world.client.get(f"{V1}/alerts", headers=world.having(Role.CONTROL_ROOM)).json()["items"][0]
    path = f"{V1}/alerts/{alert['alert_id']}/acknowledgements"

    assert world.client.get(f"{V1}/alerts", headers=world.staff("m-1", "mala")).json()["items"] == []
    assert world.client.post(path, headers=world.staff("m-1", "mala")).status_code == 404
