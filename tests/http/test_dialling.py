"""How dialling stands, and the control room's emergency stop."""

from contact_api.domain.core.access import Role
from tests.http.calling import a_call, a_claim, code_of, press_call
from tests.http.world import V1, World


def test_the_control_room_stops_all_calls_and_lifts_the_stop(world: World) -> None:
    claim, room = a_claim(world), world.having(Role.CONTROL_ROOM)

    stopped = world.client.put(
        f"{V1}/dialling/stop", json={"stopped": True, "why": "Fel nummer."}, headers=room
    ).json()
    refused = press_call(world, claim)
    lifted = world.client.put(f"{V1}/dialling/stop", json={"stopped": False}, headers=room).json()

    assert (stopped["stopped"], stopped["why"], lifted["stopped"]) == (True, "Fel nummer.", False)
    assert code_of(refused) == (409, "calls-are-stopped")
    assert press_call(world, claim).status_code == 202


def test_a_manager_sees_what_is_dialled_and_may_not_stop_it(world: World) -> None:
    a_call(world)

    seen = world.client.get(f"{V1}/dialling", headers=world.manager()).json()
    stopped = world.client.put(
        f"{V1}/dialling/stop", json={"stopped": True, "why": "x"}, headers=world.manager()
    )

    assert (seen["calls"], seen["may_stop"], seen["stopped"]) == (1, False, False)
    assert code_of(stopped) == (403, "not-permitted")


def test_a_stop_takes_a_reason(world: World) -> None:
    room = world.having(Role.CONTROL_ROOM)

    stopped = world.client.put(f"{V1}/dialling/stop", json={"stopped": True}, headers=room)

    assert code_of(stopped) == (422, "reason-missing")
    assert press_call(world, a_claim(world)).status_code == 202
