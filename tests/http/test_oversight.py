"""Alerts, capacity, the roster, rules, figures and the access log, each for those who answer for it."""

import csv
import json
from typing import Any

import pytest

from contact_api.domain.core.access import Role
from tests.http.world import ASTRID, BERTIL, SEEDS, STAFF_HSA_ID, V1, World, a_request


def taken_in(world: World, **but: Any) -> dict[str, Any]:
    told: dict[str, Any] = world.client.post(
        f"{V1}/contact-requests", json=a_request(**but), headers=world.front_end()
    ).json()
    return told


def test_an_alert_is_acknowledged_once_and_the_first_one_stands(world: World) -> None:
    taken_in(world, red_flags=["RF01"])
    alert = world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"][0]
    path = f"{V1}/alerts/{alert['alert_id']}/acknowledgements"

    first = world.client.post(path, headers=world.staff("a-1")).json()
    second = world.client.post(path, headers=world.staff("a-2")).json()

    assert (first["acknowledged_by"], second["acknowledged_by"]) == ("a-1", "a-1")
    assert world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"] == []
    kept = world.client.get(f"{V1}/alerts?open-only=false", headers=world.staff()).json()["items"]
    assert kept == [first]


def test_alerts_of_another_unit_do_not_exist(world: World) -> None:
    taken_in(world, red_flags=["RF01"])
    alert = world.client.get(f"{V1}/alerts", headers=world.having(Role.CONTROL_ROOM)).json()["items"][0]
    path = f"{V1}/alerts/{alert['alert_id']}/acknowledgements"

    assert world.client.get(f"{V1}/alerts", headers=world.staff("m-1", "mala")).json()["items"] == []
    assert world.client.post(path, headers=world.staff("m-1", "mala")).status_code == 404


def test_capacity_shows_what_is_promised_of_the_staff_time(world: World) -> None:
    taken_in(world)

    hours = world.client.get(f"{V1}/capacity", headers=world.manager()).json()["hours"]

    assert {one["unit"]["id"] for one in hours} == {"alidhem"}
    assert sum(one["reserved_minutes"] for one in hours) == 8
    assert sum(one["staff_minutes"] for one in hours) == 2 * 9 * 60


def test_the_control_room_sees_every_unit_and_a_manager_her_own(world: World) -> None:
    hours = world.client.get(f"{V1}/capacity", headers=world.having(Role.CONTROL_ROOM)).json()["hours"]

    assert {one["unit"]["id"] for one in hours} == {"alidhem", "kliniken", "mala"}


def test_a_sick_call_shows_the_minutes_that_are_missing(world: World) -> None:
    taken_in(world)
    for who in ("a-1", "a-2"):
        gone = {"at": "2026-11-23T09:00:00+01:00"}
        world.client.post(f"{V1}/staff/{who}/sick-calls", json=gone, headers=world.manager())

    hours = world.client.get(f"{V1}/capacity", headers=world.manager()).json()["hours"]

    assert sum(one["shortfall_minutes"] for one in hours) == 8


def test_requests_without_a_promise_are_counted_beside_the_hours(world: World) -> None:
    taken_in(world, language="so")

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


def test_the_medical_lead_reads_the_whole_document_in_force(world: World) -> None:
    rules = world.client.get(f"{V1}/rules", headers=world.having(Role.MEDICAL_LEAD)).json()

    in_the_file = json.loads((SEEDS / "catalogue.json").read_text("utf-8"))
    assert {name: rules[name] for name in ("version", "planning", "limits", "rules", "phrases")} == {
        name: in_the_file[name] for name in ("version", "planning", "limits", "rules", "phrases")
    }
    assert [reason["code"] for reason in rules["reasons"]] == [
        reason["code"] for reason in in_the_file["reasons"]
    ]


def test_figures_of_the_own_unit_count_the_day(world: World) -> None:
    taken_in(world)
    taken_in(world, unit_id="mala", phone="+46701740606")

    table = world.client.get(f"{V1}/figures", headers=world.manager()).json()

    assert [(line["group"], line["contacts"], line["promised"]) for line in table["lines"]] == [("all", 1, 1)]


