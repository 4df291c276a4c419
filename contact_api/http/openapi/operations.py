"""What the document says of an operation beside its shapes: both languages, and which refusals may come."""

from typing import Any

from pydantic import BaseModel

from contact_api.domain.core.errors import DomainError
from contact_api.http.errors.statuses import STATUS
from contact_api.http.responses.json_and_csv import CALENDAR, CSV


def describe(
    operation_id: str,
    *,
    sv: str,
    en: str,
    answer: str,
    refusals: tuple[type[DomainError], ...] = (),
    or_nothing: str | None = None,
    or_csv: bool = False,
    as_calendar: bool = False,
    or_tried: type[BaseModel] | None = None,
) -> dict[str, Any]:
    """Keyword arguments for a route; `or_nothing`: when the answer is 204, `or_csv`: there is a table too.

    `as_calendar`: the answer is a calendar file, and nothing else.

    `or_tried`: the same answer with 200 when it is only tried, where it is 201 when it is done.
    """
    responses: dict[int | str, dict[str, Any]] = {}
    for refusal in refusals:
        status = int(STATUS[refusal])
        known = responses.setdefault(status, {"description": ""})
        sentence = (refusal.__doc__ or "").splitlines()[0]
        known["description"] = f"{known['description']} `{refusal.code}`: {sentence}".strip()
    if or_nothing:
        responses[204] = {"description": or_nothing}
    text = {"type": "string", "maxLength": 1_000_000, "pattern": r"^[^\u0000]*$"}
    if or_csv:
        responses[200] = {"content": {CSV: {"schema": text}}}
    if as_calendar:
        responses[200] = {"content": {CALENDAR: {"schema": text}}}
    if or_tried:
        responses[200] = {
            "description": "Only tried: what it would do. Nothing is stored.",
            "model": or_tried,
        }
    return {
        "operation_id": operation_id,
        "summary": en.partition(".")[0],
        "description": f"{sv}\n\n{en}",
        "response_description": answer,
        "responses": responses,
    }
