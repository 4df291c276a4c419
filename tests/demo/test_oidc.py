"""The demo's sign-in, spoken to over real HTTP, and what the API makes of its tokens."""

import re
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.testclient import TestClient

from contact_api.adapters.identity.claims import Directory, UnitNamed
from contact_api.adapters.identity.tokens import Refusal, TokenChecker, TokenRefused, TrustedIssuer
from contact_api.demo.oidc import OnlyOnLoopback, create_provider, is_loopback, serve
from contact_api.demo.oidc_people import CITIZENS, REGION_ROLES, DemoClient, citizen, staff
from contact_api.demo.oidc_provider import AUDIENCE, SIGN_IN_AS, challenge_of, load_or_make_key
from contact_api.domain.core.access import Caller, Commission, Purpose, Role
from contact_api.domain.core.identity import IdentityKind
from contact_api.domain.core.values import UnitId
from tests.patience import caller

NURSE = staff(
    "alidhem-01",
    "Yusuf Kjellgren",
    employee_hsa_id="SE2321000222-TESTE0001",
    unit_id="alidhem",
    unit_hsa_id="SE2321000222-TESTU001",
    unit_name="Ålidhems hälsocentral",
    provider_hsa_id="SE2321000222-TESTP001",
    professions="nurse",
    licensed=True,
)
REDIRECT = "http://127.0.0.1:8000/signed-in"
VERIFIER = "a-code-verifier-of-at-least-forty-three-characters"
WEB = DemoClient("citizen-web", redirect_uris=(REDIRECT, f"{REDIRECT}?from=web"))
DESK = DemoClient("desk", secret="the desk's secret", redirect_uris=(REDIRECT,))
MACHINE = DemoClient("1177-web", secret="s&cret with: signs", claims={"roles": ["machine_client"]})
ASKED = {
    "response_type": "code",
    "client_id": "citizen-web",
    "redirect_uri": REDIRECT,
    "scope": "openid",
    "state": "xyz",
    "nonce": "n-0",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


class SignIn:
    """A running provider, and the API's side of it."""

    def __init__(self, app: FastAPI, port: int) -> None:
        self.issuer, self.clock, self.app = f"http://127.0.0.1:{port}/demo-sign-in", Clock(), app
        self.http = caller(base_url=self.issuer)
        trusted = TrustedIssuer(self.issuer, audience=AUDIENCE, may_grant=frozenset(Role))
        alidhem = UnitNamed(UnitId("alidhem"), "rv", frozenset({"SE2321000222-TESTP001"}))
        units = {"alidhem": alidhem, "SE2321000222-TESTU001": alidhem}
        self.checker = TokenChecker([trusted], directory=Directory(unit_of=units.get))
        self.put_up(ECKey.generate_key("P-256", auto_kid=True))

    def put_up(self, key: ECKey) -> None:
        """Serve with this key from now on."""
        people, clients = [*CITIZENS, *REGION_ROLES, NURSE], [WEB, DESK, MACHINE]
        self.app.router.routes.clear()
        provider = create_provider(people, clients, issuer=self.issuer, key=key, now=self.clock)
        self.app.mount("/demo-sign-in", provider)

    def code(self, username: str = "astrid", **asked: str) -> str:
        answer = self.http.post("/authorize", data=ASKED | asked | {"username": username})
        return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]

    def exchange(self, code: str, **but: str) -> httpx.Response:
        said = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": "citizen-web",
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
        }
        return self.http.post("/token", data=said | but)

    def token_of(self, username: str) -> str:
        answer = self.http.post("/token", data={"grant_type": SIGN_IN_AS, "username": username})
        token: str = answer.json()["access_token"]
        return token

    def check(self, token: str) -> Caller:
        return self.checker.check(token, now=self.clock())

    def refusal(self, token: str) -> Refusal:
        with pytest.raises(TokenRefused) as refused:
            self.check(token)
        return refused.value.reason


