"""A sign-in provider without a network, whose clock and keys a test can move."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from contact_api.adapters.identity.signing_keys import ProviderUnreachable

ISSUER = "https://sign-in.example"
DISCOVERY = f"{ISSUER}/.well-known/openid-configuration"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class FakeProvider:
    """Publishes keys, signs what it is asked to, and counts how often its keys were asked for."""

    def __init__(self, key: ECKey | RSAKey) -> None:
        self.keys: list[ECKey | RSAKey] = [key]
        self.is_down = False
        self.asked = 0
        self.documents: dict[str, Any] = {}

    def fetch(self, url: str) -> Mapping[str, Any]:
        if self.is_down:
            raise ProviderUnreachable(url)
        if url == f"{ISSUER}/jwks":
            self.asked += 1
        known: dict[str, Any] = {
            DISCOVERY: {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"},
            f"{ISSUER}/jwks": {"keys": [key.as_dict(private=False) for key in self.keys]},
        }
        document: Mapping[str, Any] = (known | self.documents)[url]
        return document

    def token(self, header: Mapping[str, Any] | None = None, /, **claims: Any) -> str:
        """A good token, except where `header` and `claims` say otherwise; None leaves a claim out."""
        key = self.keys[0]
        said = {
            "iss": ISSUER,
            "aud": "contact-routing",
            "sub": "astrid",
            "iat": int(NOW.timestamp()),
            "exp": int(NOW.timestamp()) + 3600,
            "roles": ["citizen"],
        } | claims
        algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
        return jwt.encode(
            {"alg": algorithm, "kid": key.kid, **(header or {})},
            {name: value for name, value in said.items() if value is not None},
            key,
        )
