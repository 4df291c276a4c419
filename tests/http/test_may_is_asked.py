"""Every route, list, pull and job asks `may`: with every grant taken away, nothing is answered and nothing is told."""

import importlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.routing import APIRoute

from contact_api.adapters.identity.webhooks import sign
from contact_api.adapters.queue.rq_queue import FUNCTION_OF
from contact_api.domain.core import access
from contact_api.domain.core.access import GRANTS, Permission, Proof, Role
from contact_api.domain.core.errors import NotPermitted
from contact_api.ports import Job
from tests.http.national_messages import UNIT, an_envelope
from tests.http.test_permissions import every_route, method_of, name_of, path_of, permission_in
from tests.http.world import V1, WEBHOOK_SECRET, World, seek

NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
ASTRID = "198004262385"
SECRETS = ("Astrid", "198004262385", "740605", "egen text 4711")
LOOKS_AT_SOMEBODY = "{contact_id:uuid}"
OF_A_CLAIM: dict[str, dict[str, Any]] = {
    "transfers": {"why": "x", "to_unit": "mala"},
    "outcomes": {"outcome": "no_answer"},
    "triage-overrides": {"why": "x", "urgency": "U1"},
    "calls": {"staff_phone": "+46701740610"},
    "written-messages": {"text": "hej"},
}
A_TIME = {"time_type_id": "x", "unit_id": "alidhem", "starts_at": "2026-11-24T09:00:00Z"}
BODIES: dict[str, dict[str, Any]] = {
    "promise": {"window_from": "2026-11-23T12:00:00Z", "unit_id": "alidhem"},
    "written-messages": {"text": "hej"},
    "stop": {"stopped": False},
    "consents": {"consent": "same_provider"},
    "booking-holds": A_TIME,
    "bookings": {"time": A_TIME},
    "moves": {"unit_id": "alidhem", "starts_at": "2026-11-24T09:00:00Z"},
    "attendance": {"came": True},
    "assessments": {"form": "visit", "assessed_at": "2026-11-23T08:15:00Z"},
    "assessment-offers": {"time_type": "visit", "earliest_start": None, "times": 0},
    "assessment-needs": {"needed": True},
    "waiting-list": {"time_type_id": "x", "until_day": "2026-12-18"},
    "answers": {"accept": True},
    "available-hours": {"available_from": None, "available_to": None},
}


@pytest.fixture
def contact_id(world: World) -> str:
    """Astrid's, at Ålidhem, with an alert, in the hands of nurse a-1."""
    told = seek(world, world.citizen(), name="Astrid", free_text="egen text 4711", red_flags=["RF01"])
    held = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()
    assert held["contact"]["contact_id"] == told["contact_id"]
    return str(told["contact_id"])


def everybody(world: World) -> dict[str, str]:
    """Somebody with all roles at once, who has all that any of them needs."""
    return world.bearer("all", *Role, staff_id="a-1", unit_id="alidhem", **{NUMBER: ASTRID})


def asked(world: World, route: APIRoute, contact_id: str) -> Any:
    """What the route answers to whoever has most: with the right signature, link or token."""
    method, path = method_of(route).split("+")[0], path_of(route, contact_id)
    permission = permission_in(route)
    if permission is Permission.PROVIDER_WEBHOOK:
        return world.provider_says(path.removeprefix(V1), {"CallSid": "CA1", "To": "+46846500401"})
    if permission is Permission.SIGNED_WEBHOOK:
        body = json.dumps({}).encode()
        headers = sign([WEBHOOK_SECRET], "msg-1", body, now=world.clock.now)
        return world.client.request(
            method, path, content=body, headers=headers | {"Content-Type": "application/json"}
        )
    if permission is Permission.NATIONAL_BOOKING:
        headers = everybody(world) | {"Content-Type": "text/xml"}
        inside = (
            f"<healthcare_facility>{UNIT}</healthcare_facility><subject_of_care>{ASTRID}</subject_of_care>"
        )
        sent = an_envelope("GetSubjectOfCareSchedule", inside)
        return world.client.request(method, path, content=sent, headers=headers)
    return world.client.request(method, path, json=body_for(route), headers=everybody(world))


def body_for(route: APIRoute) -> Any:
    ends = route.path.rpartition("/")[2]
    if "/claims/{contact_id" in route.path:
        return {"lease_number": 1} | OF_A_CLAIM.get(ends, {})
    if "/desk/" in route.path and ends == "bookings":
        return A_TIME
    if ends in BODIES:
        return BODIES[ends]
    if route.path.endswith("/searches"):
        return (
            {
                "identity": {"kind": "personal_number", "number": ASTRID},
                "from_at": "2026-11-01T00:00:00Z",
                "to_at": "2026-11-30T00:00:00Z",
            }
            if "access-log" in route.path
            else {"identity": {"kind": "personal_number", "number": ASTRID}}
        )
    return {}


def granting(change: Any) -> dict[Role | Proof, Any]:
    return {who: {what: change(grant) for what, grant in granted.items()} for who, granted in GRANTS.items()}


def all_routes(world: World) -> Iterator[APIRoute]:
    return (route for route in every_route(world) if "assets" not in route.path)


def test_without_grants_no_route_lets_anybody_through(
    world: World, contact_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes = list(all_routes(world))
    before = {name_of(route): asked(world, route, contact_id).status_code for route in routes}
    monkeypatch.setattr(access, "GRANTS", {})

    after = {name_of(route): asked(world, route, contact_id).status_code for route in routes}

    assert len(routes) > 40
    assert {name for name, status in before.items() if status in (401, 403)} == set()
    assert {name: status for name, status in after.items() if status != 403} == {}


def test_without_any_relation_nobody_is_told_of(
    world: World, contact_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "GRANTS", granting(lambda one: replace(one, relations=frozenset({"none"}))))

    for route in all_routes(world):
        answer = asked(world, route, contact_id)
        told = answer.text
        if LOOKS_AT_SOMEBODY in route.path:
            assert (name_of(route), answer.status_code) == (name_of(route), 404)
        if permission_in(route) not in (Permission.SEEK_CONTACT, Permission.PUBLIC):
            assert not [one for one in SECRETS if one in told], name_of(route)
        assert contact_id not in told, name_of(route)


@pytest.mark.parametrize("job", list(Job))
def test_without_grants_no_job_does_anything(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    module, _, function = FUNCTION_OF[job].rpartition(".")
    monkeypatch.setattr(access, "GRANTS", {})

    with pytest.raises(NotPermitted):
        getattr(importlib.import_module(module), function)("an-id")
