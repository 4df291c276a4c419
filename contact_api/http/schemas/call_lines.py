"""What a provider of its own kind says of a line of ours."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.calls.calls import LineEnding, LineKind, LineState
from contact_api.http.schemas.base import (
    Number32,
    Shape,
    Uuid,
)
from contact_api.http.schemas.calls import CALL


class LineNewsIn(Shape):
    """What a provider of its own kind says of one line; late, twice and out of order."""

    call_id: Uuid
    line: LineKind
    line_id: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
    state: Annotated[
        LineState, Field(description="placed, ringing, answered, joined (a key was pressed) or ended.")
    ]
    ending: Annotated[
        LineEnding | None, Field(description="When it ended; `machine` as soon as that is known.")
    ] = None
    talked_seconds: Number32 | None = None
    example: ClassVar[dict[str, Any]] = {
        "call_id": CALL["call_id"],
        "line": "citizen",
        "line_id": "line-42",
        "state": "ended",
        "ending": "busy",
    }
