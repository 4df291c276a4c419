"""Access tokens: which are believed, and what they make of their bearer."""

import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from timeit import timeit
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from contact_api.adapters.identity.claims import Directory, UnitNamed
from contact_api.adapters.identity.tokens import (
    InsecureIssuer,
    Refusal,
    TokenChecker,
    TokenRefused,
    TrustedIssuer,
)
from contact_api.domain.core.access import Caller, Commission, Purpose, Role
from contact_api.domain.core.identity import IdentityKind
from contact_api.domain.core.values import StaffId, UnitId
from tests.adapters.identity.fake_provider import ISSUER, NOW, FakeProvider

EVERY_ROLE = frozenset(Role)
ALIDHEM = UnitNamed(UnitId("alidhem"), "rv", frozenset({"rv", "SE2321000222-TESTP001"}))
KLINIKEN = UnitNamed(UnitId("kliniken"), "private", frozenset({"private", "SE2321000222-TESTP002"}))
PERSONAL_NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"


def trusting(provider: FakeProvider, directory: Directory | None = None, **but: Any) -> TokenChecker:
    trusted: dict[str, Any] = {"audience": "contact-routing", "may_grant": EVERY_ROLE}
    issuer = TrustedIssuer(ISSUER, **(trusted | but))
    return TokenChecker([issuer], directory=directory, fetch=provider.fetch)


def refusal(checker: TokenChecker, token: str, now: datetime = NOW) -> Refusal:
    with pytest.raises(TokenRefused) as refused:
        checker.check(token, now=now)
    assert str(refused.value) == refused.value.reason.value  # and nothing of the token
    return refused.value.reason


def test_a_citizen_is_known_by_their_personal_number(provider: FakeProvider) -> None:
    token = provider.token(scope="openid profile", azp="citizen-web", **{PERSONAL_NUMBER: "19800426-2385"})

    caller = trusting(provider).check(token, now=NOW)

    assert (caller.subject, caller.client_id) == ("astrid", "citizen-web")
    assert caller.roles == {Role.CITIZEN}
    assert caller.person_identity is not None
    assert (caller.person_identity.kind, caller.person_identity.value) == (
        IdentityKind.PERSONAL_NUMBER,
        "198004262385",
    )


def test_a_citizen_may_come_with_a_coordination_number_or_with_none(provider: FakeProvider) -> None:
    checker = trusting(provider)
    numbered = provider.token(**{"https://id.oidc.se/claim/coordinationNumber": "197001782395"})

    identity = checker.check(numbered, now=NOW).person_identity

    assert identity is not None
    assert identity.kind is IdentityKind.COORDINATION_NUMBER
    assert checker.check(provider.token(), now=NOW).person_identity is None


def test_staff_come_with_ineras_claims(provider: FakeProvider) -> None:
    directory = Directory(
        unit_of={"SE2321000222-TESTU001": ALIDHEM}.get,
        staff_of=lambda name, unit_id: {("SE2321000222-TESTE0001", "alidhem"): StaffId("alidhem-01")}.get(
            (name, unit_id)
        ),
    )
    token = provider.token(
        roles=["staff"],
        employeeHsaId="SE2321000222-TESTE0001",
        commissionHsaId="SE2321000222-TESTC001",
        commissionName="Vård och behandling, Ålidhems hälsocentral",
        commissionPurpose="Vård och behandling",
        healthCareProviderHsaId="SE2321000222-TESTP001",
        healthCareUnitHsaId="SE2321000222-TESTU001",
        healthcareProfessionalLicense=["SJ"],
        **{PERSONAL_NUMBER: "198004262385"},
    )

    caller = trusting(provider, directory).check(token, now=NOW)

    assert caller.roles == {Role.STAFF}
    assert (caller.staff_id, caller.employee_hsa_id) == ("alidhem-01", "SE2321000222-TESTE0001")
    assert caller.commission == Commission("SE2321000222-TESTC001", UnitId("alidhem"), "rv", Purpose.CARE)
    assert caller.licensed
    assert caller.person_identity is None  # they are here as staff, not as a patient


