"""Every route names its permission, and holds to it."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from contact_api.domain.core.access import GRANTS, Permission, Proof, Role
from contact_api.http.app import ROUTERS
from contact_api.http.auth.allowed import allowed
from contact_api.http.openapi.document import permission_of
from tests.http.world import V1, World

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
CONTACT_ID = "0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10"
BY_SIGNATURE = (Permission.SIGNED_WEBHOOK, Permission.PROVIDER_WEBHOOK)
SIGNED_IN = [
    route for route in ROUTES if permission_of(route) not in (*BY_SIGNATURE, Permission.PUBLIC, None)
]


def every_route(world: World) -> Iterator[APIRoute]:
    """Also those that the document leaves out."""
    for route in world.api.routes:
        inner = getattr(route, "original_router", None)
        yield from (one for one in (inner.routes if inner else [route]) if isinstance(one, APIRoute))


def path_of(route: APIRoute, contact_id: str = CONTACT_ID) -> str:
    return (
        route.path.replace("{contact_id:uuid}", contact_id)
        .replace("{call_id:uuid}", contact_id)
        .replace("{booking_id:uuid}", contact_id)
        .replace("{hold_id:uuid}", contact_id)
        .replace("{waiting_id:uuid}", contact_id)
        .replace("{group_id:uuid}", contact_id)
        .replace("{alert_id}", f"{contact_id}-1")
        .replace("{assessment_id:uuid}", contact_id)
        .replace("{staff_id}", "a-1")
        .replace("{staff_time_id}", "a-1.callback.1795413600000000.1795446000000000")
        .replace("{provider}", "twilio")
        .replace("{kind}", "citizen")
        .replace("{turn}", "1")
    )


def method_of(route: APIRoute) -> str:
    return "+".join(sorted(route.methods or ()))


def name_of(route: APIRoute) -> str:
    return f"{method_of(route)} {route.path}"


def test_every_route_names_exactly_one_permission(world: World) -> None:
    nameless = [name_of(route) for route in every_route(world) if permission_in(route) is None]

    assert nameless == []


def permission_in(route: APIRoute) -> Permission | None:
    named = [one.call.permission for one in route.dependant.dependencies if isinstance(one.call, allowed)]
    return named[0] if len(named) == 1 else None


def test_every_permission_has_a_route_and_a_bearer() -> None:
    used = {permission_of(route) for route in ROUTES}
    borne = frozenset[Permission]().union(*GRANTS.values())

    assert used == set(Permission) - set(GRANTS[Proof.OWN_JOB])
    assert borne == set(Permission)


@pytest.mark.parametrize("route", SIGNED_IN, ids=name_of)
def test_nobody_gets_in_without_signing_in(world: World, route: APIRoute) -> None:
    answer = world.client.request(method_of(route), path_of(route), json={})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("route", SIGNED_IN, ids=name_of)
def test_every_role_without_the_permission_is_refused(world: World, route: APIRoute) -> None:
    permission = permission_of(route)
    assert permission is not None
    for role in Role:
        if permission in GRANTS[role]:
            continue
        headers = world.bearer(role.value, role, unit_id="alidhem", staff_id="a-1")

        answer = world.client.request(method_of(route), path_of(route), json={}, headers=headers)

        assert (role, answer.status_code) == (role, 403)


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer ", "Bearer x.y.z", "Basic YTpi", "bearer", "Bearer a b", "Token abc", ""],
)
def test_what_is_no_token_is_refused_and_not_repeated(world: World, authorization: str) -> None:
    answer = world.client.get(f"{V1}/work-queue", headers={"Authorization": authorization})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "x.y.z" not in answer.text


def test_an_expired_token_is_refused(world: World) -> None:
    headers = world.staff()
    assert world.client.get(f"{V1}/work-queue", headers=headers).status_code == 200
    world.clock.pass_time(hours=9)

    answer = world.client.get(f"{V1}/work-queue", headers=headers)

    assert (answer.status_code, "expired" in answer.headers["www-authenticate"]) == (401, True)


def test_a_link_opens_nothing_but_the_citizen_s_own_pages(world: World) -> None:
    link = {"Contact-Link": world.app.sealer.link_token(CONTACT_ID, 0)}  # type: ignore[arg-type]

    assert world.client.get(f"{V1}/work-queue", headers=link).status_code == 401
    assert world.client.post(f"{V1}/contact-requests", json={}, headers=link).status_code == 401


def test_staff_whose_token_names_nobody_of_ours_may_not_pull(world: World) -> None:
    headers = world.bearer("x", Role.STAFF, unit_id="alidhem")

    answer = world.client.post(f"{V1}/work-queue/pulls", headers=headers)

    assert answer.status_code == 403
