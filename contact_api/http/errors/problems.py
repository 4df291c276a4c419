"""Every error as problem details (RFC 9457): what is wrong and what to do, never a value that was sent.

The codes are part of the API and stand in openapi/problems.md.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Route

from contact_api.domain.core import errors
from contact_api.domain.core.errors import DomainError
from contact_api.http.errors.statuses import STATUS
from contact_api.http.errors.titles import title_of
from contact_api.http.errors.validation_messages import fields_at, named, unknown_field, what_is_wrong

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:contact-routing:problem:"
RETRY_AFTER_SECONDS = 1
MOST_FAULTS = 20
INVALID_LINK = "invalid_link"

# Their details may hold what was sent, or our own data; the outside reads the first line of their docstring.
KEPT_TO_OURSELVES = (errors.UnitNotFound, errors.CatalogueFault, errors.TimeTypesFault)

# What the transport refuses, with the sentence that helps.
OF_STATUS: Mapping[int, tuple[str, str]] = {
    400: ("unreadable-request", "The request cannot be read: not JSON in UTF-8, or nested too deeply."),
    401: ("not-signed-in", "Sign in, and send the token as `Authorization: Bearer …`."),
    403: ("not-permitted", "Your sign-in does not carry the permission this route names."),
    404: ("no-such-resource", "There is nothing here."),
    405: (
        "method-not-allowed",
        "This resource does not know that method; the header Allow names those it knows.",
    ),
    413: ("body-too-large", "The body is larger than 64 KiB."),
    415: ("not-json", "Send the body as application/json."),
    422: ("invalid-request", "Some fields are missing or cannot be what they are said to be; see `errors`."),
    429: ("too-many-requests", "Too many requests from you; wait as many seconds as Retry-After says."),
    500: ("internal-fault", "A fault of ours; it has been noted. Quote `instance` when you report it."),
    503: ("unavailable", "A part of the service does not answer; nothing was written, try again shortly."),
}


class InvalidField(Exception):
    """A field holds what the schema cannot rule out, such as an end before its start."""

    def __init__(self, field: str, what: str) -> None:
        self.field = field
        self.what = what
        super().__init__(what)


NOT_SAFE_ENOUGH = "insufficient_user_authentication"  # RFC 9470: sign in more safely, then ask again


class NotSignedIn(Exception):
    """Nothing proves who is asking; `reason` says why, and nothing of the token is repeated."""

    def __init__(self, reason: str, *, bearer: bool = True) -> None:
        self.reason = reason
        self.bearer = bearer
        super().__init__(reason)


class WrongContentType(HTTPException):
    """The body is not of a kind that this route takes, and it takes others than JSON alone."""

    def __init__(self, *taken: str) -> None:
        super().__init__(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send the body as {' or '.join(taken)}.")


class Unavailable(Exception):
    """A part that is needed does not answer; nothing was written."""


def problem(
    status: int,
    code: str | None = None,
    detail: str | None = None,
    *,
    instance: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """The answer to a request that is refused."""
    status = int(status)
    known_code, known_detail = OF_STATUS.get(status, ("refused", title_of(status)))
    body = {
        "type": TYPE + (code or known_code),
        "title": title_of(status),
        "status": status,
        "detail": detail or known_detail,
        "instance": instance or f"urn:uuid:{uuid4()}",
        **more,
    }
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def detail_of(error: DomainError) -> str:
    """What the outside may read of a refusal."""
    if isinstance(error, KEPT_TO_OURSELVES):
        return (type(error).__doc__ or "").splitlines()[0]
    return error.detail


async def on_refusal(request: Request, error: Exception) -> Response:
    """A refusal of the domain."""
    assert isinstance(error, DomainError)  # noqa: S101 - registered for it
    status = STATUS[type(error)]
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    more = {"times": error.instead} if isinstance(error, errors.TimeNotOffered) and error.instead else {}
    return problem(
        status, error.code, detail_of(error), instance=instance_of(request), headers=headers, **more
    )


async def on_not_signed_in(request: Request, error: Exception) -> Response:
    """A token or signature that proves nothing."""
    assert isinstance(error, NotSignedIn)  # noqa: S101 - registered for it
    error_code = NOT_SAFE_ENOUGH if error.reason == "assurance_too_low" else "invalid_token"
    scheme = (
        f'Bearer error="{error_code}", error_description="{error.reason}"' if error.bearer else "Signature"
    )
    headers = {"WWW-Authenticate": "Bearer" if error.reason == "missing" else scheme}
    return problem(401, detail=_why_not_signed_in(error), instance=instance_of(request), headers=headers)


def _why_not_signed_in(error: NotSignedIn) -> str:
    if error.reason == INVALID_LINK:
        return "The link is not valid, or not any more: open the link in the newest message you were sent."
    if error.bearer:
        return f"{OF_STATUS[401][1]} ({error.reason})"
    return f"The signature proves nothing: {error.reason}."


async def on_invalid_field(request: Request, error: Exception) -> Response:
    """A field that cannot be what it says, found after the schema was satisfied."""
    assert isinstance(error, InvalidField)  # noqa: S101 - registered for it
    faults = [{"field": error.field, "what": error.what}]
    return problem(422, instance=instance_of(request), errors=faults)


async def on_invalid(request: Request, error: Exception) -> Response:
    """A request that does not fit the schema: every fault with its field, without the value."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    found = error.errors()
    if any(fault["type"] == "json_invalid" for fault in found):
        return problem(400, instance=instance_of(request))
    if isinstance(error.body, bytes):  # it was not taken for JSON
        return problem(415, instance=instance_of(request))
    shape = _shape_of_body(request)
    faults = [_fault(one, shape) for one in found[:MOST_FAULTS]]
    return problem(422, instance=instance_of(request), errors=faults)


async def on_http(request: Request, error: Exception) -> Response:
    """What the framework refuses: no such path, no such method, a body it cannot read."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:  # the framework names those of one route only
        headers["Allow"] = ", ".join(sorted(_methods_at(request.scope["path"], request.app.routes)))
    detail = error.detail if isinstance(error, WrongContentType) else None
    return problem(error.status_code, detail=detail, instance=instance_of(request), headers=headers)


def _methods_at(path: str, routes: Sequence[Any]) -> set[str]:
    """Every method that some route knows at this path."""
    known: set[str] = set()
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            known |= _methods_at(path, inner.routes)
        elif isinstance(route, Route) and route.path_regex.match(path):
            known |= route.methods or set()
    return known


async def on_unavailable(request: Request, _error: Exception) -> Response:
    """The database does not answer."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return problem(503, instance=instance_of(request), headers=headers)


def instance_of(request: Request) -> str | None:
    """This occurrence: the id that also stands in the log and in the answer's X-Request-Id."""
    request_id = request.scope.get("state", {}).get("request_id")
    return f"urn:uuid:{request_id}" if request_id else None


def _fault(fault: Mapping[str, Any], shape: object) -> dict[str, str]:
    place: Sequence[object] = fault["loc"]
    if fault["type"] != "extra_forbidden":
        return {"field": _path(place), "what": what_is_wrong(fault)}
    *within, name = place
    shown = named(name)
    what = unknown_field(name, fields_at(shape, within[1:]))
    return {"field": _path([*within, shown] if shown else within), "what": what}


def _shape_of_body(request: Request) -> object:
    """What the route takes; None where it takes no body."""
    taken = getattr(request.scope.get("route"), "body_field", None)
    return taken.field_info.annotation if taken else None


def _path(place: Sequence[object]) -> str:
    return ".".join(str(step) for step in place)
