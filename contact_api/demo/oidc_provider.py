"""What the demo's sign-in does, without HTTP: codes, tokens and who may have them.

Sources: RFC 6749, RFC 7636, RFC 9068, OpenID Connect Core 1.0 and Discovery 1.0.
"""

import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from pydantic import BaseModel

from contact_api.demo.oidc_people import DemoClient, DemoPerson

AUDIENCE = "contact-routing"
SIGN_IN_AS = "urn:demo:sign-in-as"
CODE_LIVES = timedelta(seconds=60)
TOKEN_LIVES = timedelta(hours=1)


class Asked(BaseModel):
    """What a client asks for when it sends somebody here."""

    client_id: str = ""
    redirect_uri: str = ""
    response_type: str = ""
    scope: str = "openid"
    state: str | None = None
    nonce: str | None = None
    code_challenge: str = ""
    code_challenge_method: str = ""


class Chosen(Asked):
    """The same, and who the person said they are."""

    username: str = ""


class Wanted(BaseModel):
    """What a client sends to the token endpoint."""

    grant_type: str = ""
    code: str = ""
    redirect_uri: str = ""
    code_verifier: str = ""
    username: str = ""
    scope: str = ""
    client_id: str = ""
    client_secret: str = ""


@dataclass(frozen=True, slots=True)
class _Grant:
    asked: Asked
    person: DemoPerson
    until: datetime


class NoToken(Exception):
    """The token endpoint's no, with RFC 6749's word for it."""

    def __init__(self, error: str, why: str) -> None:
        self.error, self.why = error, why
        super().__init__(error)


class DemoProvider:
    """Knows people and programs, and signs what they are given."""

    def __init__(
        self,
        people: Iterable[DemoPerson],
        clients: Iterable[DemoClient],
        *,
        issuer: str,
        key: ECKey,
        now: Callable[[], datetime],
        audience: str = AUDIENCE,
    ) -> None:
        self.people = {person.username: person for person in people}
        self.issuer = issuer
        self._clients = {client.client_id: client for client in clients}
        self._keys = KeySet([key])
        self._now = now
        self._audience = audience
        self._grants: dict[str, _Grant] = {}

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks.json",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials", SIGN_IN_AS],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "scopes_supported": ["openid", "profile"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }

    def published_keys(self) -> Mapping[str, Any]:
        return self._keys.as_dict(private=False, use="sig", alg="ES256")

    def origins(self) -> list[str]:
        """Where pages are served that fetch their tokens themselves: of the clients without a secret."""
        redirects = [uri for one in self._clients.values() if one.secret is None for uri in one.redirect_uris]
        return sorted({f"{at.scheme}://{at.netloc}" for at in map(urlsplit, redirects)})

    def knows(self, asked: Asked) -> bool:
        """Whether it is safe to send somebody back to where this came from."""
        client = self._clients.get(asked.client_id)
        return client is not None and asked.redirect_uri in client.redirect_uris

    def code_for(self, asked: Asked, username: str) -> str:
        code = secrets.token_urlsafe(32)
        self._grants[code] = _Grant(asked, self._person(username), self._now() + CODE_LIVES)
        return code

    def token_for(self, wanted: Wanted) -> dict[str, Any]:
        match wanted.grant_type:
            case "authorization_code":
                return self._for_code(wanted)
            case "client_credentials":
                client = self._proved(wanted)
                return self._tokens(client.client_id, client.client_id, wanted.scope, client.claims)
            case _ if wanted.grant_type == SIGN_IN_AS:
                person = self._person(wanted.username)
                return self._tokens(person.username, wanted.client_id or "demo", wanted.scope, person.claims)
        raise NoToken("unsupported_grant_type", f"use authorization_code, client_credentials or {SIGN_IN_AS}")

    def _for_code(self, wanted: Wanted) -> dict[str, Any]:
        grant = self._grants.pop(wanted.code, None)  # once only, also when the rest is wrong
        if grant is None or self._now() >= grant.until:
            raise NoToken("invalid_grant", "the code is unknown, used or older than a minute")
        if (wanted.client_id, wanted.redirect_uri) != (grant.asked.client_id, grant.asked.redirect_uri):
            raise NoToken("invalid_grant", "the code was given to another client or another redirect_uri")
        if self._clients[wanted.client_id].secret is not None:
            self._proved(wanted)
        if not _same(challenge_of(wanted.code_verifier), grant.asked.code_challenge):
            raise NoToken("invalid_grant", "the code_verifier is not the one of the code_challenge")
        person, asked = grant.person, grant.asked
        tokens = self._tokens(person.username, wanted.client_id, asked.scope, person.claims)
        about = {"name": person.name} | ({"nonce": asked.nonce} if asked.nonce else {})
        return tokens | {"id_token": self._signed("JWT", wanted.client_id, person.username, about)}

    def _proved(self, wanted: Wanted) -> DemoClient:
        client = self._clients.get(wanted.client_id)
        secret = client.secret if client else None
        if client is None or not secret or not _same(secret, wanted.client_secret):
            raise NoToken("invalid_client", "the client is unknown, has no secret, or its secret is another")
        return client

    def _person(self, username: str) -> DemoPerson:
        if username not in self.people:
            raise NoToken("invalid_grant", f"nobody of that name; there are {', '.join(sorted(self.people))}")
        return self.people[username]

    def _tokens(self, subject: str, client_id: str, scope: str, claims: Mapping[str, Any]) -> dict[str, Any]:
        said = {"client_id": client_id, "scope": scope, "jti": secrets.token_urlsafe(12), **claims}
        return {
            "access_token": self._signed("at+jwt", self._audience, subject, said),
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LIVES.total_seconds()),
            "scope": scope,
        }

    def _signed(self, kind: str, audience: str, subject: str, claims: Mapping[str, Any]) -> str:
        key, now = self._keys.keys[0], int(self._now().timestamp())
        until = now + int(TOKEN_LIVES.total_seconds())
        known = {"iss": self.issuer, "aud": audience, "sub": subject, "iat": now, "exp": until}
        return jwt.encode({"alg": "ES256", "kid": key.kid, "typ": kind}, {**claims, **known}, key)


def challenge_of(code_verifier: str) -> str:
    """PKCE's S256 challenge."""
    return urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()


def load_or_make_key(file: Path) -> ECKey:
    """The provider's key, kept so that sign-ins outlive a restart; readable by its owner only."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return ECKey.import_key(json.loads(file.read_text()))
    key = ECKey.generate_key("P-256", auto_kid=True)
    with os.fdopen(handle, "w") as opened:
        json.dump(key.as_dict(private=True), opened)
    return key


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
