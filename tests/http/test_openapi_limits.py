"""The document against OWASP's API rules: every value has its limits, every operation says how it refuses."""

from typing import Any

import pytest

from tests.http.document import DOCUMENT, each_operation, every_schema


@each_operation
def test_owasp_every_operation_says_how_it_refuses_and_how_often_one_may_ask(
    operation: dict[str, Any],
) -> None:
    expected = {"400", "429", "500", "503"} | ({"401"} if operation["security"] else set())

    assert expected <= set(operation["responses"])
    for response in operation["responses"].values():
        assert {"RateLimit-Limit", "RateLimit-Reset", "Access-Control-Allow-Origin"} <= set(
            response["headers"]
        )
    assert "Retry-After" in operation["responses"]["429"]["headers"]


@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        ("string", {"maxLength", "enum", "const"}),
        ("string", {"pattern", "format", "enum", "const"}),
        ("array", {"maxItems"}),
        ("integer", {"format"}),
        ("integer", {"maximum", "exclusiveMaximum"}),
        ("integer", {"minimum", "exclusiveMinimum"}),
    ],
)
def test_owasp_every_value_has_its_limits(kind: str, limits: set[str]) -> None:
    without = [
        where for where, schema in every_schema() if schema["type"] == kind and not limits & set(schema)
    ]

    assert without == []


def test_no_unknown_field_is_let_through() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert (name, schema.get("additionalProperties")) == (name, False)
