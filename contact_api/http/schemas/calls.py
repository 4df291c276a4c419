"""What staff send to have somebody called by the service, and what is told of the call."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.calls.call_states import Phase
from contact_api.domain.calls.calls import CameTo, LineEnding, LineKind, LineState
from contact_api.http.schemas.base import (
    Flag,
    FreeText,
    LeaseNumber,
    Moment,
    Number32,
    PhoneText,
    Shape,
    Uuid,
    Why,
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


class StopIn(Shape):
    """Whether calls from the service are stopped; to stop them takes a reason."""

    stopped: Flag
    why: Why | None = None
    example: ClassVar[dict[str, Any]] = {"stopped": True, "why": "Fel nummer visas hos dem vi ringer."}


class Dialling(Shape):
    """What the service telephones and texts: whether calls are stopped, what goes on, what it may."""

    may_stop: Annotated[Flag, Field(description="Whether the caller may stop and allow calls.")]
    stopped: Flag
    stopped_at: Moment | None
    why: FreeText | None
    calls: Annotated[Number32, Field(description="That go on now.")]
    calls_at_once: Annotated[Number32, Field(description="The most at once.")]
    cost_today: Annotated[
        Number32, Field(description="Of calls that are over, in hundredths of the currency.")
    ]
    cost_per_day: Annotated[Number32, Field(description="The ceiling; no call begins that might exceed it.")]
    texts_today: Annotated[Number32, Field(description="Texts to citizens, made today and handed over.")]
    texts_per_day: Annotated[Number32, Field(description="The most; then only alerts to staff leave.")]
    example: ClassVar[dict[str, Any]] = {
        "may_stop": True,
        "stopped": False,
        "stopped_at": None,
        "why": None,
        "calls": 2,
        "calls_at_once": 60,
        "cost_today": 1250,
        "cost_per_day": 500_000,
        "texts_today": 412,
        "texts_per_day": 20_000,
    }


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
