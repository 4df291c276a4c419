"""The document, and ways through it."""

from collections.abc import Iterator
from typing import Any

import pytest

from contact_api.http.app import openapi_document
from contact_api.http.openapi.document import operations_of

DOCUMENT = openapi_document()
OPERATIONS = [(f"{method} {path}", operation) for path, method, operation in operations_of(DOCUMENT)]

each_operation = pytest.mark.parametrize(
    "operation", [one for _, one in OPERATIONS], ids=[name for name, _ in OPERATIONS]
)


def every_schema(part: Any = None, at: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema with a type, and where it stands; examples are data, not schemas."""
    part = DOCUMENT if part is None else part
    if isinstance(part, dict):
        if isinstance(part.get("type"), str) and part["type"] in (
            "string",
            "integer",
            "number",
            "array",
            "object",
        ):
            yield at, part
        for key, one in part.items():
            if key not in ("examples", "example", "info"):
                yield from every_schema(one, f"{at}/{key}")
    if isinstance(part, list):
        for place, one in enumerate(part):
            yield from every_schema(one, f"{at}/{place}")


def contents() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every body that is sent or answered: operation, media type, content."""
    for name, operation in OPERATIONS:
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{name} request", media_type, content
        for status, response in operation["responses"].items():
            for media_type, content in response.get("content", {}).items():
                yield f"{name} {status}", media_type, content
