"""The document against DIGG's national REST API profile (1.2.0), rule by rule."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema_rs

from contact_api.http.errors.problems import OF_STATUS
from contact_api.http.schemas.base import EXAMPLES, Shape
from tests.http.document import DOCUMENT, OPERATIONS, contents, each_operation, every_schema

COMMITTED = Path(__file__).parents[2] / "openapi" / "openapi.json"
SWEDISH = re.compile(r"\b(och|att|som|inte|för|den|ett|av)\b")
ENGLISH = re.compile(r"\b(and|the|that|of|a|not|for|is)\b", re.IGNORECASE)


def test_dok_03_and_11_the_info_says_what_it_is_and_who_answers_for_it() -> None:
    info = DOCUMENT["info"]

    assert {"title", "version", "description"} <= set(info)
    assert set(info["contact"]) == {"name", "url", "email"}
    assert set(info["license"]) == {"name", "url"}


def test_dok_06_the_description_is_in_swedish_and_english() -> None:
    swedish, english = DOCUMENT["info"]["description"].split("**English.**")

    assert len(SWEDISH.findall(swedish)) > 5
    assert len(ENGLISH.findall(english)) > 5


def test_dok_08_and_09_service_level_and_limits_are_described() -> None:
    assert DOCUMENT["info"]["termsOfService"].startswith("https://")
    assert all(len(DOCUMENT["info"][key]) > 40 for key in ("x-sla", "x-limitations"))


def test_dok_15_every_body_and_answer_has_an_example_that_fits_its_shape() -> None:
    for where, media_type, content in contents():
        [example] = content["examples"].values()
        schema = {**content["schema"], "components": DOCUMENT["components"]}

        jsonschema_rs.validate(schema, example["value"])

        assert (where, media_type, example["summary"]) != (where, media_type, "")


def test_every_example_is_read_by_its_own_shape() -> None:
    shapes = {one.__name__: one for one in _shapes(Shape)}

    for name, example in EXAMPLES.items():
        assert shapes[name].model_validate(example) is not None


@each_operation
def test_dok_19_every_operation_is_described_in_both_languages(operation: dict[str, Any]) -> None:
    swedish, english = operation["description"].split("\n\n")

    assert len(swedish) > 15
    assert len(english) > 15
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", operation["operationId"])


@each_operation
def test_dok_20_every_answer_is_described(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        assert (status, len(response["description"]) > 10) == (status, True)


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _, operation in OPERATIONS]

    assert len(set(names)) == len(names)


def test_dot_01_every_moment_shows_rfc_3339_in_utc() -> None:
    moments = [schema for _, schema in every_schema() if schema.get("format") == "date-time"]

    assert moments
    for schema in moments:
        assert schema["example"].endswith("Z")
        assert datetime.fromisoformat(schema["example"]).tzinfo is not None


def test_res_02_no_personal_number_has_a_place_in_an_address() -> None:
    names = [
        parameter["name"]
        for _, operation in OPERATIONS
        for parameter in operation.get("parameters", [])
        if parameter["in"] in ("path", "query")
    ]

    for name in (*names, *DOCUMENT["paths"]):
        assert not re.search(r"personnummer|pnr|ssn|personal|identity", name, re.IGNORECASE)


def test_res_06_and_ufn_paths_and_their_parameters_are_lower_case_with_hyphens() -> None:
    for path in DOCUMENT["paths"]:
        assert re.fullmatch(r"(/(\{[a-z]+(-[a-z]+)*\}|[a-z0-9]+(-[a-z0-9]+)*))+", path)
        assert len(path) < 2048


def test_path_parameters_are_named_as_in_the_path() -> None:
    for name, operation in OPERATIONS:
        named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
        assert named == set(re.findall(r"\{([^}]+)\}", name))


def test_ufn_01_and_ver_05_the_server_is_https_with_the_version_in_its_path() -> None:
    assert [server["url"] for server in DOCUMENT["servers"]] == [
        "https://kontakt.example.se/contact-routing/v1"
    ]


def test_ame_field_names_are_snake_case() -> None:
    for where, schema in every_schema():
        for name in schema.get("properties", {}):
            assert (where, bool(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name))) == (where, True)


@each_operation
def test_fel_every_refusal_is_a_problem(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            assert set(response["content"]) == {"application/problem+json"}
            [example] = response["content"]["application/problem+json"]["examples"].values()
            assert set(example["value"]) >= {"type", "title", "status", "detail", "instance"}
            assert example["value"]["status"] == int(status)


def test_ver_06_the_api_tells_about_itself() -> None:
    assert "/api-info" in DOCUMENT["paths"]


@each_operation
def test_fns_lists_are_paged_by_limit_and_offset(operation: dict[str, Any]) -> None:
    query = {p["name"]: p for p in operation.get("parameters", []) if p["in"] == "query"}

    assert ("limit" in query) == ("offset" in query)
    if "limit" in query:
        assert query["limit"]["schema"] | {"description": ""} == {
            "type": "integer",
            "format": "int32",
            "minimum": 1,
            "maximum": 100,
            "default": 20,
            "description": "",
        }
    for name, parameter in query.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        assert parameter.get("required", False) is False


def test_sak_sign_in_is_oauth_over_https_and_keys_stand_in_headers() -> None:
    schemes = DOCUMENT["components"]["securitySchemes"].values()

    for scheme in schemes:
        assert scheme["type"] in ("oauth2", "apiKey")
        assert scheme.get("in", "header") == "header"
        for flow in scheme.get("flows", {}).values():
            assert flow["tokenUrl"].startswith("https://")
            assert flow["refreshUrl"].startswith("https://")


def test_for_02_no_get_has_a_body() -> None:
    assert not [
        name for name, operation in OPERATIONS if name.startswith("get") and "requestBody" in operation
    ]


def test_every_status_that_is_documented_is_one_we_know() -> None:
    for _, operation in OPERATIONS:
        for status in operation["responses"]:
            assert int(status) < 400 or int(status) in {*OF_STATUS, 404, 409, 422}


def test_the_committed_document_is_the_one_the_code_makes() -> None:
    assert json.loads(COMMITTED.read_text("utf-8")) == DOCUMENT


def _shapes(shape: type[Shape]) -> Iterator[type[Shape]]:
    for one in shape.__subclasses__():
        yield one
        yield from _shapes(one)
