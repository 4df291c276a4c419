"""Staff in a real browser: sign in, take the next contact, say how it went, see alerts and the queue."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Site, Visitor

PHONES = (f"+4670174{number:04}" for number in count(610))


@pytest.fixture
def seek(site: Site) -> Iterator[Any]:
    """Have somebody seek contact at a unit; what is said over the typical is given by keyword."""

    def seek(unit: str, **but: Any) -> dict[str, Any]:
        body = {"unit_id": unit, "reason": "R01", "phone": next(PHONES), "identity": {"kind": "none"}}
        answer = httpx.post(
            f"{site.api}/contact-requests", json=body | but, headers=site.front_end(), trust_env=False
        )
        taken: dict[str, Any] = answer.raise_for_status().json()
        return taken

    return iter([seek]).__next__()


def is_at_the_desk(visitor: Visitor, person: str, *, language: str = "sv") -> Page:
    visitor.goes_to(f"/desk?language={language}")
    visitor.page.click("#sign-in")
    visitor.signs_in_as(person)
    expect(visitor.page.locator("#inside")).to_be_visible()
    return visitor.page
