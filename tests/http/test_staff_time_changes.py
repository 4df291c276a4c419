"""Who runs a unit reads and changes its staff time; what that breaks is shown before it is done."""

from typing import Any

import pytest

from contact_api.domain.core.access import Role
from contact_api.domain.core.errors import StaffTimeNotFound
from tests.http.world import V1, World, seek

LONG_DAY = ("2026-11-23T07:00:00Z", "2026-11-23T16:00:00Z")


def times(world: World, query: str = "", unit: str = "alidhem") -> list[dict[str, Any]]:
    answer = world.client.get(f"{V1}/staff-time{query}", headers=world.manager(unit))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def of(world: World, staff_id: str = "a-1") -> dict[str, Any]:
    [found] = [one for one in times(world) if one["staff_id"] == staff_id]
    return found


def enter(world: World, query: str = "", **but: Any) -> Any:
    body = {
        "staff_id": "a-1",
        "kind": "absence",
        "starts_at": "2026-11-23T13:00:00+01:00",
        "ends_at": "2026-11-23T15:00:00+01:00",
    }
    return world.client.post(f"{V1}/staff-time{query}", json=body | but, headers=world.manager())


def acts(world: World) -> list[tuple[str, str, str]]:
    found = world.client.get(f"{V1}/central-acts", headers=world.manager()).json()["items"]
    return [(one["kind"], one["subject_id"], one["unit_id"]) for one in found]


def minutes(world: World) -> int:
    hours = world.client.get(f"{V1}/capacity", headers=world.manager()).json()["hours"]
    return int(sum(one["staff_minutes"] for one in hours))


def test_a_manager_reads_the_staff_of_their_unit_and_what_is_planned_of_them(world: World) -> None:
    staff = world.client.get(f"{V1}/staff", headers=world.manager()).json()["items"]

    assert [(one["staff_id"], one["units"]) for one in staff] == [("a-1", ["alidhem"]), ("a-2", ["alidhem"])]
    assert [(one["staff_id"], one["kind"], one["starts_at"], one["ends_at"]) for one in times(world)] == [
        (who, "callback", *LONG_DAY) for who in ("a-1", "a-2")
    ]
    assert times(world, "?from-day=2026-11-24") == []
    assert [one["staff_id"] for one in times(world, "?staff-id=a-2")] == ["a-2"]
    assert {(look.action, look.purpose) for look in world.looks()} == {("listed", "plan staff time")}


def test_the_list_is_read_page_by_page(world: World) -> None:
    first, second = (
        world.client.get(f"{V1}/staff-time?limit=1&offset={offset}", headers=world.manager()).json()
        for offset in (0, 1)
    )

    assert [one["more"] for one in (first, second)] == [True, False]
    assert [one["items"][0]["staff_id"] for one in (first, second)] == ["a-1", "a-2"]


def test_the_control_room_reads_and_changes_every_unit_and_a_manager_only_their_own(world: World) -> None:
    everybody = world.client.get(f"{V1}/staff-time", headers=world.having(Role.CONTROL_ROOM)).json()["items"]
    theirs = next(one["staff_time_id"] for one in everybody if one["staff_id"] == "m-1")

    assert {one["unit"]["id"] for one in everybody} == {"alidhem", "kliniken", "mala"}
    for answer in (
        world.client.get(f"{V1}/staff-time?unit-id=mala", headers=world.manager()),
        world.client.get(f"{V1}/staff?unit-id=mala", headers=world.manager()),
        world.client.delete(f"{V1}/staff-time/{theirs}", headers=world.manager()),
        enter(world, staff_id="m-1"),
        enter(world, staff_id="a-1", unit_id="mala"),
        world.client.post(f"{V1}/staff/m-1/sick-call-withdrawals", json={}, headers=world.manager()),
    ):
        assert answer.status_code == 404, answer.text
    answer = world.client.delete(f"{V1}/staff-time/{theirs}", headers=world.having(Role.CONTROL_ROOM))
    assert answer.status_code == 200


def test_what_a_change_breaks_is_shown_first_and_nothing_is_stored_of_it(world: World) -> None:
    seek(world, world.front_end(), consent="own_unit")
    away = {"starts_at": "2026-11-23T07:00:00+01:00", "ends_at": "2026-11-24T00:00:00+01:00"}
    enter(world, staff_id="a-2", **away)
    before = times(world)

    shown = enter(world, "?dry-run=true", **away)
    assert (shown.status_code, times(world), len(acts(world))) == (200, before, 1)
    done = enter(world, **away)

    assert done.status_code == 201
    assert shown.json()["dry_run"] is not done.json()["dry_run"] is False
    for answer in (shown.json(), done.json()):
        breaks = answer["breaks"]
        assert [(one["unit"]["id"], one["broken"], one["due"]) for one in breaks["promises"]] == [
            ("alidhem", 0, 1)
        ]
        assert [(one["before"], one["after"]) for one in breaks["minutes"]] == [(480, 0)]
        assert breaks["shortfalls"][0]["promised_contacts"] == 1
    assert minutes(world) == 0