@pytest.mark.parametrize(
    ("claims", "licensed"),
    [
        ({}, False),
        ({"healthcareProfessionalLicense": []}, False),
        ({"healthcareProfessionalLicense": "LK"}, True),
    ],
)
def test_licensed_is_who_has_a_licence(
    provider: FakeProvider, claims: dict[str, Any], licensed: bool
) -> None:
    token = provider.token(roles=["staff"], unit_id="alidhem", **claims)

    assert trusting(provider).check(token, now=NOW).licensed is licensed


WHOLE = {
    "commissionHsaId": "SE2321000222-TESTC001",
    "commissionPurpose": "Vård och behandling",
    "healthCareUnitHsaId": "SE2321000222-TESTU001",
    "healthCareProviderHsaId": "SE2321000222-TESTP001",
}


@pytest.mark.parametrize(
    "but",
    [
        {"commissionHsaId": None},
        {"commissionPurpose": None},
        {"healthCareUnitHsaId": None},
        {"healthCareUnitHsaId": "SE2321000222-TESTU999"},
        {"unit_id": "kliniken"},  # beside the other name: two units
        {"healthCareProviderHsaId": "SE2321000222-TESTP002"},
    ],
)
def test_a_commission_counts_whole_and_without_contradiction(
    provider: FakeProvider, but: dict[str, str | None]
) -> None:
    units = {"SE2321000222-TESTU001": ALIDHEM, "alidhem": ALIDHEM, "kliniken": KLINIKEN}
    checker = trusting(provider, Directory(unit_of=units.get))

    def caller(**claims: str | None) -> Caller:
        return checker.check(provider.token(roles=["staff"], staff_id="a-1", **claims), now=NOW)

    assert caller(**WHOLE).staff_id == "a-1"
    assert caller(**WHOLE, unit_id="alidhem").staff_id == "a-1"
    found = caller(**(WHOLE | but))
    assert (found.commission, found.staff_id) == (None, None)


@pytest.mark.parametrize(
    ("said", "purpose"),
    [
        ("Vård och behandling", Purpose.CARE),
        ("VÅRD OCH BEHANDLING", Purpose.CARE),
        ("Administration", Purpose.ADMINISTRATION),
        ("Forskning", Purpose.OTHER),
        ("care", Purpose.OTHER),
    ],
)
def test_what_a_commission_is_for_is_read_as_hsa_writes_it(
    provider: FakeProvider, said: str, purpose: Purpose
) -> None:
    checker = trusting(provider, Directory(unit_of={"SE2321000222-TESTU001": ALIDHEM}.get))

    commission = checker.check(provider.token(**(WHOLE | {"commissionPurpose": said})), now=NOW).commission

    assert commission is not None
    assert commission.purpose is purpose


@pytest.mark.parametrize("claim", ["scope", "scp", "scopes", "permissions", "groups"])
@pytest.mark.parametrize("role", list(Role))
def test_what_a_client_asks_for_itself_grants_nothing(provider: FakeProvider, claim: str, role: Role) -> None:
    mapped = {"contact": role, role.value: role}
    for names in (None, mapped):
        for said in (f"openid {role.value} contact", ["openid", role.value, "contact"]):
            token = provider.token(roles=None, unit_id="alidhem", **{claim: said})

            assert trusting(provider, role_names=names).check(token, now=NOW).roles == frozenset()


def test_everybody_of_a_provider_for_programs_is_one(provider: FakeProvider) -> None:
    machine = frozenset({Role.MACHINE_CLIENT})
    checker = trusting(provider, may_grant=machine, grants_all=machine)

    caller = checker.check(provider.token(roles=None, sub="web", client_id="web", scope="openid"), now=NOW)

    assert caller.roles == {Role.MACHINE_CLIENT}
    assert caller.client_id == "web"


def test_a_provider_may_have_its_own_names_for_our_roles_and_ours_mean_nothing_then(
    provider: FakeProvider,
) -> None:
    checker = trusting(provider, role_names={"vcc-ledning": Role.CONTROL_ROOM})

    assert checker.check(provider.token(roles=["vcc-ledning"]), now=NOW).roles == {Role.CONTROL_ROOM}
    assert checker.check(provider.token(roles=["control_room"]), now=NOW).roles == frozenset()


