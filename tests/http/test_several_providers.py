"""The citizens' provider, the staff's and the programs' sign in side by side: each is believed what it may say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from pydantic import SecretStr

from contact_api.domain.core.access import Role
from contact_api.http.app import create_app
from contact_api.settings import Settings, SignInProvider
from contact_api.sign_in import tokens_of
from tests.http.world import ASTRID, STAFF_HSA_ID, V1, World, a_request

NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
COMMISSION: dict[str, Any] = {
    "employeeHsaId": STAFF_HSA_ID,
    "commissionHsaId": "SE2321000222-TESTM0001",
    "commissionPurpose": "Vård och behandling",
    "healthCareUnitHsaId": "alidhem",
    "acr": "loa3",
}
NURSE: dict[str, Any] = COMMISSION | {"groups": ["kontakt-personal"]}
PROVIDERS = {
    "citizens": SignInProvider(
        issuer="https://eid.example.se",
        audience="kontakt",
        roles=frozenset({Role.CITIZEN}),
        everybody=frozenset({Role.CITIZEN}),
        algorithms=("RS256",),
    ),
    "staff": SignInProvider(
        issuer="https://idp.example.se",
        roles=frozenset({Role.STAFF, Role.UNIT_MANAGER, Role.CONTROL_ROOM, Role.AUDITOR}),
        role_names={"kontakt-personal": Role.STAFF, "ledning": Role.CONTROL_ROOM, "granskare": Role.AUDITOR},
        claims={"roles": "groups"},
        assurance={Role.STAFF: frozenset({"loa3", "loa4"}), Role.AUDITOR: frozenset({"loa4"})},
        longest_token_seconds=1800,
    ),
    "programs": SignInProvider(
        issuer="https://machines.example.se",
        roles=frozenset({Role.MACHINE_CLIENT}),
        everybody=frozenset({Role.MACHINE_CLIENT}),
    ),
}


class Providers:
    """Three providers without a network, with a key each under the same key id."""

    def __init__(self, world: World) -> None:
        self._now = world.clock
        self.keys: dict[str, ECKey | RSAKey] = {
            "citizens": RSAKey.generate_key(2048, {"kid": "one"}),
            "staff": ECKey.generate_key("P-256", {"kid": "one"}),
            "programs": ECKey.generate_key("P-256", {"kid": "one"}),
        }
        settings = Settings(secret_key=SecretStr("x" * 40), sign_in=PROVIDERS)
        checker = tokens_of(settings, world.store, fetch=self._fetch)
        self.client = TestClient(create_app(replace(world.app, tokens=checker)))

    def _fetch(self, url: str) -> Mapping[str, Any]:
        name, one = next((name, one) for name, one in PROVIDERS.items() if url.startswith(one.issuer))
        if url.endswith("/jwks"):
            return {"keys": [self.keys[name].as_dict(private=False)]}
        return {"issuer": one.issuer, "jwks_uri": f"{one.issuer}/jwks"}

    def token(self, name: str, key_of: str = "", **claims: Any) -> str:
        """Of this provider, with 20 minutes to live; signed with another's key when one is named."""
        key, now = self.keys[key_of or name], int(self._now().timestamp())
        one = PROVIDERS[name]
        said = {"iss": one.issuer, "aud": one.audience, "sub": "u-1", "iat": now, "exp": now + 1200}
        header = {"alg": "RS256" if isinstance(key, RSAKey) else "ES256", "kid": "one"}
        return jwt.encode(header, said | claims, key)

    def asks(self, method: str, path: str, token: str, **body: Any) -> tuple[int, str]:
        """The status, and what the challenge says when there is one."""
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.client.request(method, f"{V1}{path}", headers=headers, json=body or None)
        return answer.status_code, answer.headers.get("www-authenticate", "")


@pytest.fixture
def providers(world: World) -> Providers:
    return Providers(world)


def test_each_signs_in_its_own(providers: Providers) -> None:
    citizen = providers.token("citizens", **{NUMBER: ASTRID})
    nurse = providers.token("staff", **NURSE)
    program = providers.token("programs", client_id="web")
    named = a_request(identity={"kind": "personal_number", "number": ASTRID})

    assert providers.asks("POST", "/contact-requests", citizen, **a_request())[0] == 201
    assert providers.asks("POST", "/contact-requests", program, **named)[0] == 201
    assert providers.asks("GET", "/work-queue", nurse)[0] == 200
    assert providers.asks("GET", "/work-queue", citizen)[0] == 403
    assert providers.asks("GET", "/work-queue", program)[0] == 403


