"""What is asked of both: a different person each time, at all units in turn."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any
from uuid import uuid4

from benchmarks.environment import Nurse
from benchmarks.http_client import request

ROOT = "/contact-routing/v1"
REASONS = ("R01", "R02", "R05", "R06", "R08", "R09", "R14", "R43")  # a nurse takes them, today
FICTION = range(605, 699)  # +46 70 174 06 05 and on: numbers that belong to nobody


class Citizens:
    """An endless row of made-up people who seek contact, each once."""

    def __init__(self, units: Iterable[str]) -> None:
        self._units = list(units)
        self._numbers: Iterator[int] = count(1)

    def bodies(self, most: int) -> Iterator[dict[str, Any]]:
        """What the next of them send."""
        for _, number in zip(range(most), self._numbers, strict=False):
            yield {
                "unit_id": self._units[number % len(self._units)],
                "reason": REASONS[number % len(REASONS)],
                "facts": ["new_problem"],
                "identity": {
                    "kind": "other_reserve_number",
                    "number": f"BENCH{number:07}",
                    "system": "1.2.752.74.9.99",
                },
                "name": "Made Up",
                "phone": f"+46701740{FICTION[number % len(FICTION)]}",
                "sms_welcome": True,
                "consent": "same_provider",
                "free_text": "Hosta sedan i måndags, ingen feber.",
            }


def intakes(citizens: Citizens, most: int, *, token: str | None) -> list[bytes]:
    """Intakes for the product, or for the reference when there is no token."""
    return [intake(body, token=token) for body in citizens.bodies(most)]


def intake(body: dict[str, Any], *, token: str | None) -> bytes:
    """One intake with a key of its own."""
    key = str(uuid4())
    if token is None:
        return request("POST", "/contact-requests", body, Idempotency_Key=key)
    return request(
        "POST", f"{ROOT}/contact-requests", body, Idempotency_Key=key, Authorization=f"Bearer {token}"
    )


def pull(nurse: Nurse) -> bytes:
    """The next contact, please, of the product."""
    return request("POST", f"{ROOT}/work-queue/pulls", Authorization=f"Bearer {nurse.token}")


def bare_pull(nurse: Nurse) -> bytes:
    """The same of the reference."""
    return request("POST", "/pulls", {"staff_id": nurse.staff_id, "unit_id": nurse.unit_id})


def look(nurse: Nurse) -> bytes:
    """A look at the queue; what a page that stays open does."""
    return request("GET", f"{ROOT}/work-queue?limit=1", Authorization=f"Bearer {nurse.token}")


def reached(nurse: Nurse, contact_id: str, lease_number: int) -> bytes:
    """She was reached and advised."""
    body = {"lease_number": lease_number, "outcome": "reached", "result": "advice"}
    path = f"{ROOT}/work-queue/claims/{contact_id}/outcomes"
    return request("POST", path, body, Authorization=f"Bearer {nurse.token}")


def status(contact_id: str, link: str) -> bytes:
    """Where does it stand?"""
    return request("GET", f"{ROOT}/contact-requests/{contact_id}", Contact_Link=link)
