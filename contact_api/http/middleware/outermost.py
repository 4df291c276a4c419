"""The outermost layer: how much may be sent and how often, what answers carry, one log line per request."""

from time import perf_counter
from typing import Any
from uuid import uuid4

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contact_api.http.errors.problems import problem
from contact_api.http.middleware.rate_limit import Allowance, RateLimit

LARGEST_BODY = 64 * 1024  # bytes
UNLESS_SAID = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"cache-control", b"no-store"),
)

log = structlog.get_logger()


class OutermostMiddleware:
    """Wraps the whole application; knows nothing of what is asked for."""

    def __init__(self, app: ASGIApp, *, rate_limit: RateLimit, per_minute: int, origin: str) -> None:
        self._app = app
        self._rate_limit = rate_limit
        self._per_minute = per_minute  # of one address
        self._origin = origin.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        allowance = await self._rate_limit.take(_address(scope), self._per_minute)
        exchange = _Exchange(scope, receive, send, allowance, self._origin)
        refused = exchange.refusal()
        if refused is not None:
            await refused(scope, receive, exchange.send)
        else:
            await exchange.go_through(self._app)
        exchange.note()


class _Exchange:
    """One request on its way in and out."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, allowance: Allowance, origin: bytes
    ) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._origin = origin
        self._began = perf_counter()
        self._id = str(uuid4())
        self._body_bytes = 0
        self._status = 0
        self._allowance = allowance
        scope.setdefault("state", {})["request_id"] = self._id

    def refusal(self) -> ASGIApp | None:
        """The answer to a request that is not even looked at."""
        instance = f"urn:uuid:{self._id}"
        if self._allowance.left < 0:
            wait = {"Retry-After": str(self._allowance.resets_in)}
            return problem(429, instance=instance, headers=wait)
        declared = _sent(self._scope, b"content-length")
        if declared.isdigit() and int(declared[:12]) > LARGEST_BODY:
            return problem(413, instance=instance)
        return None

    async def go_through(self, app: ASGIApp) -> None:
        """Have the request answered; a fault of ours becomes a 500 that says nothing of it."""
        try:
            await app(self._scope, self.receive, self.send)
        except Exception as fault:
            log.exception("request.failed", request_id=self._id, fault=type(fault).__name__)
            if not self._status:
                answer = problem(500, instance=f"urn:uuid:{self._id}")
                await answer(self._scope, self._receive, self.send)

    async def receive(self) -> Message:
        message = await self._receive()
        self._body_bytes += len(message.get("body", b""))
        if self._body_bytes > LARGEST_BODY:
            raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            said = {name for name, _ in message["headers"]}
            unsaid = [one for one in UNLESS_SAID if one[0] not in said]
            message["headers"] = [*message["headers"], *unsaid, *self._own_headers()]
        await self._send(message)

    def note(self) -> None:
        """One line: the route's template, never the path, the query or who asked."""
        route: Any = self._scope.get("route")
        log.info(
            "request.answered",
            request_id=self._id,
            method=self._scope["method"],
            route=getattr(route, "path", "none"),
            status=self._status,
            ms=round((perf_counter() - self._began) * 1000, 1),
        )

    def _own_headers(self) -> list[tuple[bytes, bytes]]:
        allowance = self._scope["state"].get("allowance", self._allowance)  # of who was verified since
        return [
            (b"access-control-allow-origin", self._origin),
            (b"x-request-id", self._id.encode()),
            (b"ratelimit-limit", str(allowance.limit).encode()),
            (b"ratelimit-remaining", str(max(0, allowance.left)).encode()),
            (b"ratelimit-reset", str(allowance.resets_in).encode()),
        ]


def _address(scope: Scope) -> str:
    """Whose requests are counted together before anything is verified: those of one address."""
    address = scope.get("client") or ("", 0)
    return f"address:{address[0]}"


def _sent(scope: Scope, name: bytes) -> bytes:
    """A header of the request, or nothing."""
    return next((value for header, value in scope["headers"] if header == name), b"")