def test_figures_come_as_csv_for_those_who_ask_for_it(world: World) -> None:
    taken_in(world)
    headers = world.having(Role.CONTROL_ROOM)

    asked = world.client.get(f"{V1}/figures?group-by=unit&format=csv", headers=headers)
    accepted = world.client.get(f"{V1}/figures?group-by=unit", headers=headers | {"Accept": "text/csv"})

    assert asked.headers["content-type"] == "text/csv; charset=utf-8"
    assert asked.text == accepted.text
    [line] = csv.DictReader(asked.text.splitlines())
    assert (line["group"], line["contacts"], line["wait_p50_minutes"]) == ("alidhem", "1", "")


def test_open_figures_show_no_small_count(world: World) -> None:
    for number in range(25):
        taken_in(world, phone=f"+467017406{number + 10}")
    taken_in(world, unit_id="mala", phone="+46701740699")

    table = world.client.get(f"{V1}/figures/open").json()

    lines = {line["group"]: line["contacts"] for line in table["lines"]}
    assert lines == {"alidhem": None, "mala": None}  # 26 - 25 would give Malå away
    assert (table["total"]["contacts"], table["preliminary"]) == (26, True)


def test_the_auditor_finds_who_looked_at_a_person(world: World) -> None:
    her = {"identity": {"kind": "personal_number", "number": ASTRID}}
    told = taken_in(world, **her)
    world.client.get(f"{V1}/desk/contact-requests/{told['contact_id']}", headers=world.staff())
    span = {"from_at": "2026-11-23T00:00:00+01:00", "to_at": "2026-11-24T00:00:00+01:00"}

    found = world.client.post(
        f"{V1}/access-log/searches", json=span | her, headers=world.having(Role.AUDITOR)
    ).json()
    him = {"identity": {"kind": "personal_number", "number": BERTIL}}
    nobody = world.client.post(
        f"{V1}/access-log/searches", json=span | him, headers=world.having(Role.AUDITOR)
    ).json()

    assert [(one["actor"], one["action"], one["contact_id"]) for one in found["items"]] == [
        ("a-1", "read", told["contact_id"])
    ]
    assert nobody["items"] == []
    assert [look.purpose for look in world.looks()[-2:]] == ["audit", "audit"]


def test_the_access_log_is_found_by_who_looked(world: World) -> None:
    taken_in(world)
    world.client.get(f"{V1}/work-queue", headers=world.staff("a-1"))
    world.client.get(f"{V1}/work-queue", headers=world.staff("a-2"))
    span = {"from_at": "2026-11-23T00:00:00+01:00", "to_at": "2026-11-24T00:00:00+01:00", "actor": "a-2"}

    found = world.client.post(
        f"{V1}/access-log/searches", json=span, headers=world.having(Role.AUDITOR)
    ).json()

    assert [one["actor"] for one in found["items"]] == ["a-2"]


@pytest.mark.parametrize("name", ["a-1", STAFF_HSA_ID])
def test_she_is_found_by_either_of_her_names_whichever_the_log_knows_her_by(world: World, name: str) -> None:
    by_hsa_id = world.bearer("a-1", Role.STAFF, employeeHsaId=STAFF_HSA_ID, staff_id="a-1", unit_id="alidhem")
    world.client.get(f"{V1}/work-queue", headers=world.staff("a-1"))
    world.client.get(f"{V1}/work-queue", headers=world.staff("a-2"))
    world.client.get(f"{V1}/work-queue", headers=by_hsa_id)
    span = {"from_at": "2026-11-23T00:00:00+01:00", "to_at": "2026-11-24T00:00:00+01:00", "actor": name}

    found = world.client.post(
        f"{V1}/access-log/searches", json=span, headers=world.having(Role.AUDITOR)
    ).json()

    assert {one["actor"] for one in found["items"]} == {"a-1", STAFF_HSA_ID}
