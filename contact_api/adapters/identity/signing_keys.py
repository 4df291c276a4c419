"""The public keys of a sign-in provider, fetched from its discovery document and kept."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

KEEP_FOR = timedelta(minutes=10)  # then asked for again; the old ones stay while the provider is down
NOT_SOONER_THAN = timedelta(seconds=10)  # between two questions, whatever tokens come in
TIMEOUT_SECONDS = 3.0
SHORTEST_RSA_BITS = 2048

Fetch = Callable[[str], Mapping[str, Any]]
PublicKey = ECKey | RSAKey


class ProviderUnreachable(Exception):
    """The provider does not answer, or answers with something else than its keys."""


def fetch_json(url: str) -> Mapping[str, Any]:
    """The JSON object at `url`. Errors: ProviderUnreachable."""
    try:
        answer = httpx.get(url, timeout=TIMEOUT_SECONDS, headers={"Accept": "application/json"})
        document = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderUnreachable(f"no JSON document at {url}") from error
    if not isinstance(document, dict):
        raise ProviderUnreachable(f"no JSON object at {url}")
    return document


class SigningKeys:
    """The keys of one issuer by their id. Safe to share between threads."""

    def __init__(self, issuer: str, fetch: Fetch = fetch_json, *, discovery_url: str | None = None) -> None:
        self._issuer = issuer
        self._discovery = discovery_url or f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        self._fetch = fetch
        self._keys: Mapping[str, PublicKey] = {}
        self._fetched_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._asking = threading.Lock()

    def find(self, key_id: str, *, now: datetime) -> PublicKey | None:
        """The key with this id, or None when the provider has none such.

        An id not seen before is asked for at once, but not more often than every ten seconds.
        Errors: ProviderUnreachable when no keys were ever had.
        """
        if key_id not in self._keys:
            with self._asking:  # the others wait for the one that asks
                if key_id not in self._keys:
                    self._ask(now)
        elif self._is_old(now) and self._asking.acquire(blocking=False):
            try:
                self._ask(now)
            finally:
                self._asking.release()
        if self._fetched_at is None:
            raise ProviderUnreachable(f"no keys from {self._issuer} yet")
        return self._keys.get(key_id)

    def _is_old(self, now: datetime) -> bool:
        return self._fetched_at is None or now - self._fetched_at >= KEEP_FOR

    def _ask(self, now: datetime) -> None:
        if self._asked_at is not None and now - self._asked_at < NOT_SOONER_THAN:
            return
        self._asked_at = now
        try:
            self._keys = self._published()
        except ProviderUnreachable:
            return
        self._fetched_at = now

    def _published(self) -> Mapping[str, PublicKey]:
        discovered = self._fetch(self._discovery)
        address = discovered.get("jwks_uri")
        if discovered.get("issuer") != self._issuer or not isinstance(address, str):
            raise ProviderUnreachable(f"the discovery document is not the one of {self._issuer}")
        if urlsplit(address).scheme not in ("https", urlsplit(self._discovery).scheme):
            raise ProviderUnreachable("the keys are to be had less safely than the discovery document")
        published = self._fetch(address).get("keys")
        if not isinstance(published, list):
            raise ProviderUnreachable(f"no keys at {address}")
        keys = {key.kid: key for key in map(_usable, published) if key is not None and key.kid}
        if not keys:
            raise ProviderUnreachable(f"no usable keys at {address}")
        return keys


def _usable(published: object) -> PublicKey | None:
    """The key behind an entry, or None for one that signs nothing we accept."""
    if not isinstance(published, dict) or published.get("use", "sig") != "sig":
        return None
    try:
        if published.get("kty") == "EC" and published.get("crv") == "P-256":
            return ECKey.import_key(published)
        if published.get("kty") == "RSA":
            key = RSAKey.import_key(published)
            return key if key.public_key.key_size >= SHORTEST_RSA_BITS else None
    except (JoseError, ValueError, TypeError):
        return None
    return None
