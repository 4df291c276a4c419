"""The double over loopback: in a thread of a test, or as a program of the demo."""

import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from contact_api.demo.provider import rest
from contact_api.demo.provider.control import Control
from contact_api.demo.provider.provider import Provider

LAST_ASKED = 1000  # requests that are remembered
PAUSE = 0.25  # seconds between two events of a call, where nobody steps


class Double:
    """The application, and what can be said of its answers: `instead` of the next proper ones, what was `asked`."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.instead: list[rest.Instead] = []
        self.asked: deque[rest.Asked] = deque(maxlen=LAST_ASKED)
        self.closing = threading.Event()
        door = rest.Door(provider, self.instead, self.asked, self.closing.wait)
        self.app = Starlette(
            routes=[*rest.routes(door), *Control(provider).routes()],
            exception_handlers={KeyError: _no_such, ValueError: _wrong},
        )


@contextmanager
def served(app: ASGIApp, *, closing: threading.Event | None = None) -> Iterator[str]:
    """Serve an application on a free port of the loopback, in a thread, for as long as the block lasts; its address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise RuntimeError("the double could not be started")
                time.sleep(0.002)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            if closing is not None:
                closing.set()
            server.should_exit = True
            thread.join()


def live(provider: Provider, stopping: threading.Event) -> None:
    """Let time pass by itself until `stopping`."""
    before = time.monotonic()
    while not stopping.wait(PAUSE):
        now = time.monotonic()
        provider.step(seconds=now - before)
        before = now


def serve(provider: Provider, *, port: int) -> None:
    """Serve on the loopback until stopped; time passes by itself."""
    double, stopping = Double(provider), threading.Event()
    thread = threading.Thread(target=live, args=(provider, stopping), daemon=True)
    thread.start()
    try:
        uvicorn.run(double.app, host="127.0.0.1", port=port, log_level="warning", ws="none")
    finally:
        stopping.set()
        double.closing.set()
        thread.join()


def _no_such(_: Request, error: Exception) -> Response:
    return JSONResponse({"wrong": f"there is no {error}"}, 400)


def _wrong(_: Request, error: Exception) -> Response:
    return JSONResponse({"wrong": str(error)}, 400)
