"""The three-day clock over HTTP: recorded, undone, decided, offered, due; who may, and what is logged."""

from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.core.access import Role
from contact_api.usecases.assessment.assessments_due import warn_of_due
from tests.http.calling import a_claim, code_of
from tests.http.world import V1, World

DAY = timedelta(days=1)


def about(claim: dict[str, Any], what: str) -> str:
    return f"{V1}/desk/contact-requests/{claim['contact']['contact_id']}/{what}"


def reached(world: World, **but: Any) -> dict[str, Any]:
    """A contact that nurse a-1 has reached by telephone, with the answer to the outcome."""
    claim = a_claim(world)
    body = {"lease_number": claim["lease_number"], "outcome": "reached", "result": "advice"} | but
    path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/outcomes"
    world.clock.pass_time(minutes=5)
    answer = world.client.post(path, json=body, headers=world.staff())
    assert answer.status_code == 200, answer.text
    return claim


def records(world: World, claim: dict[str, Any], **but: Any) -> Any:
    body = {"form": "visit", "assessed_at": world.clock.now.isoformat()} | but
    return world.client.post(about(claim, "assessments"), json=body, headers=world.staff())


def due(world: World, headers: dict[str, str] | None = None, **page: int) -> list[dict[str, Any]]:
    answer = world.client.get(f"{V1}/assessments-due", params=page, headers=headers or world.staff())
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_the_call_back_leaves_it_due_and_a_recorded_visit_ends_it(world: World) -> None:
    claim = reached(world)
    before = due(world)
    world.clock.pass_time(days=1)

    recorded = records(world, claim, staff_id="a-1", profession="district_nurse")

    contact_id = claim["contact"]["contact_id"]
    assert [(one["contact_id"], one["days_left"], one["overdue"]) for one in before] == [
        (contact_id, 3, False)
    ]
    assert (before[0]["last_day"], before[0]["last_working_day"]) == ("2026-11-26", "2026-11-26")
    clock = recorded.json()
    assert (recorded.status_code, clock["assessment"], clock["days"], clock["in_time"]) == (
        201,
        "assessed",
        1,
        True,
    )
    assert [(one["profession"], one["stops_clock"]) for one in clock["assessments"]] == [
        ("district_nurse", True)
    ]
    assert due(world) == []
    assert world.looks()[-1].action == "listed"
    assert [look.purpose for look in world.looks()].count("see to the assessment") == 1


def test_the_citizen_and_staff_see_how_the_clock_stands(world: World) -> None:
    claim = reached(world)
    records(world, claim)
    contact_id = claim["contact"]["contact_id"]

    mine = world.client.get(f"{V1}/contact-requests/{contact_id}", headers=world.citizen()).json()
    theirs = world.client.get(f"{V1}/desk/contact-requests/{contact_id}", headers=world.staff()).json()
    seen = world.client.get(about(claim, "assessments"), headers=world.staff()).json()

    assert (mine["guarantee"]["assessment"], mine["guarantee"]["assessed_at"]) == (
        "assessed",
        theirs["assessment_ended_at"],
    )
    assert mine["guarantee"]["assessment_due"] == seen["due_at"]
    assert seen["sought_at"] == mine["sought_at"]


def test_after_four_days_it_was_not_in_time(world: World) -> None:
    claim = reached(world)
    world.clock.pass_time(days=4)

    assert due(world)[0]["overdue"] is True
    assert records(world, claim).json()["in_time"] is False


def test_recorded_by_mistake_it_is_undone_once(world: World) -> None:
    claim = reached(world)
    recorded = records(world, claim).json()["assessments"][0]["assessment_id"]
    path = about(claim, f"assessments/{recorded}/undoings")

    undone, again = (world.client.post(path, headers=world.staff()) for _ in range(2))

    assert (undone.status_code, undone.json()["assessment"]) == (200, "awaited")
    assert undone.json()["assessments"][0]["undone_by"] == "a-1"
    assert code_of(again) == (404, "assessment-not-found")
    assert len(due(world)) == 1


def test_licensed_staff_say_with_the_outcome_that_none_is_needed(world: World) -> None:
    claim = reached(world, no_assessment_needed=True)

    clock = world.client.get(about(claim, "assessments"), headers=world.staff()).json()

    assert (clock["assessment"], clock["in_time"], clock["assessments"]) == ("not_needed", None, [])
    assert due(world) == []


def test_that_none_is_needed_is_decided_with_a_reason_and_taken_back(world: World) -> None:
    claim = reached(world)
    path = about(claim, "assessment-needs")

    without_why = world.client.post(path, json={"needed": False}, headers=world.staff())
    decided = world.client.post(path, json={"needed": False, "why": "egenvård"}, headers=world.staff())
    back = world.client.post(path, json={"needed": True}, headers=world.staff())

    assert code_of(without_why) == (422, "reason-missing")
    assert decided.json()["assessment"] == "not_needed"
    assert back.json()["assessment"] == "awaited"


