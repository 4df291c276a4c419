"""Calls that citizens made: what an exchange tells of them, one by one or in a list after an outage."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, SkipValidation, WithJsonSchema, model_validator

from contact_api.domain.figures.inbound_calls import TurnedAwayBy
from contact_api.http.schemas.base import (
    Code,
    LanguageTag,
    LenientShape,
    LineText,
    Moment,
    Number32,
    PhoneText,
    Shape,
)
from contact_api.http.schemas.intake import CallReference

MOST_EVENTS = 100
MOST_ROWS = 200
CALL_BACK_REQUEST = "call_back_request"

EventId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Yours, and never used for another event: sent again it changes nothing.",
    ),
]
CallerText = Annotated[
    str,
    Field(
        max_length=64,
        pattern=r"^[^\u0000]*$",
        description="Who rings, left out when withheld. Kept as a look-up value of that day only.",
    ),
]
Kind = Literal["offered", "abandoned", "turned_away", "answered"]
EVENT: dict[str, Any] = {
    "event_id": "evt-20261123-000417",
    "call_reference": "pbx1-7f3a90",
    "kind": "turned_away",
    "at": "2026-11-23T08:21:40+01:00",
    "called_number": "+46846500401",
    "caller_number": "+46701740605",
    "why": "full",
}


class CallEventIn(Shape):
    """One thing that happened to a call in the exchange."""

    event_id: EventId
    call_reference: CallReference
    kind: Annotated[
        Kind,
        Field(
            description="Let in · hung up before a choice · turned away by the exchange · a person"
            " answered at once."
        ),
    ]
    at: Annotated[Moment, Field(description="When it happened, at most 7 days ago.")]
    unit_id: Annotated[Code | None, Field(description="The unit, if the exchange knows it.")] = None
    called_number: Annotated[
        PhoneText | None, Field(description="The number that was called, when unit_id is left out.")
    ] = None
    caller_number: CallerText | None = None
    why: Annotated[TurnedAwayBy | None, Field(description="Why the caller was turned away.")] = None
    example: ClassVar[dict[str, Any]] = EVENT


class CallEventsIn(Shape):
    """One event, or up to a hundred, in any order."""

    events: Annotated[  # each is read by itself, so that one that is faulty holds up no other
        list[Annotated[CallEventIn, SkipValidation]],
        Field(
            min_length=1,
            max_length=MOST_EVENTS,
            json_schema_extra={"items": {"$ref": "#/components/schemas/CallEventIn"}},
        ),
    ]
    example: ClassVar[dict[str, Any]] = {"events": [EVENT]}


class BackFillRow(LenientShape):
    """One line of a list: a call event, or a call-back request (`call_back_request`) with `menu_choice`."""

    event_id: EventId
    kind: Literal["call_back_request", "offered", "abandoned", "turned_away", "answered"]
    at: Moment
    call_reference: CallReference | None = None
    unit_id: Code | None = None
    called_number: PhoneText | None = None
    caller_number: CallerText | None = None
    menu_choice: Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[0-9*#]$")] | None = None
    why: Literal["full", "closed", "other"] | None = None
    language: LanguageTag = "sv"
    may_be_left_out: ClassVar[frozenset[str]] = frozenset({"language"})


class BackFillIn(Shape):
    """What was written down while the service could not be reached, with the original times."""

    rows: Annotated[
        list[Any],
        Field(min_length=1, max_length=MOST_ROWS),
        WithJsonSchema(
            {"type": "array", "minItems": 1, "maxItems": MOST_ROWS, "items": BackFillRow.model_json_schema()}
        ),
    ]
    example: ClassVar[dict[str, Any]] = {
        "rows": [
            {
                "event_id": "evt-20261123-000418",
                "kind": CALL_BACK_REQUEST,
                "at": "2026-11-23T08:22:05+01:00",
                "call_reference": "pbx1-7f3a91",
                "called_number": "+46846500401",
                "caller_number": "+46701740605",
                "menu_choice": "1",
            }
        ]
    }

    @model_validator(mode="before")
    @classmethod
    def _a_table_is_read_elsewhere(cls, sent: object) -> object:
        return {"rows": [None]} if isinstance(sent, bytes) else sent


class RowReport(Shape):
    """What became of one event or row; a fault names the field and never repeats what was sent."""

    line: Annotated[Number32, Field(description="Of the file, or the place in the list; from 1.")]
    event_id: Annotated[LineText | None, Field(description="As sent, where it could be read.")]
    became: Literal["taken_in", "known_already", "fault"]
    field: LineText | None = None
    what: LineText | None = None


class Report(Shape):
    """What became of each, in the order sent; what is good stands, whatever is wrong with the rest."""

    taken_in: Number32
    known_already: Number32
    faults: Number32
    lines: Annotated[list[RowReport], Field(max_length=MOST_ROWS)]
    example: ClassVar[dict[str, Any]] = {
        "taken_in": 1,
        "known_already": 0,
        "faults": 1,
        "lines": [
            {"line": 1, "event_id": "evt-1", "became": "taken_in", "field": None, "what": None},
            {
                "line": 2,
                "event_id": "evt-2",
                "became": "fault",
                "field": "at",
                "what": "at most seven days ago",
            },
        ],
    }