@contextmanager
def listening(app: FastAPI, taken: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([taken],), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FastAPI, int]]:
    app, taken = FastAPI(), socket.create_server(("127.0.0.1", 0))  # who comes early waits here
    with listening(app, taken):
        yield app, taken.getsockname()[1]


@pytest.fixture
def sign_in(served: tuple[FastAPI, int]) -> Iterator[SignIn]:
    fresh = SignIn(*served)
    with fresh.http:
        yield fresh


def test_a_citizen_signs_in_in_the_browser_and_the_api_knows_them(sign_in: SignIn) -> None:
    page = sign_in.http.get("/authorize", params=ASKED)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))

    back = sign_in.http.post("/authorize", data=hidden | {"username": "astrid"})
    where, said = urlsplit(back.headers["location"]), parse_qs(urlsplit(back.headers["location"]).query)
    tokens = sign_in.exchange(said["code"][0]).json()
    caller = sign_in.check(tokens["access_token"])

    assert "ever be reached by real users" in page.text
    assert (back.status_code, where._replace(query="").geturl()) == (303, REDIRECT)
    assert (said["state"], said["iss"]) == (["xyz"], [sign_in.issuer])
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    assert caller.client_id == "citizen-web"
    assert caller.roles == {Role.CITIZEN}
    assert caller.person_identity is not None
    assert caller.person_identity.value == "198004262385"


def test_the_id_token_is_for_the_client_and_proves_nothing_to_the_api(sign_in: SignIn) -> None:
    id_token = sign_in.exchange(sign_in.code()).json()["id_token"]
    keys = sign_in.http.get("/jwks.json").json()["keys"]

    claims = jwt.decode(id_token, ECKey.import_key(keys[0])).claims

    assert (claims["aud"], claims["nonce"], claims["name"]) == ("citizen-web", "n-0", "Astrid Testberg")
    assert sign_in.refusal(id_token) is Refusal.WRONG_AUDIENCE


def test_nothing_secret_is_published(sign_in: SignIn) -> None:
    (key,) = sign_in.http.get("/jwks.json").json()["keys"]

    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_a_nurse_comes_with_a_commission(sign_in: SignIn) -> None:
    caller = sign_in.check(sign_in.token_of("alidhem-01"))

    assert caller.roles == {Role.STAFF}
    assert (caller.staff_id, caller.licensed) == ("alidhem-01", True)
    assert caller.employee_hsa_id == "SE2321000222-TESTE0001"
    assert caller.commission == Commission("SE2321000222-TESTU001-V", UnitId("alidhem"), "rv", Purpose.CARE)


@pytest.mark.parametrize("role", [Role.CONTROL_ROOM, Role.MEDICAL_LEAD, Role.AUDITOR])
def test_the_regions_own_people_can_be_signed_in_as(sign_in: SignIn, role: Role) -> None:
    assert sign_in.check(sign_in.token_of(role.value.replace("_", "-"))).roles == {role}


def test_every_made_up_citizen_has_an_identity_that_can_be(sign_in: SignIn) -> None:
    kinds = []
    for person in CITIZENS:
        identity = sign_in.check(sign_in.token_of(person.username)).person_identity
        assert identity is not None
        kinds.append(identity.kind)

    assert set(kinds) == {IdentityKind.PERSONAL_NUMBER, IdentityKind.COORDINATION_NUMBER}


def test_a_citizen_may_have_no_number() -> None:
    assert citizen("eva", "Eva Testdotter", "citizen").claims == {"roles": ["citizen"]}