def test_time_is_entered_changed_and_ended_each_as_an_act_with_its_author(world: World) -> None:
    assert enter(world).status_code == 201
    absence = next(one for one in times(world) if one["kind"] == "absence")
    assert (absence["source"], absence["author"]) == ("entered", "tests:manager")
    wanted = {
        "kind": "absence",
        "starts_at": "2026-11-23T13:00:00+01:00",
        "ends_at": "2026-11-23T14:00:00+01:00",
    }
    path = f"{V1}/staff-time/{absence['staff_time_id']}"

    changed = world.client.put(path, json=wanted, headers=world.manager())
    stale = world.client.put(path, json=wanted, headers=world.manager())
    [now] = changed.json()["added"]
    ended = world.client.delete(f"{V1}/staff-time/{now['staff_time_id']}", headers=world.manager())

    assert [answer.status_code for answer in (changed, stale, ended)] == [200, 404, 200]
    assert stale.json()["type"].endswith(StaffTimeNotFound.code)
    assert minutes(world) == 2 * 9 * 60
    assert acts(world) == [
        (kind, "a-1", "alidhem") for kind in ("staff_time_ended", "staff_time_changed", "staff_time_added")
    ]


def test_what_is_sent_twice_with_a_key_is_entered_once(world: World) -> None:
    headers = world.manager() | {"Idempotency-Key": "k"}
    body = {"staff_id": "a-1", "kind": "meeting", "starts_at": LONG_DAY[1], "ends_at": "2026-11-23T17:00:00Z"}

    first, again = (world.client.post(f"{V1}/staff-time", json=body, headers=headers) for _ in range(2))

    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(times(world)) == 3


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"kind": "meeting"}, "already works in that time"),
        ({"kind": "meeting", "ends_at": "2026-11-25T15:00:00+01:00"}, "longer than a day"),
        ({"ends_at": "2028-11-25T15:00:00+01:00"}, "longer than a year"),
        ({"ends_at": "2026-11-23T12:00:00+01:00"}, "ends before it starts"),
    ],
)
@pytest.mark.parametrize("query", ["", "?dry-run=true"])
def test_time_that_cannot_be_is_refused_by_a_trial_too(
    world: World, query: str, but: dict[str, str], says: str
) -> None:
    answer = enter(world, query, **but)

    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "shift-fault")
    assert says in answer.json()["detail"]


@pytest.mark.parametrize("query", ["?from-day=2026-11-24&to-day=2026-11-23", "?to-day=2027-02-01"])
def test_a_period_runs_forward_and_is_no_longer_than_two_months(world: World, query: str) -> None:
    answer = world.client.get(f"{V1}/staff-time{query}", headers=world.manager())

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.to-day")


def test_a_sick_call_says_what_it_breaks_and_can_be_taken_back(world: World) -> None:
    seek(world, world.front_end(), consent="own_unit")
    sick, back = (f"{V1}/staff/{{}}/{what}" for what in ("sick-calls", "sick-call-withdrawals"))
    gone = {"at": "2026-11-23T09:00:00+01:00"}
    world.client.post(sick.format("a-2"), json=gone, headers=world.manager())

    shown = world.client.post(f"{sick.format('a-1')}?dry-run=true", json=gone, headers=world.manager()).json()
    done = world.client.post(sick.format("a-1"), json=gone, headers=world.manager()).json()
    assert shown | {"dry_run": False} == done
    assert (done["shifts_cut"], done["breaks"]["promises"][0]["due"]) == (1, 1)
    taken_back = world.client.post(back.format("a-1"), json={}, headers=world.manager())
    none_left = world.client.post(back.format("a-1"), json={}, headers=world.manager())

    assert taken_back.status_code == 201
    assert [(one["before"], one["after"]) for one in taken_back.json()["breaks"]["minutes"]] == [(0, 465)]
    assert none_left.status_code == 409
    assert acts(world)[0] == ("sick_call_withdrawn", "a-1", "alidhem")


def test_a_sick_call_of_a_day_that_is_over_is_refused(world: World) -> None:
    body = {"at": "2026-11-20T09:00:00+01:00"}

    answer = world.client.post(f"{V1}/staff/a-1/sick-calls", json=body, headers=world.manager())

    assert answer.status_code == 409
