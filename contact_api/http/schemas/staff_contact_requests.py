"""What happened with a contact, and whose contacts are looked for."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.core.limits import MOST_LINES
from contact_api.domain.core.values import Outcome
from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Code,
    Flag,
    LineText,
    Moment,
    Number32,
    Shape,
    Sorting,
    Text,
    Uuid,
    Word,
)
from contact_api.http.schemas.case import CASE, UNIT, UnitRef
from contact_api.http.schemas.intake import IDENTITY_EXAMPLE, IdentityIn
from contact_api.http.schemas.work_queue import QUEUED, QueuedContact


class EventOut(Shape):
    """One line of the history."""

    at: Moment
    kind: Word
    actor: LineText
    facts: Annotated[dict[str, Any], Field(description="What the event was about: codes, ids, numbers.")]
    text: Annotated[LineText | None, Field(description="In words, for what is told of booked times.")] = None


class PromiseLine(Shape):
    """What the citizen was told, and what decided it."""

    made_at: Moment
    backed: Flag
    window_from: Moment | None
    window_to: Moment | None
    unit: UnitRef | None
    why: Word
    explanation: Text
    planning_version: LineText
    cells_seen: Number32
    cells_available: Number32


class AttemptLine(Shape):
    """One try to reach the citizen."""

    number: Number32
    staff_id: Code
    started_at: Moment
    ended_at: Moment
    outcome: Outcome


class History(Shape):
    """Everything that happened, and why."""

    contact_id: Uuid
    sorted_as: Sorting
    events: Annotated[list[EventOut], Field(max_length=MOST_LINES, description="The latest thousand.")]
    promises: Annotated[list[PromiseLine], Field(max_length=MOST_LINES, description="The latest thousand.")]
    attempts: Annotated[list[AttemptLine], Field(max_length=MOST_LINES, description="The latest thousand.")]
    left_out: Annotated[Number32, Field(description="How many earlier lines are not among them.")]
    example: ClassVar[dict[str, Any]] = {
        "contact_id": CASE["contact_id"],
        "sorted_as": "Du angav: Förkyld, hosta, ont i halsen. Därför: samma dag.",
        "events": [
            {
                "at": "2026-11-23T08:15:00Z",
                "kind": "contact.taken_in",
                "actor": "citizen",
                "facts": {"unit": "alidhem"},
                "text": None,
            }
        ],
        "promises": [
            {
                "made_at": "2026-11-23T08:15:00Z",
                "backed": True,
                "window_from": "2026-11-23T08:30:00Z",
                "window_to": "2026-11-23T09:30:00Z",
                "unit": UNIT,
                "why": "own_unit",
                "explanation": "Det är den första tiden hos Ålidhems hälsocentral som personalen har"
                " utrymme för.",
                "planning_version": "2026-1",
                "cells_seen": 18,
                "cells_available": 3,
            }
        ],
        "attempts": [],
        "left_out": 0,
    }


class PersonSearch(Shape):
    """Whose contacts are looked for; in the body, since no such number may stand in a URL."""

    identity: IdentityIn
    example: ClassVar[dict[str, Any]] = {"identity": IDENTITY_EXAMPLE}


class FoundContacts(Shape):
    """The person's contacts that the caller's unit has a part in, the newest first."""

    items: Annotated[list[QueuedContact], Field(max_length=LONGEST_LIST)]
    example: ClassVar[dict[str, Any]] = {"items": [QUEUED]}
