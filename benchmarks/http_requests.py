"""The requests that product and reference are sent: another person each time, at all units in turn."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

from benchmarks.environment import Nurse
from benchmarks.http_client import request

ROOT = "/contact-routing/v1"
REASONS = ("R01", "R02", "R05", "R06", "R08", "R09", "R14", "R43")  # a nurse takes them, today
# Numbers that belong to nobody: PTS keeps them for fiction.
MOBILES = tuple(f"+{number}" for number in range(46_701_740_605, 46_701_740_700))
LANDLINES = tuple(
    f"+{first + number}"
    for first in (46_313_900_600, 46_406_280_400, 46_980_319_200)
    for number in range(100)
)
PHONES = MOBILES + LANDLINES  # so many that one of them stands for a few people, not for a hundred


class Citizens:
    """Made-up people without end who seek contact, each once."""

    def __init__(self, units: Iterable[str]) -> None:
        self._units = list(units)
        self._numbers: Iterator[int] = itertools.count(1)

    def bodies(self, count: int) -> Iterator[dict[str, Any]]:
        """The bodies of the next requests."""
        for _, number in zip(range(count), self._numbers, strict=False):
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
                "phone": PHONES[number % len(PHONES)],
                "sms_welcome": True,
                "consent": "same_provider",
                "free_text": "Hosta sedan i måndags, ingen feber.",
            }


def intakes(citizens: Citizens, count: int, *, token: str | None) -> list[bytes]:
    """Intakes for the product, or for the reference when there is no token."""
    return [intake(body, token=token) for body in citizens.bodies(count)]


def intake(body: dict[str, Any], *, token: str | None) -> bytes:
    """One intake with a key of its own."""
    key = str(uuid4())
    if token is None:
        return request("POST", "/contact-requests", body, Idempotency_Key=key)
    return request(
        "POST", f"{ROOT}/contact-requests", body, Idempotency_Key=key, Authorization=f"Bearer {token}"
    )


def pull(nurse: Nurse) -> bytes:
    """A pull of the next contact, at the product."""
    return request("POST", f"{ROOT}/work-queue/pulls", Authorization=f"Bearer {nurse.token}")


def reference_pull(nurse: Nurse) -> bytes:
    """The same at the reference."""
    return request("POST", "/pulls", {"staff_id": nurse.staff_id, "unit_id": nurse.unit_id})


def queue_view(nurse: Nurse) -> bytes:
    """The queue, as a page that stays open reads it."""
    return request("GET", f"{ROOT}/work-queue?limit=1", Authorization=f"Bearer {nurse.token}")


def reached_outcome(nurse: Nurse, contact_id: str, lease_number: int) -> bytes:
    """The citizen was reached and advised."""
    body = {"lease_number": lease_number, "outcome": "reached", "result": "advice"}
    path = f"{ROOT}/work-queue/claims/{contact_id}/outcomes"
    return request("POST", path, body, Authorization=f"Bearer {nurse.token}")


def status(contact_id: str, link: str) -> bytes:
    """The status of a contact request."""
    return request("GET", f"{ROOT}/contact-requests/{contact_id}", Contact_Link=link)
