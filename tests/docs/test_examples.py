"""The bodies that the documents show are bodies the API takes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from contact_api.http.app import ROUTERS
from contact_api.http.schemas.inbound_calls import CallEventIn

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
BODY = re.compile(r"(?:-d |BODY=)'(\{.*\})'")
EVENTS = re.compile(r"^```json\n(\{\"events\".*?)^```", re.MULTILINE | re.DOTALL)
OF_THE_DOUBLE = "/double/"  # of the provider of calls, not of the API


def shapes() -> Iterator[type[BaseModel]]:
    for route in (route for router in ROUTERS for route in router.routes):
        if isinstance(route, APIRoute) and route.body_field is not None:
            yield route.body_field.field_info.annotation  # type: ignore[misc]


def shown() -> Iterator[tuple[str, dict[str, Any]]]:
    """Where a body stands, and the body."""
    for document in DOCUMENTS:
        for number, line in enumerate(document.read_text("utf-8").splitlines(), start=1):
            found = BODY.search(line)
            if found and OF_THE_DOUBLE not in line:
                yield f"{document.relative_to(ROOT)}:{number}", json.loads(found[1])


def fits(shape: type[BaseModel], body: dict[str, Any]) -> bool:
    try:
        shape.model_validate(body)
    except ValidationError:
        return False
    return True


BODIES = dict(shown())


@pytest.mark.parametrize("where", BODIES)
def test_a_body_that_is_shown_is_one_that_is_taken(where: str) -> None:
    assert [shape.__name__ for shape in shapes() if fits(shape, BODIES[where])] != []


def test_the_documents_show_how_both_consumers_without_a_sign_in_of_their_own_post() -> None:
    places = {where.partition(":")[0] for where in BODIES}

    assert {"README.md", "docs/connect-sign-in.md"} <= places


def test_the_events_that_are_shown_are_events() -> None:
    found = EVENTS.findall((ROOT / "docs" / "connect-telephony.md").read_text("utf-8"))

    assert [CallEventIn.model_validate(one).kind for text in found for one in json.loads(text)["events"]] == [
        "turned_away"
    ]