def test_several_roles_count_one_by_one(provider: FakeProvider) -> None:
    checker = trusting(provider, may_grant=frozenset({Role.CONTROL_ROOM, Role.AUDITOR}))

    caller = checker.check(provider.token(roles=["auditor", "control_room", "medical_lead"]), now=NOW)

    assert caller.roles == {Role.AUDITOR, Role.CONTROL_ROOM}


def test_a_role_that_needs_a_safer_sign_in_is_not_had_by_another_one(provider: FakeProvider) -> None:
    checker = trusting(provider, assurance={Role.AUDITOR: frozenset({"loa3", "loa4"})})

    def roles(**claims: Any) -> frozenset[Role]:
        return checker.check(provider.token(**claims), now=NOW).roles

    assert roles(roles=["auditor", "citizen"], acr="loa4") == {Role.AUDITOR, Role.CITIZEN}
    assert roles(roles=["auditor", "citizen"], acr="loa2") == {Role.CITIZEN}
    assert roles(roles=["auditor", "citizen"]) == {Role.CITIZEN}
    assert refusal(checker, provider.token(roles=["auditor"], acr="loa2")) is Refusal.ASSURANCE_TOO_LOW
    assert refusal(checker, provider.token(roles=["auditor"])) is Refusal.ASSURANCE_TOO_LOW


@pytest.mark.parametrize(("lives", "reason"), [(3600, None), (3601, Refusal.LIVES_TOO_LONG)])
def test_a_token_may_not_live_longer_than_its_provider_may_make_it(
    provider: FakeProvider, lives: int, reason: Refusal | None
) -> None:
    issued = int(NOW.timestamp()) - 1800
    token = provider.token(iat=issued, exp=issued + lives)

    if reason is None:
        assert trusting(provider).check(token, now=NOW).subject == "astrid"
    else:
        assert refusal(trusting(provider), token) is reason
    longer = trusting(provider, longest_life=timedelta(hours=2))
    assert longer.check(token, now=NOW).subject == "astrid"


def test_an_algorithm_that_is_not_the_provider_s_is_refused(provider: FakeProvider) -> None:
    assert refusal(trusting(provider, algorithms=("RS256",)), provider.token()) is (Refusal.WRONG_ALGORITHM)


def test_the_provider_is_kept_beside_the_subject(provider: FakeProvider) -> None:
    assert trusting(provider, name="citizens").check(provider.token(), now=NOW).provider == "citizens"


def test_an_issuer_grants_no_role_it_is_not_trusted_with(provider: FakeProvider) -> None:
    citizens_only = trusting(
        provider, may_grant=frozenset({Role.CITIZEN}), grants_all=frozenset({Role.CITIZEN})
    )

    caller = citizens_only.check(provider.token(roles=["control_room", "auditor"]), now=NOW)

    assert caller.roles == {Role.CITIZEN}


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://elsewhere.example"}, Refusal.WRONG_ISSUER),
        ({"iss": None}, Refusal.WRONG_ISSUER),
        ({"iss": [ISSUER]}, Refusal.WRONG_ISSUER),
        ({"aud": "another-api"}, Refusal.WRONG_AUDIENCE),
        ({"aud": ["another-api"]}, Refusal.WRONG_AUDIENCE),
        ({"aud": None}, Refusal.MISSING_CLAIM),
        ({"exp": None}, Refusal.MISSING_CLAIM),
        ({"iat": None}, Refusal.MISSING_CLAIM),
        ({"exp": float("nan")}, Refusal.BAD_CLAIM),
        ({"exp": float("inf")}, Refusal.BAD_CLAIM),
        ({"acr": 3}, Refusal.BAD_CLAIM),
        ({"sub": None}, Refusal.MISSING_CLAIM),
        ({"sub": ""}, Refusal.BAD_CLAIM),
        ({"sub": 7}, Refusal.BAD_CLAIM),
        ({"sub": "a\nb"}, Refusal.BAD_CLAIM),
        ({"sub": "x" * 256}, Refusal.BAD_CLAIM),
        ({"exp": "tomorrow"}, Refusal.BAD_CLAIM),
        ({"roles": 7}, Refusal.BAD_CLAIM),
        ({"roles": [7]}, Refusal.BAD_CLAIM),
        ({"azp": ["web"]}, Refusal.BAD_CLAIM),
        ({PERSONAL_NUMBER: "198004262386"}, Refusal.BAD_CLAIM),
    ],
)
def test_a_claim_that_does_not_fit_is_refused(
    provider: FakeProvider, claims: dict[str, Any], reason: Refusal
) -> None:
    assert refusal(trusting(provider), provider.token(**claims)) is reason