def test_without_a_licence_nobody_decides_that_none_is_needed(world: World) -> None:
    claim = reached(world)
    unlicensed = world.bearer("a-2", Role.STAFF, staff_id="a-2", unit_id="alidhem")

    answer = world.client.post(
        about(claim, "assessment-needs"), json={"needed": False, "why": "x"}, headers=unlicensed
    )

    assert code_of(answer) == (403, "not-licensed")


def test_a_wait_is_the_patients_choice_only_with_an_offer_within_the_limit(world: World) -> None:
    claim = reached(world)
    refused = records(world, claim, patient_chose_to_wait=True)
    late, soon = world.clock.now + 9 * DAY, world.clock.now + DAY
    offer = {"time_type": "nurse_visit", "times": 2, "chosen_start": late.isoformat()}
    path = about(claim, "assessment-offers")

    noted = world.client.post(path, json=offer | {"earliest_start": soon.isoformat()}, headers=world.staff())
    world.clock.pass_time(days=9)
    clock = records(world, claim, patient_chose_to_wait=True).json()

    assert code_of(refused) == (409, "offer-missing")
    assert noted.status_code == 201
    assert (clock["first_offered_days"], clock["chosen_days"], clock["in_time"]) == (1, 9, False)
    assert clock["patient_chose_to_wait"] is True


@pytest.mark.parametrize(
    "offer",
    [
        {"earliest_start": None, "times": 1},
        {"earliest_start": "2026-11-24T09:00:00Z", "times": 0},
        {"earliest_start": None, "times": 0, "chosen_start": "2026-11-24T09:00:00Z"},
        {
            "earliest_start": "2026-11-24T09:00:00Z",
            "times": 1,
            "chosen_start": "2026-11-24T09:00:00Z",
            "declined": True,
        },
    ],
)
def test_an_offer_that_contradicts_itself_is_refused(world: World, offer: dict[str, Any]) -> None:
    claim = reached(world)

    answer = world.client.post(
        about(claim, "assessment-offers"), json={"time_type": "visit"} | offer, headers=world.staff()
    )

    assert code_of(answer) == (422, "invalid-request")


def test_a_colleague_is_told_who_has_taken_it(world: World) -> None:
    claim = reached(world)
    path = about(claim, "assessment-takings")
    colleague = world.staff("a-2")

    taken = world.client.post(path, json={}, headers=world.staff())
    refused = world.client.post(path, json={}, headers=colleague)
    over = world.client.post(path, json={"take_over": True}, headers=colleague)
    free = world.client.post(about(claim, "assessment-releases"), headers=colleague)

    assert [one.json().get("owner") for one in (taken, over, free)] == ["a-1", "a-2", None]
    assert code_of(refused) == (409, "assessment-taken")
    assert "a-1" in refused.json()["detail"]


def test_each_sees_what_is_due_where_they_may(world: World) -> None:
    claim = reached(world)
    contact_id = claim["contact"]["contact_id"]

    seen = {
        "own": due(world),
        "manager": due(world, world.manager()),
        "control room": due(world, world.having(Role.CONTROL_ROOM)),
        "other unit": due(world, world.staff("m-1", "mala")),
        "other manager": due(world, world.manager("mala")),
        "next page": due(world, offset=1),
    }
    elsewhere = world.client.post(
        about(claim, "assessments"),
        json={"form": "visit", "assessed_at": world.clock.now.isoformat()},
        headers=world.staff("m-1", "mala"),
    )

    assert {who: [one["contact_id"] for one in found] for who, found in seen.items()} == {
        "own": [contact_id],
        "manager": [contact_id],
        "control room": [contact_id],
        "other unit": [],
        "other manager": [],
        "next page": [],
    }
    assert code_of(elsewhere) == (404, "contact-not-found")


def test_who_assessed_is_of_the_same_care_provider(world: World) -> None:
    claim = reached(world)

    assert code_of(records(world, claim, staff_id="k-1")) == (404, "staff-not-found")
    assert code_of(records(world, claim, staff_id="nobody")) == (404, "staff-not-found")
    assert records(world, claim, staff_id="m-1").json()["assessments"][0]["unit"]["id"] == "mala"


def test_the_same_key_records_once(world: World) -> None:
    claim = reached(world)
    body = {"form": "visit", "assessed_at": world.clock.now.isoformat()}

    first, again = (
        world.client.post(
            about(claim, "assessments"), json=body, headers=world.staff() | {"Idempotency-Key": "k1"}
        )
        for _ in range(2)
    )

    assert again.text == first.text
    assert len(first.json()["assessments"]) == 1


def test_staff_and_managers_are_warned_with_how_many(world: World) -> None:
    reached(world)
    world.clock.pass_time(days=3)
    world.app.transact(lambda tx: warn_of_due(tx, now=world.clock.now))

    for headers in (world.staff(), world.manager(), world.having(Role.CONTROL_ROOM)):
        alerts = world.client.get(f"{V1}/alerts", headers=headers).json()["items"]
        assert [(one["kind"], one["number"], one["contact_id"]) for one in alerts] == [
            ("assessments_due", 1, None)
        ]
