"""A small HTTP double of Twilio's message API on the loopback address."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "made-up-token"
MOBILE = "+46701740605"  # PTS: reserved for fiction
ACCEPTED = (201, json.dumps({"sid": "SM00000000000000000000000000000001", "status": "accepted", "body": ""}))


@dataclass
class TwilioDouble:
    """Answers each request with the next of `answers`, the last for ever; None lets the caller wait."""

    answers: list[tuple[int, str] | None] = field(default_factory=lambda: [ACCEPTED])
    seen: list[dict[str, Any]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def next_answer(self) -> tuple[int, str] | None:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def handler(double: TwilioDouble) -> type[BaseHTTPRequestHandler]:
    """The request class of a server that answers as the double says."""

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
