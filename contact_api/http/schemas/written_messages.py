"""What staff and citizens write to each other, as it is sent and shown."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.core.limits import LONGEST_WRITTEN_MESSAGE
from contact_api.domain.messages.written_messages import Writer
from contact_api.http.schemas.base import (
    LONGEST_LIST,
    NOT_BLANK,
    Flag,
    LeaseNumber,
    Moment,
    Number32,
    Shape,
)

Words = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_WRITTEN_MESSAGE, pattern=NOT_BLANK),
]
LETTER: dict[str, Any] = {
    "written_at": "2026-11-23T08:40:00Z",
    "by": "staff",
    "text": "Hur länge har du haft hostan?",
}


class WrittenMessageIn(Shape):
    """What the citizen writes."""

    text: Words
    example: ClassVar[dict[str, Any]] = {"text": "Sedan i måndags."}


class StaffWrittenMessageIn(Shape):
    """What a staff member writes to a citizen whose request they hold."""

    lease_number: LeaseNumber
    text: Words
    example: ClassVar[dict[str, Any]] = {"lease_number": 1, "text": "Hur länge har du haft hostan?"}


class WrittenMessageOut(Shape):
    """One piece of writing."""

    written_at: Moment
    by: Annotated[
        Writer, Field(description="`request`: with a further request of the same case; only staff see it.")
    ]
    text: Words
    example: ClassVar[dict[str, Any]] = LETTER


class WrittenMessages(Shape):
    """A page of what was written about a contact request, the first first; `offset` counts from the latest."""

    items: Annotated[list[WrittenMessageOut], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Annotated[Number32, Field(description="How many of the latest are left out.")]
    more: Annotated[Flag, Field(description="Whether there are older ones.")]
    may_write: Annotated[Flag, Field(description="Whether the citizen may still write.")]
    example: ClassVar[dict[str, Any]] = {
        "items": [LETTER],
        "limit": 100,
        "offset": 0,
        "more": False,
        "may_write": True,
    }
