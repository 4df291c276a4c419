"""Answers as bytes, made in the route's own thread, so that the framework does not check them again."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from fastapi.responses import Response
from pydantic import BaseModel

CSV = "text/csv"
CALENDAR = "text/calendar"
JSON = "application/json"


def json_response(
    body: BaseModel, status: int = 200, *, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer."""
    return Response(json_text(body), status, headers=headers, media_type="application/json")


def json_text(body: BaseModel) -> str:
    """The JSON text of an answer."""
    return body.model_dump_json()


def no_content() -> Response:
    """There is nothing to say: 204."""
    return Response(status_code=204)


def csv_response(columns: Iterable[str], rows: Iterable[Iterable[object]], *, name: str) -> Response:
    """A CSV answer (RFC 4180, UTF-8); None becomes an empty field."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text.getvalue(), headers=headers, media_type=CSV)