@pytest.mark.parametrize("name", ["citizens", "programs"])
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CITIZEN, Role.MACHINE_CLIENT}))
@pytest.mark.parametrize("claim", ["scope", "roles", "role", "groups", "scp"])
def test_who_signs_in_citizens_or_programs_makes_nobody_staff(
    providers: Providers, name: str, role: str, claim: str
) -> None:
    for said in ([role, "kontakt-personal", "ledning"], f"openid {role} ledning"):
        claims: dict[str, Any] = {claim: said, **COMMISSION}
        token = providers.token(name, **claims)

        for method, path in (
            ("GET", "/work-queue"),
            ("POST", "/access-log/searches"),
            ("PUT", "/dialling/stop"),
            ("GET", "/alerts"),
            ("GET", "/rules"),
            ("GET", "/capacity"),
        ):
            assert providers.asks(method, path, token)[0] == 403


def test_the_staff_s_provider_makes_nobody_what_it_may_not_name(providers: Providers) -> None:
    own_names = providers.token("staff", roles=["control_room"], groups=["control_room"], **COMMISSION)
    untrusted = providers.token("staff", groups=["medical_lead", "citizen"], **COMMISSION)

    assert providers.asks("GET", "/capacity", own_names)[0] == 403
    assert providers.asks("GET", "/rules", untrusted)[0] == 403
    assert providers.asks("POST", "/contact-requests", untrusted, **a_request())[0] == 403


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "kontakt"}, "wrong_audience"),
        ({"acr": "loa2"}, "assurance_too_low"),
        ({"acr": None}, "assurance_too_low"),
        ({"groups": ["granskare"]}, "assurance_too_low"),
        ({"iss": "https://idp.example.se/"}, "wrong_issuer"),
        ({"iss": "https://eid.example.se"}, "wrong_algorithm"),
        ({"iss": "https://machines.example.se"}, "wrong_signature"),
    ],
)
def test_a_token_that_does_not_fit_its_provider_is_refused(
    providers: Providers, claims: dict[str, Any], reason: str
) -> None:
    token = providers.token("staff", **({"groups": ["kontakt-personal"]} | COMMISSION | claims))

    status, challenge = providers.asks("GET", "/work-queue", token)

    assert (status, reason in challenge) == (401, True)


def test_a_sign_in_that_is_not_safe_enough_is_asked_to_be_safer(providers: Providers) -> None:
    token = providers.token("staff", **(NURSE | {"acr": "loa2"}))

    _, challenge = providers.asks("GET", "/work-queue", token)

    assert challenge.startswith('Bearer error="insufficient_user_authentication"')


def test_a_token_that_lives_longer_than_its_provider_may_make_it_is_refused(
    providers: Providers, world: World
) -> None:
    until = int((world.clock() + timedelta(minutes=31)).timestamp())
    staff = providers.token("staff", exp=until, groups=["kontakt-personal"], **COMMISSION)
    program = providers.token("programs", exp=until)

    status, challenge = providers.asks("GET", "/work-queue", staff)

    assert (status, "lives_too_long" in challenge) == (401, True)
    assert providers.asks("GET", "/work-queue", program)[0] == 403


def test_one_provider_s_key_signs_nothing_for_another(providers: Providers) -> None:
    forged = providers.token("staff", key_of="programs", groups=["ledning"])
    crossed = providers.token("staff", key_of="citizens", groups=["ledning"])

    assert "wrong_signature" in providers.asks("GET", "/capacity", forged)[1]
    assert "wrong_signature" in providers.asks("GET", "/capacity", crossed)[1]


def test_the_same_subject_at_two_providers_is_two_callers(providers: Providers) -> None:
    citizen = providers.token("citizens", client_id="web", **{NUMBER: ASTRID})
    program = providers.token("programs", client_id="web")
    key = {"Idempotency-Key": "one"}
    body = a_request()

    answers = [
        providers.client.post(
            f"{V1}/contact-requests", json=body, headers=key | {"Authorization": f"Bearer {token}"}
        )
        for token in (citizen, program)
    ]

    assert [one.status_code for one in answers] == [201, 201]
    assert len({one.json()["contact_id"] for one in answers}) == 2
