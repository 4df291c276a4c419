"""Signed access tokens of the region's sign-in providers, checked and turned into a Caller.

Sources: RFC 9068 (JWT access tokens), RFC 8725 (what to refuse), OpenID Connect Discovery 1.0.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from joserfc import jws
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwt import JWTClaimsRegistry

from contact_api.adapters.identity.claims import ClaimNames, Directory, NotACaller, NotAssured, caller_of
from contact_api.adapters.identity.signing_keys import Fetch, ProviderUnreachable, SigningKeys, fetch_json
from contact_api.domain.core.access import Caller, Role

ALGORITHMS = ("ES256", "RS256")
LEEWAY = timedelta(seconds=30)  # how far the provider's clock may be off
REMEMBER_SECONDS = 60
REMEMBER_AT_MOST = 10_000
LONGEST_TOKEN = 16_384  # characters


class Refusal(StrEnum):
    """Why a token was refused; goes to the caller as it is."""

    UNREADABLE = "unreadable"
    WRONG_ALGORITHM = "wrong_algorithm"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_SIGNATURE = "wrong_signature"
    UNKNOWN_KEY = "unknown_key"
    EXPIRED = "expired"
    LIVES_TOO_LONG = "lives_too_long"
    ASSURANCE_TOO_LOW = "assurance_too_low"
    NOT_YET_VALID = "not_yet_valid"
    MISSING_CLAIM = "missing_claim"
    BAD_CLAIM = "bad_claim"
    PROVIDER_UNREACHABLE = "provider_unreachable"  # not the token's fault: the caller may try again


class TokenRefused(Exception):
    """The token proves nothing; `reason` says why, and nothing of the token is repeated."""

    def __init__(self, reason: Refusal) -> None:
        self.reason = reason
        super().__init__(reason.value)


class InsecureIssuer(ValueError):
    """An issuer must be an https address; plain http is for a provider on this machine."""


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """A sign-in provider, and how much its word is worth here."""

    issuer: str  # exactly as the provider writes it in `iss`
    audience: str  # what it calls us in `aud`
    may_grant: frozenset[Role]  # other roles in its tokens are ignored
    grants_all: frozenset[Role] = frozenset()  # roles of everybody who signs in there
    name: str = "provider"  # of ours; a `sub` means something only together with it
    algorithms: tuple[str, ...] = ALGORITHMS
    longest_life: timedelta = timedelta(hours=1)  # of a token, from `iat` to `exp`
    assurance: Mapping[Role, frozenset[str]] = field(default_factory=dict)  # levels a role needs one of
    role_names: Mapping[str, Role] | None = None  # what it calls our roles; None: as we do
    claim_names: ClaimNames = field(default_factory=ClaimNames)
    discovery_url: str | None = None  # where we reach it, when that is not where browsers do
    allow_http: bool = False

    def __post_init__(self) -> None:
        if not self.allow_http and not all(map(_is_safe, (self.issuer, self.discovery_url or self.issuer))):
            raise InsecureIssuer(InsecureIssuer.__doc__)


class TokenChecker:
    """Checks tokens and remembers the checked ones for a minute. Safe to share between threads."""

    def __init__(
        self,
        issuers: Iterable[TrustedIssuer],
        *,
        directory: Directory | None = None,
        fetch: Fetch = fetch_json,
    ) -> None:
        self._directory = directory or Directory()
        self._issuers = {
            issuer.issuer: (issuer, SigningKeys(issuer.issuer, fetch, discovery_url=issuer.discovery_url))
            for issuer in issuers
        }
        self._remembered: OrderedDict[bytes, tuple[Caller, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, token: str, *, now: datetime) -> Caller:
        """Who the token proves its bearer to be. Errors: TokenRefused.

        A token checked within the last minute is believed without looking at it again, until it expires; so a
        key that its provider withdraws is believed for a minute more.
        """
        known = self.remembered(token, now=now)
        if known is not None:
            return known
        claims, issuer = self._verified(token, now)
        try:
            caller = caller_of(claims, issuer, self._directory, now=now)
        except NotACaller as error:
            raise TokenRefused(Refusal.BAD_CLAIM) from error
        except NotAssured as error:
            raise TokenRefused(Refusal.ASSURANCE_TOO_LOW) from error
        seconds = min(REMEMBER_SECONDS, claims["exp"] - int(now.timestamp()))
        self._remember(_digest(token), caller, now + timedelta(seconds=seconds))
        return caller

    def remembered(self, token: str, *, now: datetime) -> Caller | None:
        """Who the token proves its bearer to be if it was checked within the last minute; asks nobody."""
        found = self._remembered.get(_digest(token))
        return found[0] if found is not None and now < found[1] else None

    def _verified(self, token: str, now: datetime) -> tuple[Mapping[str, Any], TrustedIssuer]:
        signed, claims = _read(token)
        if signed.headers().get("alg") not in ALGORITHMS:
            raise TokenRefused(Refusal.WRONG_ALGORITHM)
        named = claims.get("iss")
        if not isinstance(named, str) or named not in self._issuers:
            raise TokenRefused(Refusal.WRONG_ISSUER)
        issuer, keys = self._issuers[named]
        if signed.headers()["alg"] not in issuer.algorithms:
            raise TokenRefused(Refusal.WRONG_ALGORITHM)
        _verify(signed, keys, now)
        _check_claims(claims, issuer, now)
        return claims, issuer

    def _remember(self, digest: bytes, caller: Caller, until: datetime) -> None:
        with self._lock:
            self._remembered[digest] = (caller, until)
            self._remembered.move_to_end(digest)
            if len(self._remembered) > REMEMBER_AT_MOST:
                self._remembered.popitem(last=False)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def _read(token: str) -> tuple[jws.CompactSignature, dict[str, Any]]:
    """What the token says; nothing of it is to be believed yet."""
    if len(token) > LONGEST_TOKEN:
        raise TokenRefused(Refusal.UNREADABLE)
    try:
        signed = jws.extract_compact(token.encode(), registry=_REGISTRY)
        claims = json.loads(signed.payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise TokenRefused(Refusal.UNREADABLE) from error
    if not isinstance(claims, dict) or not isinstance(signed.headers(), dict):
        raise TokenRefused(Refusal.UNREADABLE)
    return signed, claims


def _verify(signed: jws.CompactSignature, keys: SigningKeys, now: datetime) -> None:
    key_id = signed.headers().get("kid")
    if not isinstance(key_id, str):
        raise TokenRefused(Refusal.UNKNOWN_KEY)
    try:
        key = keys.find(key_id, now=now)
    except ProviderUnreachable as error:
        raise TokenRefused(Refusal.PROVIDER_UNREACHABLE) from error
    if key is None:
        raise TokenRefused(Refusal.UNKNOWN_KEY)
    try:
        genuine = jws.validate_compact(signed, key, registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        raise TokenRefused(Refusal.WRONG_SIGNATURE) from error
    if not genuine:
        raise TokenRefused(Refusal.WRONG_SIGNATURE)


def _check_claims(claims: dict[str, Any], issuer: TrustedIssuer, now: datetime) -> None:
    expected = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(LEEWAY.total_seconds()),
        aud={"essential": True, "value": issuer.audience},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    try:
        expected.validate(claims)
    except ExpiredTokenError as error:
        raise TokenRefused(Refusal.EXPIRED) from error
    except MissingClaimError as error:
        raise TokenRefused(Refusal.MISSING_CLAIM) from error
    except InvalidClaimError as error:
        reason = {"aud": Refusal.WRONG_AUDIENCE, "nbf": Refusal.NOT_YET_VALID, "iat": Refusal.NOT_YET_VALID}
        raise TokenRefused(reason.get(error.claim, Refusal.BAD_CLAIM)) from error
    if claims["exp"] - claims["iat"] > issuer.longest_life.total_seconds():
        raise TokenRefused(Refusal.LIVES_TOO_LONG)


def _is_safe(issuer: str) -> bool:
    address = urlsplit(issuer)
    if address.scheme == "https":
        return bool(address.hostname)
    if address.scheme != "http":
        return False
    try:
        return address.hostname == "localhost" or ip_address(address.hostname or "").is_loopback
    except ValueError:
        return False


class _Registry(jws.JWSRegistry):
    max_header_length = 4096  # some providers send their certificate along


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)
