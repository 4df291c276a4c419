"""Every route and 30 callers: who gets in where, and who is told of a contact. What is not in the table is denied."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import APIRoute
from joserfc import jwt
from joserfc.jwk import ECKey

from contact_api.domain.core.access import GRANTS, Permission, Proof, Role
from contact_api.http.openapi.document import permission_of
from tests.http.test_permissions import ROUTES, method_of, name_of, path_of
from tests.http.world import ASTRID, BERTIL, STAFF_HSA_ID, V1, World, seek

pytestmark = pytest.mark.long

Headers = dict[str, str]
NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
GOT_IN = {200, 201, 204, 404, 409, 422}
CITIZEN = {Permission.SEEK_CONTACT, Permission.SEE_OWN_CONTACT, Permission.SEE_EXPLANATIONS}
STAFF = {
    Permission.ENTER_CONTACT,
    Permission.WORK_QUEUE,
    Permission.SEE_CONTACT,
    Permission.SEE_EXPLANATIONS,
    Permission.SEE_ALERTS,
    Permission.SEE_ASSESSMENTS_DUE,
}
MANAGER = {
    Permission.CHANGE_SHIFTS,
    Permission.SEE_CAPACITY,
    Permission.SEE_FIGURES,
    Permission.SEE_ALERTS,
    Permission.SEE_ASSESSMENTS_DUE,
    Permission.SEE_CENTRAL_ACTS,
}
CONTROL_ROOM = MANAGER | {Permission.STOP_CALLS, Permission.SEE_LEARNED_STATISTICS}
LEAD = {
    Permission.OWN_RULES,
    Permission.SEE_EXPLANATIONS,
    Permission.SEE_FIGURES,
    Permission.SEE_LEARNED_STATISTICS,
    Permission.SEE_CAPACITY,
}
AUDITOR = {
    Permission.SEE_CENTRAL_ACTS,
    Permission.SEE_ACCESS_LOG,
    Permission.SEE_EXPLANATIONS,
    Permission.SEE_FIGURES,
}


def nurse(world: World, staff_id: str = "a-1", unit_id: str = "alidhem", **but: Any) -> Headers:
    return world.bearer(staff_id, Role.STAFF, staff_id=staff_id, unit_id=unit_id, **but)


def forged(world: World) -> Headers:
    """All roles, signed with a key of somebody else's under our key's id."""
    good = world.bearer("x", *Role)["Authorization"].removeprefix("Bearer ")
    header, claims = (
        jwt.decode(good, world.sign_in._key).header,
        jwt.decode(good, world.sign_in._key).claims,
    )
    return {"Authorization": f"Bearer {jwt.encode(header, claims, ECKey.generate_key('P-256'))}"}


def expired(world: World) -> Headers:
    token = world.sign_in.token("x", *Role, until=world.clock.now - timedelta(minutes=1))
    return {"Authorization": f"Bearer {token}"}


# Who · how they come · what they may ask for (None: they are not signed in) · whether a contact at Ålidhem is
# theirs to read as staff, as the citizen, to have explained; whether its alert is listed, and it waits in their queue.
CALLERS: dict[str, tuple[Callable[[World], Headers], set[Permission] | None, str]] = {
    "nobody": (lambda _: {}, None, ""),
    "a forger": (forged, None, ""),
    "an expired sign-in": (expired, None, ""),
    "a link for somebody else": (lambda w: {"Contact-Link": w.app.sealer.link_token("c" * 8, 0)}, None, ""),  # type: ignore[arg-type]
    "Astrid": (lambda w: w.citizen(), CITIZEN, "own explained"),
    "Bertil": (lambda w: w.citizen(BERTIL), CITIZEN, ""),
    "a citizen without a number": (lambda w: w.bearer("anon", Role.CITIZEN), CITIZEN, ""),
    "a citizen who asks for scopes": (
        lambda w: w.bearer(
            "greedy", Role.CITIZEN, scope="openid auditor control_room staff", unit_id="alidhem"
        ),
        CITIZEN,
        "",
    ),
    "a front end": (lambda w: w.front_end(), {Permission.SEEK_CONTACT}, ""),
    "a national platform": (
        lambda w: w.having(Role.NATIONAL_PLATFORM),
        {Permission.NATIONAL_BOOKING},
        "",
    ),
    "a nurse of the unit": (nurse, STAFF, "read explained alert queue"),
    "the same by HSA-id": (
        lambda w: w.bearer("n", Role.STAFF, employeeHsaId=STAFF_HSA_ID, healthCareUnitHsaId="alidhem"),
        STAFF,
        "read explained alert queue",
    ),
    "a colleague": (lambda w: nurse(w, "a-2"), STAFF, "read explained alert queue"),
    "a nurse of another unit": (lambda w: nurse(w, "m-1", "mala"), STAFF, ""),
    "a nurse of another care provider": (lambda w: nurse(w, "k-1", "kliniken"), STAFF, ""),
    "a nurse on a commission of another care provider": (lambda w: nurse(w, "a-1", "kliniken"), set(), ""),
    "a nurse on a commission of another unit": (lambda w: nurse(w, "a-1", "mala"), set(), ""),
    "another's nurse on a commission of the unit": (lambda w: nurse(w, "k-1", "alidhem"), set(), ""),
    "staff in no register": (lambda w: nurse(w, "z-9"), set(), ""),
    "a nurse whose commission is administration": (
        lambda w: nurse(w, commissionPurpose="Administration"),
        set(),
        "",
    ),
    "a nurse whose commission names another care provider": (
        lambda w: nurse(w, healthCareProviderHsaId="private"),
        set(),
        "",
    ),
    "a nurse whose sign-in names no commission": (lambda w: nurse(w, commissionHsaId=None), set(), ""),
    "a manager of the unit": (lambda w: w.manager(), MANAGER, "alert"),
    "a manager of another unit": (lambda w: w.manager("mala"), MANAGER, ""),
    "a manager for statistics": (
        lambda w: w.bearer("m", Role.UNIT_MANAGER, unit_id="alidhem", commissionPurpose="Statistik"),
        {Permission.SEE_FIGURES},
        "",
    ),
    "the control room": (lambda w: w.having(Role.CONTROL_ROOM), CONTROL_ROOM, "alert"),
    "the medical lead": (lambda w: w.having(Role.MEDICAL_LEAD), LEAD, "explained"),
    "the auditor": (lambda w: w.having(Role.AUDITOR), AUDITOR, "explained"),
    "a nurse of another unit who is auditor, too": (
        lambda w: w.bearer("both", Role.STAFF, Role.AUDITOR, staff_id="m-1", unit_id="mala"),
        STAFF | AUDITOR,
        "explained",
    ),
    "a nurse who is the citizen, too": (
        lambda w: w.bearer(
            "astrid", Role.STAFF, Role.CITIZEN, staff_id="m-1", unit_id="mala", **{NUMBER: ASTRID}
        ),
        STAFF | CITIZEN,
        "own explained",
    ),
}


@pytest.mark.parametrize("who", CALLERS)
def test_who_gets_in_where(world: World, who: str) -> None:
    come, asks, _ = CALLERS[who]
    headers = come(world)

    for route in ROUTES:
        answer = world.client.request(method_of(route), path_of(route), json={}, headers=headers)

        right = _expected(permission_of(route), asks, by_link="Contact-Link" in headers)
        assert answer.status_code in right, (name_of(route), answer.text)
        if answer.status_code in (401, 403):
            assert answer.headers["content-type"].startswith(refused_as(route))


def refused_as(route: APIRoute) -> str:
    """What a refusal is written in."""
    return "text/xml" if route.path.startswith(f"{V1}/riv/") else "application/problem+json"


def _expected(permission: Permission | None, asks: set[Permission] | None, *, by_link: bool) -> set[int]:
    if permission in (Permission.SIGNED_WEBHOOK, Permission.PROVIDER_WEBHOOK):
        return {401}  # a token is no signature
    if permission is Permission.PUBLIC:
        return {200, 503}
    if by_link and permission in GRANTS[Proof.LINK]:
        return {404, 422}  # another's
    if asks is None:
        return {401}
    if permission is Permission.NATIONAL_BOOKING and permission in asks:
        return {415}  # it is JSON that is sent here, and not refused before
    return GOT_IN if permission in asks else {403}


@pytest.mark.parametrize("who", CALLERS)
def test_of_which_contact_each_is_told(world: World, who: str) -> None:
    come, _, told = CALLERS[who]
    contact_id = seek(world, world.citizen(), name="Astrid", red_flags=["RF01"])["contact_id"]
    headers = come(world)

    def sees(path: str) -> bool:
        answer = world.client.get(f"{V1}{path}", headers=headers)
        return answer.status_code == 200 and (contact_id in path or contact_id in answer.text)

    desk, own = f"/desk/contact-requests/{contact_id}", f"/contact-requests/{contact_id}"
    found = {
        "read": [
            sees(desk),
            sees(f"{desk}/history"),
            sees(f"{desk}/written-messages"),
            _finds(world, headers),
        ],
        "own": [sees(own), sees(f"{own}/windows"), sees(f"{own}/written-messages")],
        "explained": [sees(f"{own}/explanations")],
        "alert": [sees("/alerts")],
        "queue": [sees("/work-queue")],
    }

    assert {what: seen for what, seen in found.items() if len(set(seen)) > 1} == {}
    assert {what for what, seen in found.items() if all(seen)} == set(told.split())


@pytest.mark.parametrize("who", CALLERS)
def test_only_staff_of_the_unit_can_pull_whoever_accepts_no_other(world: World, who: str) -> None:
    come, _, told = CALLERS[who]
    seek(world, world.citizen(), consent="own_unit")
    world.clock.pass_time(hours=1)
    headers = come(world)

    answer = world.client.post(f"{V1}/work-queue/pulls", headers=headers)

    assert (answer.status_code == 200) is ("queue" in told), answer.text


@pytest.mark.parametrize(("consent", "pulls"), [("same_provider", False), ("any_provider", True)])
def test_another_care_provider_gets_whom_it_may_have(world: World, consent: str, pulls: bool) -> None:
    seek(world, world.citizen(), consent=consent)
    world.clock.pass_time(hours=7)

    answer = world.client.post(f"{V1}/work-queue/pulls", headers=nurse(world, "k-1", "kliniken"))

    assert (answer.status_code == 200) is pulls


def test_a_commission_of_another_care_provider_finishes_nothing_that_was_begun_on_the_own(
    world: World,
) -> None:
    contact_id = seek(world, world.citizen())["contact_id"]
    world.clock.pass_time(hours=1)
    claim = world.client.post(f"{V1}/work-queue/pulls", headers=nurse(world)).json()
    body = {"lease_number": claim["lease_number"], "outcome": "no_answer"}
    path = f"{V1}/work-queue/claims/{contact_id}/outcomes"

    for elsewhere in ("kliniken", "mala"):
        assert world.client.post(path, json=body, headers=nurse(world, "a-1", elsewhere)).status_code == 403
        looked = world.client.get(f"{V1}/work-queue/claims/current", headers=nurse(world, "a-1", elsewhere))
        assert looked.status_code == 403
    assert world.client.post(path, json=body, headers=nurse(world)).status_code == 200


@pytest.mark.parametrize(("unit_id", "status"), [("alidhem", 201), ("mala", 201), ("kliniken", 403)])
def test_staff_enter_requests_for_their_own_care_provider(world: World, unit_id: str, status: int) -> None:
    body = {"unit_id": unit_id, "reason": "R01", "phone": "+46701740605", "channel": "phone"}

    answer = world.client.post(f"{V1}/desk/contact-requests", json=body, headers=nurse(world))

    assert answer.status_code == status, answer.text


def _finds(world: World, headers: Headers) -> bool:
    body = {"identity": {"kind": "personal_number", "number": ASTRID}}
    answer = world.client.post(f"{V1}/desk/contact-requests/searches", json=body, headers=headers)
    return answer.status_code == 200 and bool(answer.json()["items"])
