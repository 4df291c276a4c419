"""The OpenAPI document as DIGG's national REST API profile and OWASP's API rules want it.

The framework knows paths, parameters and shapes; here it learns what holds for every operation: who may call
it, which refusals may come, which headers go with the answers, and an example for each body.
"""

from collections.abc import Iterator
from copy import deepcopy
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from contact_api.domain.core.access import Permission
from contact_api.http.api_root import API_ROOT
from contact_api.http.auth.allowed import allowed
from contact_api.http.errors.problems import OF_STATUS
from contact_api.http.openapi.document_facts import (
    COMPONENTS,
    EVERY_PROBLEM,
    HEADERS,
    INFO,
    JSON,
    PROBLEM_JSON,
    SERVERS,
    TAGS,
    problem_example,
    security_of,
)
from contact_api.http.responses.json_and_csv import CALENDAR
from contact_api.http.schemas.base import EXAMPLES

Json = dict[str, Any]
A_TABLE = "group,contacts\r\nalidhem,120\r\n"
A_CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
METHODS = ("get", "put", "post", "delete", "patch")


def document_of(api: FastAPI) -> Json:
    """The document of the routes of this application."""
    contexts = {route.operation_id: route for route in routes_of(api)}
    document = get_openapi(
        title=INFO["title"],
        version=INFO["version"],
        openapi_version="3.1.1",
        routes=api.routes,
        separate_input_output_schemas=False,
    )
    document["info"] = INFO
    document["servers"] = SERVERS
    document["tags"] = TAGS
    document["paths"] = {_public_path(path): item for path, item in document["paths"].items()}
    schemas = document["components"]["schemas"]
    for path, _, operation in operations_of(document):
        _complete(operation, contexts[operation["operationId"]], schemas, path=path)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    document["components"] = {**deepcopy(COMPONENTS), "schemas": schemas | COMPONENTS["schemas"]}
    _tidy(document["paths"])
    _tidy(document["components"]["schemas"])
    return document


def routes_of(api: FastAPI) -> Iterator[APIRoute]:
    """Every route of the API itself, whichever router it came by."""
    for route in api.routes:
        inner = getattr(route, "original_router", None)
        for one in inner.routes if inner is not None else [route]:
            if isinstance(one, APIRoute) and one.include_in_schema:
                yield one


def permission_of(route: APIRoute) -> Permission | None:
    """The permission a route names, if it does."""
    named = [one.call.permission for one in route.dependant.dependencies if isinstance(one.call, allowed)]
    return named[0] if len(named) == 1 else None


def operations_of(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Path, method and operation of everything in a document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _public_path(path: str) -> str:
    """Without the root, which the servers name, and with hyphens in the names of parameters."""
    return path.removeprefix(API_ROOT).replace("_", "-")


def _complete(operation: Json, route: APIRoute, schemas: Json, *, path: str) -> None:
    permission = permission_of(route)
    operation["security"] = security_of(permission)
    operation["x-permission"] = permission.value if permission else None
    _complete_parameters(operation, permission)
    responses: Json = operation["responses"]
    for refusal in _problems_of(operation, permission, path=path):
        known = responses.setdefault(str(refusal), {})
        known["description"] = known.get("description") or OF_STATUS[refusal][1]
    if responses.get("422", {}).get("description") == "Validation Error":
        responses["422"]["description"] = OF_STATUS[422][1]
    if "requestBody" in operation:
        operation["requestBody"]["description"] = "What is sent."
        _give_example(operation["requestBody"]["content"], schemas)
    for status, response in responses.items():
        _complete_response(response, int(status), schemas)
    operation["responses"] = dict(sorted(responses.items()))


def _complete_parameters(operation: Json, permission: Permission | None) -> None:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            parameter["name"] = parameter["name"].replace("_", "-")
            parameter.setdefault("description", "Which one.")
    if permission is Permission.SIGNED_WEBHOOK:  # its webhook-id is its key
        known = operation.get("parameters", [])
        operation["parameters"] = [p for p in known if p["name"] != "Idempotency-Key"]


def _problems_of(operation: Json, permission: Permission | None, *, path: str) -> list[int]:
    """The refusals that may come whatever the operation does."""
    found = list(EVERY_PROBLEM)
    if permission is not Permission.PUBLIC:
        found.append(401)
        if permission is not Permission.SIGNED_WEBHOOK:
            found.append(403)
    if "requestBody" in operation:
        found += [413, 415, 422]
    if operation.get("parameters"):
        found.append(422)
    if "{" in path:
        found.append(404)
    return found


def _complete_response(response: Json, status: int, schemas: Json) -> None:
    response["headers"] = deepcopy(HEADERS["every"])
    response["headers"] |= deepcopy(HEADERS.get(str(status), {}))
    if status >= HTTPStatus.BAD_REQUEST:
        response["content"] = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        response["content"][PROBLEM_JSON]["examples"] = problem_example(status)
        return
    if status == HTTPStatus.NO_CONTENT:
        response.pop("content", None)
    _give_example(response.get("content", {}), schemas)


def _give_example(content: Json, schemas: Json) -> None:
    for media_type, body in content.items():
        if media_type != JSON:
            value = A_CALENDAR if media_type == CALENDAR else A_TABLE
            body.setdefault("examples", {"example": {"summary": "Example", "value": value}})
            continue
        name = body["schema"]["$ref"].rpartition("/")[2]
        schemas[name]["examples"] = [EXAMPLES[name]]  # the framework drops what is null in them
        body["examples"] = {"example": {"summary": "Example", "value": EXAMPLES[name]}}


def _tidy(part: Any) -> None:
    """The limit of UUIDs, which the framework does not state, and titles that only repeat the name."""
    if isinstance(part, dict):
        if part.get("type") == "string" and part.get("format") == "uuid":
            part.setdefault("maxLength", 36)
        if isinstance(part.get("title"), str):
            part.pop("title")
    for key, one in part.items() if isinstance(part, dict) else enumerate(part):
        if isinstance(one, (dict, list)) and key not in ("examples", "example"):
            _tidy(one)
