"""What staff send to have somebody called by the service, and what is told of the call."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.calls.call_states import Phase
from contact_api.domain.calls.calls import CameTo, LineEnding, LineKind, LineState
from contact_api.http.schemas.base import (
    FreeText,
    LeaseNumber,
    Moment,
    PhoneText,
    Shape,
    Uuid,
)

CALL: dict[str, Any] = {
    "call_id": "5f0c7f3e-3b0e-4a57-9b52-0d9f7f6c2a11",
    "contact_id": "0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10",
    "phase": "ringing_citizen",
    "came_to": None,
    "text": "Vi ringer upp.",
    "asked_at": "2026-11-23T08:40:00Z",
    "lines": [
        {"line": "staff", "state": "joined", "ending": None},
        {"line": "citizen", "state": "ringing", "ending": None},
    ],
}


class CallIn(Shape):
    """Have the service ring the staff member first and then the citizen."""

    lease_number: LeaseNumber
    staff_phone: Annotated[PhoneText, Field(description="The staff member's own telephone; it rings first.")]
    interpreter_phone: Annotated[
        PhoneText | None, Field(description="An interpreter, who is rung before the citizen.")
    ] = None
    example: ClassVar[dict[str, Any]] = {"lease_number": 1, "staff_phone": "+46701740610"}


class LineOut(Shape):
    """One telephone that is rung for a call."""

    line: LineKind
    state: LineState
    ending: LineEnding | None


class CallOut(Shape):
    """How far a call has come, and what it came to."""

    call_id: Uuid
    contact_id: Uuid
    phase: Phase
    came_to: CameTo | None
    text: Annotated[FreeText, Field(description="The same in a sentence for the staff member.")]
    asked_at: Moment
    lines: Annotated[list[LineOut], Field(max_length=3)]
    example: ClassVar[dict[str, Any]] = CALL
