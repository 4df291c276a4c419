"""Slow and many connections, on real sockets: they are cut or refused, and others are answered meanwhile."""

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial

import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from contact_api.http.middleware.connection_limits import (
    MOST_FAREWELLS,
    ConnectionLimits,
    LimitedProtocol,
    Open,
)
from tests.patience import PATIENCE_SECONDS, eventually

LONG, SHORT = 10 * PATIENCE_SECONDS, 0.2  # seconds: never comes in a test, and comes soon
PATIENT = ConnectionLimits(
    in_all=5_000,
    per_address=5_000,
    requests_at_once=5_000,
    header_seconds=LONG,
    body_seconds=LONG,
    idle_seconds=int(LONG),
    read_seconds=LONG,
)
HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
HALF_OF_THE_HEADERS = b"GET / HTTP/1.1\r\nHos"
HALF_OF_THE_BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345"
LARGE = b"x" * 30_000_000  # more than the buffers between the two ends hold


class Answering:
    """Reads the body, and answers with its size; `/held` waits for the test, `/large` answers with much."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        read = 0
        more = True
        while more:
            message = await receive()
            read += len(message.get("body", b""))
            more = message.get("more_body", False)
        if scope["path"] == "/held":
            self.held += 1
            await asyncio.to_thread(self.let_go.wait)
        body = LARGE if scope["path"] == "/large" else str(read).encode()
        await Response(body)(scope, receive, send)


class Served:
    """A server on the loopback, and ways to it."""

    def __init__(self, port: int, server: uvicorn.Server, app: Answering) -> None:
        self._port = port
        self._server = server
        self.app = app

    def open(self, stack: ExitStack, begun: bytes = b"", *, address: str = HERE) -> socket.socket:
        """A connection on which this has been sent."""
        one = stack.enter_context(
            socket.create_connection((HERE, self._port), PATIENCE_SECONDS, source_address=(address, 0))
        )
        one.sendall(begun)
        return one

    def answers(self, *, address: str = HERE) -> bool:
        """Whether somebody else is answered now."""
        with ExitStack() as stack:
            return read(self.open(stack, WHOLE, address=address)).startswith(b"HTTP/1.1 200")

    def connections(self) -> int:
        return len(self._server.server_state.connections)

    def options(self, option: int) -> list[int]:
        """What is set on the connections that are open."""
        opened = [one.transport.get_extra_info("socket") for one in self._server.server_state.connections]
        return [int(bool(one.getsockopt(socket.IPPROTO_TCP, option))) for one in opened]


def read(one: socket.socket) -> bytes:
    """A whole answer, in however many pieces it comes; nothing when the connection was cut."""
    answer = b""
    with suppress(ConnectionResetError):
        while not is_whole(answer) and (piece := one.recv(65_536)):
            answer += piece
    return answer


def is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


@contextmanager
def served(limits: ConnectionLimits) -> Iterator[Served]:
    app = Answering()
    http = partial(LimitedProtocol, limits=limits, opened=Open())
    config = uvicorn.Config(app, http=http, lifespan="off", log_config=None, access_log=False)  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.bind((HERE, 0))
        listener.listen(2_048)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert eventually(lambda: server.started)
            yield Served(listener.getsockname()[1], server, app)
        finally:
            app.let_go.set()
            server.should_exit = True
            server.force_exit = True
            thread.join()


@pytest.mark.parametrize(
    ("limits", "begun"),
    [
        (replace(PATIENT, header_seconds=SHORT), b""),
        (replace(PATIENT, header_seconds=SHORT), HALF_OF_THE_HEADERS),
        (replace(PATIENT, header_seconds=SHORT), WHOLE + HALF_OF_THE_HEADERS),
        (replace(PATIENT, body_seconds=SHORT), HALF_OF_THE_BODY),
        (replace(PATIENT, idle_seconds=1), WHOLE),
        (replace(PATIENT, read_seconds=SHORT), WHOLE.replace(b"/ ", b"/large ", 1)),
    ],
    ids=["nothing", "headers", "headers of the second", "body", "idle", "not read"],
)
def test_many_that_stop_half_way_are_cut_and_others_are_answered_meanwhile(
    limits: ConnectionLimits, begun: bytes
) -> None:
    many = 20 if b"large" in begun else 400
    with served(limits) as here, ExitStack() as stack:
        half_sent = [here.open(stack, begun) for _ in range(many)]

        assert here.answers()
        assert eventually(lambda: here.connections() == 0)
        assert here.answers()
        assert len(half_sent) == many


def test_who_sends_a_byte_now_and_then_is_cut_all_the_same() -> None:
    with served(replace(PATIENT, header_seconds=SHORT)) as here, ExitStack() as stack:
        one = here.open(stack, HALF_OF_THE_HEADERS)

        assert eventually(lambda: not sent(one, b"x"))


def test_who_is_in_time_is_never_cut() -> None:
    limits = replace(PATIENT, header_seconds=SHORT, body_seconds=SHORT, read_seconds=SHORT)
    with served(limits) as here, ExitStack() as stack:
        waits = here.open(stack, WHOLE.replace(b"/ ", b"/held ", 1))
        assert eventually(lambda: here.app.held)
        half_sent = here.open(stack, HALF_OF_THE_HEADERS)
        assert read(half_sent) == b""  # the time is over for who did not send all

        here.app.let_go.set()

        assert read(waits).startswith(b"HTTP/1.1 200")


def test_one_more_than_an_address_may_have_is_refused_at_once_and_another_address_is_served() -> None:
    with served(replace(PATIENT, per_address=5)) as here, ExitStack() as stack:
        first = [here.open(stack, HALF_OF_THE_HEADERS) for _ in range(5)]
        assert eventually(lambda: here.connections() == 5)

        refused = read(here.open(stack))  # it has not even asked

        assert_refused(refused)
        assert here.answers(address=ELSEWHERE)
        first[0].close()
        assert eventually(here.answers)


def test_many_refused_ones_leave_nothing_behind() -> None:
    with served(replace(PATIENT, in_all=2)) as here, ExitStack() as stack:
        kept = [here.open(stack, HALF_OF_THE_HEADERS) for _ in range(2)]
        assert eventually(lambda: here.connections() == 2)
        for _ in range(MOST_FAREWELLS + 1):
            with ExitStack() as refused:
                assert_refused(read(here.open(refused)))
            assert eventually(lambda: here.connections() == 2)

        kept[0].close()
        assert eventually(here.answers)
        here.open(stack, HALF_OF_THE_HEADERS)
        assert eventually(lambda: here.connections() == 2)
        assert_refused(read(here.open(stack)))


def test_more_than_the_process_may_have_are_refused_whoever_comes() -> None:
    with served(replace(PATIENT, in_all=5)) as here, ExitStack() as stack:
        for _ in range(5):
            here.open(stack, HALF_OF_THE_HEADERS)
        assert eventually(lambda: here.connections() == 5)

        assert_refused(read(here.open(stack, address=ELSEWHERE)))


def test_more_requests_at_once_than_there_may_be_are_refused_on_a_connection_that_stays() -> None:
    with served(replace(PATIENT, requests_at_once=3)) as here, ExitStack() as stack:
        for _ in range(3):
            here.open(stack, WHOLE.replace(b"/ ", b"/held ", 1))
        assert eventually(lambda: here.app.held == 3)
        fourth = here.open(stack, WHOLE)
        refused = read(fourth)

        here.app.let_go.set()

        assert_refused(refused)
        assert eventually(lambda: asked_again(fourth).startswith(b"HTTP/1.1 200"))


def test_answers_leave_without_delay_on_a_listener_that_processes_share() -> None:
    with served(PATIENT) as here, ExitStack() as stack:
        read(here.open(stack, WHOLE))

        assert here.options(socket.TCP_NODELAY) == [1]


def assert_refused(answer: bytes) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503")
    assert b"application/problem+json" in head
    assert b"retry-after: 2" in head.lower()
    assert b'"status":503' in body.replace(b" ", b"")


def asked_again(one: socket.socket) -> bytes:
    one.sendall(WHOLE)
    return read(one)


def sent(one: socket.socket, some: bytes) -> bool:
    try:
        one.sendall(some)
    except OSError:
        return False
    return True
