"""What only a demo or a rehearsal may do: move the clock, or trust a sign-in that travels without TLS.

On the machine itself that is told in log and health. Where others reach the service it starts only when a setting says
that it is a rehearsal.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

CLOCK_IS_MOVED, SIGN_IN_WITHOUT_TLS = "clock_is_moved", "sign_in_without_tls"


class Provider(Protocol):
    """Of a provider's settings, what says how it is reached."""

    @property
    def issuer(self) -> str: ...
    @property
    def discovery_url(self) -> str | None: ...
    @property
    def allow_http(self) -> bool: ...


class Rehearsing(Protocol):
    """Of the settings, what a rehearsal may change, and who reaches the service."""

    @property
    def clock_offset_seconds(self) -> float: ...
    @property
    def host(self) -> str: ...
    @property
    def public_url(self) -> str: ...
    @property
    def sign_in(self) -> Mapping[str, Provider]: ...


def only_for_rehearsals(settings: Rehearsing) -> list[str]:
    """What is set that no service in use may have."""
    found = [CLOCK_IS_MOVED] if settings.clock_offset_seconds else []
    return found + [SIGN_IN_WITHOUT_TLS] * any(map(_trusts_http, settings.sign_in.values()))


def needs_consent(settings: Rehearsing) -> list[str]:
    """Which of it others than this machine would meet, by the names of the settings."""
    reached = not (is_loopback(settings.host) and is_loopback(urlsplit(settings.public_url).hostname))
    found = ["CONTACT_CLOCK_OFFSET_SECONDS"] if settings.clock_offset_seconds and reached else []
    return found + [f"CONTACT_SIGN_IN: {name}" for name, one in settings.sign_in.items() if _trusts_http(one)]


def is_loopback(host: str | None) -> bool:
    """Whether only this machine reaches it."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _trusts_http(provider: Provider) -> bool:
    addresses = [urlsplit(one) for one in (provider.issuer, provider.discovery_url or provider.issuer)]
    return provider.allow_http and any(
        one.scheme == "http" and not is_loopback(one.hostname) for one in addresses
    )
