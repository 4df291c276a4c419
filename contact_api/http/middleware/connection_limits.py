"""How long a connection may take for each part of a request, and how many there may be.

Left to itself it waits for ever for the rest of a request that somebody began, and each such wait holds a file handle.
"""

import asyncio
import socket
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from contact_api.http.errors.problems import problem

log = structlog.get_logger()

RETRY_AFTER_SECONDS = 2
FAREWELL_SECONDS = 1.0  # so long a refused client may read its answer
MOST_FAREWELLS = 100  # at once; beyond, a connection is cut without an answer


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Of one server process. Times are seconds."""

    in_all: int
    per_address: int
    requests_at_once: int
    header_seconds: float
    body_seconds: float
    idle_seconds: int
    read_seconds: float  # for a client to take what it is sent


@dataclass
class Open:
    """The connections of one server process."""

    by_address: Counter[str] = field(default_factory=Counter)
    farewells: int = 0

    def leave(self, address: str) -> None:
        """One from this address is gone."""
        self.by_address[address] -= 1
        if not self.by_address[address]:
            del self.by_address[address]


class LimitedProtocol(H11Protocol):
    """One connection. What takes too long is cut; what is too much is refused at once, with 503."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: ConnectionLimits,
        opened: Open,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.timeout_keep_alive = limits.idle_seconds
        self._limits = limits
        self._open = opened
        self._served: Any = self.app
        self.app: Any = self._unless_too_many
        self._address = ""
        self._is_refused = False
        self._cut: asyncio.TimerHandle | None = None
        self._slow_reader: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _without_delay(transport)
        self._address = str(transport.get_extra_info("peername", ("",))[0])
        self._open.by_address[self._address] += 1
        if self._is_one_too_many():
            self._refuse()
        else:
            self._cut_after(self._limits.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_in_time()
        self.resume_writing()
        self._open.leave(self._address)
        self._open.farewells -= self._is_refused
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return  # it has its answer
        if self._cut is None and self._is_between_requests():
            self._cut_after(self._limits.header_seconds)
        super().data_received(data)

    def handle_events(self) -> None:
        before = self._request()
        super().handle_events()
        request = self._request()
        if request is None:
            return
        if not request.more_body:
            self._is_in_time()
        elif request is not before:
            self._cut_after(self._limits.body_seconds)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_between_requests() and self.conn.trailing_data[0]:
            self._cut_after(self._limits.header_seconds)  # the next one was begun with the last
        if self.transport.get_write_buffer_size() and self._slow_reader is None:
            self._slow_reader = self.loop.call_later(self._limits.read_seconds, self._cut_unread)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._slow_reader = self.loop.call_later(self._limits.read_seconds, self._cut_unread)

    def resume_writing(self) -> None:
        if self._slow_reader is not None:
            self._slow_reader.cancel()
            self._slow_reader = None
        super().resume_writing()

    def _cut_unread(self) -> None:
        """It asked, and does not take the answer."""
        self._slow_reader = None
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    async def _unless_too_many(self, scope: Scope, receive: Receive, send: Send) -> None:
        if len(self.tasks) <= self._limits.requests_at_once:
            await self._served(scope, receive, send)
            return
        log.warning("request.refused", requests=len(self.tasks))
        await problem(503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})(scope, receive, send)

    def _is_one_too_many(self) -> bool:
        of_all = len(self.connections) - self._open.farewells
        return of_all > self._limits.in_all or self._open.by_address[self._address] > self._limits.per_address

    def _refuse(self) -> None:
        """Answer before anything is asked, and let the client read it."""
        self._is_refused = True
        self._open.farewells += 1
        if self._open.farewells > MOST_FAREWELLS:
            self.transport.abort()
            return
        self.transport.write(_too_many_connections())
        self.transport.write_eof()
        self._cut_after(FAREWELL_SECONDS)

    def _is_between_requests(self) -> bool:
        request = self._request()
        return request is None or request.response_complete

    def _request(self) -> RequestResponseCycle | None:
        """The last that was begun; uvicorn's own type does not say that there may be none."""
        return self.cycle

    def _cut_after(self, seconds: float) -> None:
        self._is_in_time()
        self._cut = self.loop.call_later(seconds, self.transport.abort)

    def _is_in_time(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
            self._cut = None


def _without_delay(transport: asyncio.Transport) -> None:
    """Answers leave at once. asyncio sees to it only for listeners of its own, not for one that processes share."""
    connected = transport.get_extra_info("socket")
    if connected is not None and connected.family in (socket.AF_INET, socket.AF_INET6):
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _too_many_connections() -> bytes:
    answer = problem(503, headers={"Retry-After": str(RETRY_AFTER_SECONDS), "Connection": "close"})
    head = b"".join(b"%s: %s\r\n" % one for one in answer.raw_headers)
    return b"HTTP/1.1 503 Service Unavailable\r\n" + head + b"\r\n" + bytes(answer.body)
