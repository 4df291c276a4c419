"""A small HTTP double of Twilio's message API on the loopback address."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "made-up-token"  # noqa: S105
MOBILE = "+46701740605"  # PTS: reserved for fiction
ACCEPTED = (201, json.dumps({"sid": "SM00000000000000000000000000000001", "status": "accepted", "body": ""}))


@dataclass
class TwilioDouble:
    """Answers each request with the next of `answers`, the last one for ever; None keeps the caller waiting."""

    answers: list[tuple[int, str] | None] = field(default_factory=lambda: [ACCEPTED])
    seen: list[dict[str, Any]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def next_answer(self) -> tuple[int, str] | None:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def _handler(double: TwilioDouble) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            double.seen.append({"path": self.path, "form": form, "sign_in": self.headers["Authorization"]})
            answer = double.next_answer()
            if answer is None:
                double.closing.wait()
                return
            self.send_response(answer[0])
            self.send_header("Content-Length", str(len(answer[1].encode())))
            self.end_headers()
            self.wfile.write(answer[1].encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    return Handler


@pytest.fixture
def twilio() -> Iterator[TwilioDouble]:
    double = TwilioDouble()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(double))
    double.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield double
    double.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()