@pytest.mark.parametrize("way", ["basic", "body"])
def test_a_machine_signs_in_with_its_secret(sign_in: SignIn, way: str) -> None:
    wanted = {"grant_type": "client_credentials", "scope": "contact"}
    basic = httpx.BasicAuth("1177-web", "s%26cret+with%3A+signs")
    body = wanted | {"client_id": "1177-web", "client_secret": "s&cret with: signs"}

    answer = (
        sign_in.http.post("/token", data=wanted, auth=basic)
        if way == "basic"
        else sign_in.http.post("/token", data=body)
    )
    caller = sign_in.check(answer.json()["access_token"])

    assert (caller.subject, caller.client_id) == ("1177-web", "1177-web")
    assert caller.roles == {Role.MACHINE_CLIENT}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("client_id", "secret"), [("1177-web", "wrong"), ("1177-web", "å"), ("nobody", "x"), ("citizen-web", "")]
)
def test_a_machine_with_another_secret_gets_no_token(sign_in: SignIn, client_id: str, secret: str) -> None:
    wanted = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}

    answer = sign_in.http.post("/token", data=wanted)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_an_authorization_header_that_cannot_be_read_gets_no_token(sign_in: SignIn) -> None:
    answer = sign_in.http.post("/token", data={"grant_type": "x"}, headers={"Authorization": "Basic ***"})

    assert answer.json()["error"] == "invalid_client"


def test_a_code_is_good_once(sign_in: SignIn) -> None:
    code = sign_in.code()

    assert sign_in.exchange(code).status_code == 200
    assert sign_in.exchange(code).json()["error"] == "invalid_grant"


def test_a_code_that_was_tried_wrongly_is_used_up(sign_in: SignIn) -> None:
    code = sign_in.code()

    assert sign_in.exchange(code, code_verifier="a guess").json()["error"] == "invalid_grant"
    assert sign_in.exchange(code).json()["error"] == "invalid_grant"


def test_a_code_is_good_for_a_minute(sign_in: SignIn) -> None:
    early, late = sign_in.code(), sign_in.code()

    sign_in.clock.passes(seconds=59)
    assert sign_in.exchange(early).status_code == 200
    sign_in.clock.passes(seconds=1)
    assert sign_in.exchange(late).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "but", [{"redirect_uri": f"{REDIRECT}?from=web"}, {"client_id": "desk"}, {"code_verifier": "å"}]
)
def test_a_code_is_good_for_who_asked_for_it(sign_in: SignIn, but: dict[str, str]) -> None:
    assert sign_in.exchange(sign_in.code(), **but).json()["error"] == "invalid_grant"


def test_a_client_with_a_secret_needs_it_for_a_code_too(sign_in: SignIn) -> None:
    without, right = sign_in.code(client_id="desk"), sign_in.code(client_id="desk")

    assert sign_in.exchange(without, client_id="desk").json()["error"] == "invalid_client"
    assert sign_in.exchange(right, client_id="desk", client_secret="the desk's secret").status_code == 200


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_a_request_that_cannot_be_granted_goes_back_with_an_error(
    sign_in: SignIn, asked: dict[str, str], error: str
) -> None:
    answer = sign_in.http.get("/authorize", params=ASKED | asked)

    said = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (said["error"], said["state"]) == ([error], ["xyz"])


@pytest.mark.parametrize("asked", [{"client_id": "nobody"}, {"redirect_uri": "https://evil.example/"}])
def test_nobody_is_sent_to_an_address_that_was_not_agreed(sign_in: SignIn, asked: dict[str, str]) -> None:
    for answer in (
        sign_in.http.get("/authorize", params=ASKED | asked),
        sign_in.http.post("/authorize", data=ASKED | asked | {"username": "astrid"}),
    ):
        assert answer.status_code == 400
        assert "location" not in answer.headers


def test_what_a_client_sends_along_cannot_become_markup(sign_in: SignIn) -> None:
    page = sign_in.http.get("/authorize", params=ASKED | {"state": '"><script>alert(1)</script>'})

    assert "<script>" not in page.text