@pytest.mark.parametrize(
    ("claim", "seconds", "reason"),
    [
        ("exp", -29, None),
        ("exp", -30, Refusal.EXPIRED),
        ("nbf", 30, None),
        ("nbf", 31, Refusal.NOT_YET_VALID),
        ("iat", 31, Refusal.NOT_YET_VALID),
        ("exp", 10**40, Refusal.LIVES_TOO_LONG),
    ],
)
def test_half_a_minute_of_difference_between_the_clocks_is_forgiven(
    provider: FakeProvider, claim: str, seconds: int, reason: Refusal | None
) -> None:
    token = provider.token(**{claim: int(NOW.timestamp()) + seconds})

    if reason is None:
        assert trusting(provider).check(token, now=NOW).subject == "astrid"
    else:
        assert refusal(trusting(provider), token) is reason


def test_a_token_for_several_audiences_is_for_us_too(provider: FakeProvider) -> None:
    token = provider.token(aud=["other", "contact-routing"])

    assert trusting(provider).check(token, now=NOW).subject == "astrid"


def segment(content: object) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def test_a_token_that_says_it_needs_no_signature_is_refused(provider: FakeProvider) -> None:
    _, payload, signature = provider.token().split(".")

    for algorithm in ("none", "None", "NONE", ""):
        header = segment({"alg": algorithm, "kid": provider.keys[0].kid})
        assert refusal(trusting(provider), f"{header}.{payload}.") is Refusal.WRONG_ALGORITHM
        assert refusal(trusting(provider), f"{header}.{payload}.{signature}") is Refusal.WRONG_ALGORITHM


def test_a_token_signed_with_the_public_key_as_if_it_were_a_password_is_refused(
    provider: FakeProvider,
) -> None:
    public = provider.keys[0].as_pem(private=False)
    registry = jws.JWSRegistry(algorithms=["HS256"])
    claims = jws.extract_compact(provider.token().encode()).payload
    header = {"alg": "HS256", "kid": provider.keys[0].kid}

    forged = jws.serialize_compact(header, claims, OctKey.import_key(public.hex()), registry=registry)

    assert refusal(trusting(provider), forged) is Refusal.WRONG_ALGORITHM


def test_claims_changed_after_signing_are_refused(provider: FakeProvider) -> None:
    header, _, signature = provider.token().split(".")
    _, payload, _ = provider.token(roles=["control_room"]).split(".")

    assert refusal(trusting(provider), f"{header}.{payload}.{signature}") is Refusal.WRONG_SIGNATURE


def test_a_token_signed_by_somebody_else_under_our_key_id_is_refused(provider: FakeProvider) -> None:
    stranger = FakeProvider(ECKey.generate_key("P-256", {"kid": provider.keys[0].kid or ""}))

    assert refusal(trusting(provider), stranger.token()) is Refusal.WRONG_SIGNATURE


def test_a_key_that_the_token_brings_along_is_not_used(provider: FakeProvider) -> None:
    stranger = ECKey.generate_key("P-256", auto_kid=True)
    header = {"alg": "ES256", "kid": stranger.kid, "jwk": stranger.as_dict(private=False)}

    token = jwt.encode(header, jwt.decode(provider.token(), provider.keys[0]).claims, stranger)

    assert refusal(trusting(provider), token) is Refusal.UNKNOWN_KEY


@pytest.mark.parametrize("header", [{"kid": None}, {"kid": 7}, {"kid": "unknown"}])
def test_without_the_id_of_a_published_key_nothing_is_believed(
    provider: FakeProvider, header: dict[str, Any]
) -> None:
    _, payload, signature = provider.token().split(".")

    assert refusal(trusting(provider), f"{segment({'alg': 'ES256', **header})}.{payload}.{signature}") is (
        Refusal.UNKNOWN_KEY
    )


