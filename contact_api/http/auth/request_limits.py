"""How often each caller may ask, by what was verified of them."""

from typing import Protocol

from fastapi import Request
from starlette.exceptions import HTTPException

from contact_api.domain.core.access import Caller, Permission, Role
from contact_api.settings import RequestsPerMinute

BY_KEY = frozenset({Permission.SIGNED_WEBHOOK, Permission.PROVIDER_WEBHOOK})  # the sender's signature


class Allowance(Protocol):
    """What is left of a caller's requests this minute; below zero the request is refused."""

    @property
    def left(self) -> int: ...
    @property
    def resets_in(self) -> int: ...


class RateLimit(Protocol):
    """Counts requests."""

    async def take(self, client: str, per_minute: int) -> Allowance: ...


async def count_request(request: Request, caller: Caller, permission: Permission) -> None:
    """Count this request of a caller who was verified. Errors: HTTPException 429.

    Whoever was not is counted by the address of the connection (http/middleware/outermost.py).
    """
    known = client_of(caller, permission, request.app.state.requests_per_minute)
    if known is None:
        return
    rate_limit: RateLimit = request.app.state.rate_limit
    allowance = await rate_limit.take(*known)
    request.scope["state"]["allowance"] = allowance
    if allowance.left < 0:
        raise HTTPException(429, headers={"Retry-After": str(allowance.resets_in)})


def client_of(caller: Caller, permission: Permission, most: RequestsPerMinute) -> tuple[str, int] | None:
    """What a caller's requests are counted by, and how many there may be; None: by their address alone."""
    if permission is Permission.PUBLIC:
        return None
    if permission in BY_KEY:
        return f"key:{caller.client_id}", most.key
    if caller.linked_contact is not None:
        return f"link:{caller.subject}", most.link
    if caller.roles <= {Role.CITIZEN}:
        return f"citizen:{caller.provider}:{caller.subject}", most.citizen
    return f"client:{caller.provider}:{caller.client_id}:{caller.subject}", most.key
