"""Many consumers at once, who try again with the same key until they are answered."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import uuid4

import httpx

from contact_api.adapters.identity.webhooks import sign
from tests.journeys.outside import Outside, a_request

UNITS = ("alidhem", "ersboda", "mariehem", "teg", "heimdall", "erikslid", "lycksele", "vilhelmina", "savar", "vannas")
REASONS = ("R01", "R02", "R05", "R13", "R14", "R30")
NURSES = ("alidhem-01", "alidhem-02", "ersboda-01", "teg-02")
AT_ONCE = 8
PAUSE_SECONDS = 0.1
GIVE_UP_SECONDS = 60.0


@dataclass(frozen=True)
class Pull:
    """A contact in a nurse's hands, as she was told."""

    contact_id: str
    staff_id: str
    lease_number: int


@dataclass
class Storm:
    """`many` citizens seek contact, some by telephone, while nurses work; `stop` lets the nurses go home."""

    outside: Outside
    many: int
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)  # by key
    pulls: list[Pull] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE + len(NURSES)))
    _slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))

    def begin(self) -> None:
        """Let everybody start; sign-ins are fetched first, in this thread."""
        self.front_end = self.outside.front_end().headers["Authorization"]
        nurses = {name: self.outside.signed_in(name).headers["Authorization"] for name in NURSES}
        self._seeking = [self._pool.submit(self._seek, *wish) for wish in self._wishes()]
        self._working = [self._pool.submit(self._work, *nurse) for nurse in nurses.items()]