def test_an_extension_we_do_not_know_and_must_understand_is_refused(provider: FakeProvider) -> None:
    _, payload, signature = provider.token().split(".")
    header = segment({"alg": "ES256", "kid": provider.keys[0].kid, "crit": ["odd"], "odd": True})

    assert refusal(trusting(provider), f"{header}.{payload}.{signature}") is Refusal.WRONG_SIGNATURE


def test_an_rsa_signature_is_believed_as_well() -> None:
    provider = FakeProvider(RSAKey.generate_key(2048, auto_kid=True))

    assert trusting(provider).check(provider.token(), now=NOW).subject == "astrid"


def test_a_provider_that_cannot_be_reached_is_not_the_tokens_fault(provider: FakeProvider) -> None:
    provider.is_down = True

    assert refusal(trusting(provider), provider.token()) is Refusal.PROVIDER_UNREACHABLE


@given(st.text(max_size=200))
def test_what_is_no_token_is_refused_as_such(text: str) -> None:
    checker = trusting(FakeProvider(ECKey.generate_key("P-256", auto_kid=True)))

    assert refusal(checker, text) is Refusal.UNREADABLE


@pytest.mark.parametrize(
    "token",
    [
        "..",
        "a.b.c.d.e",
        f"{segment([])}.{segment({})}.AAAA",
        f"{segment({})}.{segment({})}.AAAA",
        f"{segment({'alg': 'ES256'})}.{segment([])}.AAAA",
        f"{segment({'alg': 'ES256'})}.{'W' * 8000}.AAAA",
        "x" * 20_000,
    ],
)
def test_what_has_the_form_of_a_token_and_nothing_in_it_is_refused(
    provider: FakeProvider, token: str
) -> None:
    assert refusal(trusting(provider), token) is Refusal.UNREADABLE


def test_a_checked_token_is_believed_for_a_minute_without_another_look(provider: FakeProvider) -> None:
    checker, token = trusting(provider), provider.token()
    checker.check(token, now=NOW)
    provider.keys = [ECKey.generate_key("P-256", auto_kid=True)]

    assert checker.check(token, now=NOW + timedelta(seconds=59)).subject == "astrid"
    assert checker.check(token, now=NOW + timedelta(seconds=61)).subject == "astrid"  # the key is still known
    assert refusal(checker, token, NOW + timedelta(minutes=12)) is Refusal.UNKNOWN_KEY


def test_a_remembered_token_is_forgotten_when_it_expires(provider: FakeProvider) -> None:
    checker, token = trusting(provider), provider.token(exp=int(NOW.timestamp()) + 20)
    checker.check(token, now=NOW)

    assert checker.check(token, now=NOW + timedelta(seconds=49)).subject == "astrid"
    assert refusal(checker, token, NOW + timedelta(seconds=50)) is Refusal.EXPIRED


def test_a_request_with_a_known_token_costs_microseconds(provider: FakeProvider) -> None:
    checker, token = trusting(provider), provider.token()
    checker.check(token, now=NOW)

    assert min(timeit(lambda: checker.check(token, now=NOW), number=200) for _ in range(5)) / 200 < 0.0002


@pytest.mark.parametrize(
    "issuer",
    ["http://sign-in.example", "http://10.0.0.4", "ftp://sign-in.example", "sign-in.example", "https://", ""],
)
def test_an_issuer_without_https_is_refused_at_the_start_unless_told(issuer: str) -> None:
    with pytest.raises(InsecureIssuer):
        TrustedIssuer(issuer, audience="contact-routing", may_grant=EVERY_ROLE)

    told = TrustedIssuer(issuer, audience="contact-routing", may_grant=EVERY_ROLE, allow_http=True)
    assert told.issuer == issuer


def test_a_discovery_address_without_https_is_refused_as_well() -> None:
    with pytest.raises(InsecureIssuer):
        TrustedIssuer(
            ISSUER, audience="contact-routing", may_grant=EVERY_ROLE, discovery_url="http://sign-in.internal"
        )


@pytest.mark.parametrize("issuer", ["http://localhost:8090/x", "http://127.0.0.1:8090", "http://[::1]:8090"])
def test_a_provider_on_this_machine_needs_no_https(issuer: str) -> None:
    assert TrustedIssuer(issuer, audience="contact-routing", may_grant=EVERY_ROLE).issuer == issuer