def test_a_redirect_with_a_query_of_its_own_keeps_it(sign_in: SignIn) -> None:
    asked = ASKED | {"redirect_uri": f"{REDIRECT}?from=web", "username": "astrid"}

    answer = sign_in.http.post("/authorize", data=asked)

    assert answer.headers["location"].startswith(f"{REDIRECT}?from=web&code=")


def test_signing_in_as_nobody_says_who_there_is(sign_in: SignIn) -> None:
    answer = sign_in.http.post("/token", data={"grant_type": SIGN_IN_AS, "username": "zorro"})

    assert answer.status_code == 400
    assert "astrid" in answer.json()["error_description"]


def test_an_unknown_grant_is_named_as_such(sign_in: SignIn) -> None:
    for wanted in ({}, {"grant_type": "password"}):
        assert sign_in.http.post("/token", data=wanted).json()["error"] == "unsupported_grant_type"


def test_a_token_is_good_for_an_hour(sign_in: SignIn) -> None:
    token = sign_in.token_of("astrid")

    sign_in.clock.passes(minutes=59)
    assert sign_in.check(token).subject == "astrid"
    sign_in.clock.passes(minutes=2)
    assert sign_in.refusal(token) is Refusal.EXPIRED


def test_a_token_whose_claims_were_changed_is_refused(sign_in: SignIn) -> None:
    header, _, signature = sign_in.token_of("astrid").split(".")
    payload = sign_in.token_of("control-room").split(".")[1]

    assert sign_in.refusal(f"{header}.{payload}.{signature}") is Refusal.WRONG_SIGNATURE


def test_after_a_change_of_key_new_tokens_are_believed_at_once(sign_in: SignIn) -> None:
    old = sign_in.token_of("astrid")
    sign_in.check(old)

    sign_in.put_up(ECKey.generate_key("P-256", auto_kid=True))
    sign_in.clock.passes(seconds=61)

    assert sign_in.check(sign_in.token_of("bertil")).subject == "bertil"
    assert sign_in.refusal(old) is Refusal.UNKNOWN_KEY


def test_a_token_of_another_provider_on_this_machine_is_refused(sign_in: SignIn) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    other = create_provider(CITIZENS, [], issuer="http://127.0.0.1:1", key=key, now=sign_in.clock)
    near = TestClient(other, client=("127.0.0.1", 1))

    token = near.post("/token", data={"grant_type": SIGN_IN_AS, "username": "astrid"}).json()["access_token"]

    assert sign_in.refusal(token) is Refusal.WRONG_ISSUER


def provider_at(issuer: str, **but: Any) -> FastAPI:
    key = ECKey.generate_key("P-256", auto_kid=True)
    return create_provider(CITIZENS, [WEB], issuer=issuer, key=key, now=Clock(), **but)


def test_the_provider_stays_on_the_loopback_unless_told() -> None:
    with pytest.raises(OnlyOnLoopback):
        provider_at("http://192.0.2.1:8090")
    with pytest.raises(OnlyOnLoopback):
        serve(provider_at("http://127.0.0.1:8090"), host="0.0.0.0", port=8090)  # noqa: S104

    provider_at("http://192.0.2.1:8090", open_to_network=True)


def test_somebody_from_the_network_gets_nothing_unless_told() -> None:
    path = "/.well-known/openid-configuration"
    far = ("192.0.2.7", 4711)

    assert TestClient(provider_at("http://localhost"), client=far).get(path).status_code == 403
    told = provider_at("http://localhost", open_to_network=True)
    assert TestClient(told, client=far).get(path).json()["issuer"] == "http://localhost"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_the_loopback_is_known_by_name_and_number(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "sign-in.example", "", None])  # noqa: S104
def test_everything_else_is_the_network(host: str | None) -> None:
    assert not is_loopback(host)


def test_the_key_outlives_a_restart_and_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "sign-in-key.json"

    made, loaded = load_or_make_key(file), load_or_make_key(file)

    assert made.kid == loaded.kid
    assert loaded.is_private
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
