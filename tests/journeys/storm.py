"""Many consumers at once, who try again with the same key until they are answered."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from typing import Any
from uuid import uuid4

import httpx
import psutil

from contact_api.adapters.identity.webhooks import sign
from contact_api.demo.stack import Stack
from tests.journeys.outside import Outside, a_request
from tests.patience import PATIENCE_SECONDS, caller

UNITS = (
    *("alidhem", "ersboda", "mariehem", "teg", "heimdall"),
    *("erikslid", "lycksele", "vilhelmina", "savar", "vannas"),
)
REASONS = ("R01", "R02", "R05", "R13", "R14", "R30")
NURSES = ("alidhem-01", "alidhem-02", "ersboda-01", "teg-02")
OUTCOMES = ({"outcome": "reached", "result": "advice"}, {"outcome": "no_answer"}, None)  # None: given back
AT_ONCE = 8
WAIT_SECONDS = 0.1  # before one tries again

Send = Callable[[httpx.Client], httpx.Response]


@dataclass(frozen=True)
class Pull:
    """A contact that a nurse holds, as the answer said."""

    contact_id: str
    lease_number: int
    staff_id: str


def kill_worker(stack: Stack) -> None:
    """Not its supervisor, who is to replace it."""
    for worker in psutil.Process(stack.programs.pid("worker")).children():
        worker.kill()


class Storm:
    """Citizens seek contact on the web and by telephone while nurses work. Everybody has an own connection."""

    def __init__(self, outside: Outside, many: int) -> None:
        self.answers: dict[str, dict[str, Any]] = {}  # what each was told, by the key of the request
        self.pulls: list[Pull] = []
        self.outcomes = 0
        self.refused: list[str] = []  # answers that are neither a yes nor "try again"
        self._outside = outside
        self._places = outside.stack.places
        self._front_end = outside.front_end().headers["Authorization"]
        self._nurses = {name: outside.signed_in(name).headers["Authorization"] for name in NURSES}
        self._sends = {str(uuid4()): number for number in range(many)}
        self._todo = iter(list(self._sends.items()))
        self._taking = threading.Lock()
        self._over = threading.Event()
        self._pool = ThreadPoolExecutor(AT_ONCE + len(NURSES))
        self._running: list[Future[None]] = []

    def begin(self) -> None:
        self._running = [self._pool.submit(self._seek) for _ in range(AT_ONCE)]
        self._running += [self._pool.submit(self._work, name) for name in self._nurses]

    def wait_for(self, answers: int) -> bool:
        """Until so many are answered; False when that takes too long, or somebody was refused."""
        self._outside.wait_until(lambda: len(self.answers) >= answers or self.refused)
        return len(self.answers) >= answers and not self.refused

    def end(self) -> None:
        """Let the nurses finish what they have in hand. Errors: whatever went wrong in any thread."""
        self._over.set()
        self._pool.shutdown()
        for one in self._running:
            one.result()

    def ask_again(self, key: str) -> httpx.Response:
        """The same request with the same key."""
        with self._connection() as client:
            return self._request(key, self._sends[key])(client)

    def _seek(self) -> None:
        with self._connection() as client:
            for key, number in iter(self._next, None):
                answer = self._until_answered(client, self._request(key, number))
                if answer is not None:
                    self.answers[key] = answer.json()

    def _next(self) -> tuple[str, int] | None:
        with self._taking:
            return next(self._todo, None)

    def _request(self, key: str, number: int) -> Send:
        """Every third rings; no two are the same person at the same unit about the same thing."""
        unit, rest = UNITS[number % len(UNITS)], number // len(UNITS)
        if number % 3 == 0:
            return lambda client: self._ring(client, key, unit, rest)
        phone = f"+467017406{5 + rest // len(REASONS):02}"
        wish = a_request(unit, reason=REASONS[rest % len(REASONS)], phone=phone)
        headers = {"Authorization": self._front_end, "Idempotency-Key": key}
        return lambda client: client.post("/contact-requests", json=wish, headers=headers)

    def _ring(self, client: httpx.Client, key: str, unit: str, rest: int) -> httpx.Response:
        call = {
            "unit_id": unit,
            "caller_number": f"+467017406{50 + rest // 9:02}",
            "menu_choice": str(1 + rest % 9),
        }
        body = json.dumps(call).encode()
        headers = sign([self._places.webhook_secret], f"msg_{key}", body, now=datetime.now(UTC))
        return client.post(
            "/telephony/callback-requests",
            content=body,
            headers=headers | {"Content-Type": "application/json"},
        )

    def _work(self, staff_id: str) -> None:
        signed_in = {"Authorization": self._nurses[staff_id]}
        with self._connection() as client:
            for outcome in cycle(OUTCOMES):
                if self._over.is_set():
                    return
                pulled = self._until_answered(
                    client, lambda on: on.post("/work-queue/pulls", headers=signed_in)
                )
                if pulled is None or pulled.status_code == httpx.codes.NO_CONTENT:
                    self._over.wait(WAIT_SECONDS)
                    continue
                claim = pulled.json()
                contact_id, lease = claim["contact"]["contact_id"], claim["lease_number"]
                self.pulls.append(Pull(contact_id, lease, staff_id))
                self._say(client, contact_id, {"lease_number": lease}, outcome, signed_in)

    def _say(
        self,
        client: httpx.Client,
        contact_id: str,
        lease: dict[str, int],
        outcome: dict[str, str] | None,
        signed_in: dict[str, str],
    ) -> None:
        headers = signed_in | {"Idempotency-Key": str(uuid4())}
        route = f"/work-queue/claims/{contact_id}/{'outcomes' if outcome else 'releases'}"
        body = lease | (outcome or {})
        said = self._until_answered(client, lambda on: on.post(route, json=body, headers=headers))
        if said is not None and outcome:
            self.outcomes += 1

    def _until_answered(self, client: httpx.Client, send: Send) -> httpx.Response | None:
        """The answer, however often one has to ask; None when it is a refusal, which is noted."""
        for _ in range(int(PATIENCE_SECONDS / WAIT_SECONDS)):
            try:
                answer = send(client)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.is_success:
                return answer
            if answer is not None and answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                self.refused.append(f"{answer.status_code} {answer.text}")
                return None
            threading.Event().wait(WAIT_SECONDS)
        self.refused.append("never answered")
        return None

    def _connection(self) -> httpx.Client:
        return caller(base_url=f"{self._places.api}/contact-routing/v1")
