"""What staff and citizens write to each other, as it is sent and shown."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.messages.written_messages import LONGEST_WRITTEN_MESSAGE, Writer
from contact_api.http.schemas.base import LONGEST_LIST, Flag, LeaseNumber, Moment, Shape

Words = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_WRITTEN_MESSAGE, pattern=r"^[^\u0000]*[^\s\u0000][^\u0000]*$"),
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
    by: Writer
    text: Words
    example: ClassVar[dict[str, Any]] = LETTER


class WrittenMessages(Shape):
    """All that was written about a contact request, the first first."""

    items: Annotated[list[WrittenMessageOut], Field(max_length=LONGEST_LIST)]
    may_write: Annotated[Flag, Field(description="Whether the citizen may still write.")]
    example: ClassVar[dict[str, Any]] = {"items": [LETTER], "may_write": True}
