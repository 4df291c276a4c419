"""Twilio's published OpenAPI description, as a judge of what goes over the wire in both directions."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

FACTS = json.loads(Path(__file__).with_name("twilio_openapi.json").read_text("utf-8"))["operations"]
Fields = Sequence[tuple[str, str]]


def operation(method: str, path: str) -> tuple[dict[str, Any], dict[str, str]] | None:
    """The published operation of this request, and what stands in its path."""
    for name, facts in FACTS.items():
        verb, template = name.split(" ")
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
        if verb == method and (found := re.fullmatch(pattern, path)):
            return facts, found.groupdict()
    return None


def faults_of_request(method: str, path: str, query: Fields, form: Fields) -> list[str]:
    """Everything the description does not allow in this request."""
    found = operation(method, path)
    if found is None:
        return [f"{method} {path} is not published"]
    facts, in_path = found
    known: dict[str, dict[str, Any]] = {"path": {}, "query": {}}
    for parameter in facts["parameters"]:
        known[parameter["in"]][parameter["name"]] = parameter["schema"]
    of_form = facts.get("form", {"required": [], "properties": {}})
    missing = [f"{name} is missing" for name in of_form["required"] if name not in dict(form)]
    return [
        *missing,
        *_faults(list(in_path.items()), known["path"]),
        *_faults(query, known["query"]),
        *_faults(form, of_form["properties"]),
    ]


def faults_of_answer(method: str, path: str, status: int, body: bytes) -> list[str]:
    """Everything the description does not allow in this answer."""
    found = operation(method, path)
    if found is None or str(status) not in found[0]["responses"]:
        return [f"{method} {path} has no published answer {status}"]
    return list(_wrong(json.loads(body), found[0]["responses"][str(status)], "answer"))


def _faults(given: Fields, known: Mapping[str, Any]) -> Iterator[str]:
    for name, text in given:
        if name not in known:
            yield f"{name} is unknown"
        else:
            schema = known[name]
            yield from _wrong_text(text, schema["items"] if schema["type"] == "array" else schema, name)


def _wrong_text(text: str, schema: Mapping[str, Any], name: str) -> Iterator[str]:
    """A form has texts only: read as what they stand for."""
    match schema["type"]:
        case "integer" if re.fullmatch(r"-?\d+", text):
            yield from _wrong(int(text), schema, name)
        case "boolean" if text in ("true", "false"):
            yield from _wrong(text == "true", schema, name)
        case _:
            yield from _wrong(text, schema, name)


_KIND = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "number": float}


def _wrong(value: Any, schema: Mapping[str, Any], name: str) -> Iterator[str]:
    if value is None and schema.get("nullable"):
        return
    if not isinstance(value, _KIND[schema["type"]]):
        yield f"{name} is no {schema['type']}"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _wrong(item, schema["items"], f"{name}[{index}]")
    elif isinstance(value, dict):
        yield from _wrong_fields(value, schema.get("properties"), name)
    else:
        yield from _wrong_value(value, schema, name)


def _wrong_fields(value: dict[str, Any], known: Mapping[str, Any] | None, name: str) -> Iterator[str]:
    for key, inner in value.items() if known is not None else ():
        if known is None or key not in known:
            yield f"{name}.{key} is unknown"
        else:
            yield from _wrong(inner, known[key], f"{name}.{key}")


def _wrong_value(value: Any, schema: Mapping[str, Any], name: str) -> Iterator[str]:
    if value not in schema.get("enum", [value]):
        yield f"{name} is none of {', '.join(schema['enum'])}"
    if not re.search(schema.get("pattern", ""), str(value)):
        yield f"{name} does not look as it should"
    if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{name} is out of its range"
    if not _is_in_format(value, schema.get("format", "")):
        yield f"{name} is no {schema['format']}"


def _is_in_format(value: Any, kind: str) -> bool:
    match kind:
        case "uri" if _is_of_the_web(value):
            return bool(urlsplit(value).scheme and urlsplit(value).netloc)
        case "endpoint" | "phone-number":
            return re.fullmatch(r"\+[1-9]\d{6,14}", value) is not None
        case "date-time":
            return re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", value) is not None
        case "date-time-rfc-2822":
            return parsedate_to_datetime(value).tzinfo is not None
    return True


def _is_of_the_web(value: str) -> bool:
    """Addresses we send are whole; those in Twilio's pages are paths of its own."""
    return not value.startswith("/2010-04-01/")


class Judged:
    """An application behind the judge: what either side does against the description is in `faults`."""

    def __init__(self, app: ASGIApp, *, is_left_alone: Any = lambda: False) -> None:
        self._app = app
        self._is_left_alone = is_left_alone
        self.faults: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"][len(scope.get("root_path", "")) :]
        if not path.startswith("/2010-04-01/"):
            await self._app(scope, receive, send)
            return
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        query, form = (
            parse_qsl(text.decode(), keep_blank_values=True) for text in (scope["query_string"], body)
        )
        self.faults += faults_of_request(scope["method"], path, query, form)
        is_left_alone = self._is_left_alone()
        status, answer = 0, b""

        async def again() -> Message:
            return {"type": "http.request", "body": body}

        async def heard(message: Message) -> None:
            nonlocal status, answer
            status = message.get("status", status)
            answer += message.get("body", b"")
            await send(message)

        await self._app(scope, again, heard)
        if status < 300 and not is_left_alone:
            self.faults += faults_of_answer(scope["method"], path, status, answer)
