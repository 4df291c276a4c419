"""Who waits for a time to be freed, and what is offered to them."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.booking.waiting_list import WaitingState, WhyNot
from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Code,
    Day,
    Flag,
    LineText,
    Moment,
    Number32,
    Shape,
    Uuid,
)
from contact_api.http.schemas.bookings import BOOKING, TIME_TYPE, BookingOut, TimeTypeOut
from contact_api.http.schemas.case import UNIT, UnitRef

WAITING: dict[str, Any] = {
    "waiting_id": "0d7c1a52-0b0e-4b57-a6a8-7b2b1de0a001",
    "time_type": TIME_TYPE,
    "units": [UNIT],
    "joined_at": "2026-11-23T08:15:00Z",
    "from_day": None,
    "until_day": "2026-12-18",
    "hour_from": 8,
    "hour_to": 17,
    "state": "offered",
    "offered_until": "2026-11-24T10:15:00Z",
    "offer": BOOKING | {"state": "held", "held_until": "2026-11-24T10:15:00Z"},
    "why_not": None,
}
Hour = Annotated[int, Field(ge=0, le=24, json_schema_extra={"format": "int32"})]


class WaitingIn(Shape):
    """For what kind of time somebody waits, where, and which days and hours suit."""

    time_type_id: Code
    unit_ids: Annotated[
        list[Code] | None,
        Field(max_length=LONGEST_LIST, description="Any of them will do; left out: the own unit."),
    ] = None
    from_day: Annotated[Day | None, Field(description="The first day that suits; left out: any.")] = None
    until_day: Annotated[Day, Field(description="The last day that suits.")]
    hour_from: Annotated[Hour, Field(description="Local; earlier starts do not suit.")] = 0
    hour_to: Annotated[Hour, Field(description="Local; starts from then on do not suit.")] = 24
    example: ClassVar[dict[str, Any]] = {
        "time_type_id": "physiotherapist-visit",
        "unit_ids": ["alidhem"],
        "until_day": "2026-12-18",
        "hour_from": 8,
        "hour_to": 17,
    }


class DeskWaitingIn(WaitingIn):
    """The same for somebody, with the day by which the time should be."""

    due_day: Annotated[
        Day | None, Field(description="By when the time should be; left out: by the region's own rule.")
    ] = None
    example: ClassVar[dict[str, Any]] = {**WaitingIn.example, "due_day": "2026-12-07"}


class OfferAnswerIn(Shape):
    """Yes books the time that is held; no lets the next one have it, and the citizen waits on."""

    accept: Flag
    example: ClassVar[dict[str, Any]] = {"accept": True}


class WaitingOut(Shape):
    """One place on the list."""

    waiting_id: Uuid
    time_type: TimeTypeOut
    units: Annotated[list[UnitRef], Field(max_length=LONGEST_LIST)]
    joined_at: Moment
    from_day: Day | None
    until_day: Day
    hour_from: Hour
    hour_to: Hour
    state: WaitingState
    offered_until: Annotated[Moment | None, Field(description="Until when the offer can be answered.")]
    offer: Annotated[BookingOut | None, Field(description="The time that is held meanwhile.")]
    why_not: Annotated[
        WhyNot | None, Field(description="Why it ended, or why a time went to the next one lately.")
    ]
    example: ClassVar[dict[str, Any]] = WAITING


class WaitingListOut(Shape):
    """All places of a contact request, the ended too, the oldest first."""

    places: Annotated[list[WaitingOut], Field(max_length=LONGEST_LIST)]
    example: ClassVar[dict[str, Any]] = {"places": [WAITING]}


class DeskWaitingOut(WaitingOut):
    """A place as staff see it."""

    contact_id: Uuid
    owner_unit: Annotated[UnitRef, Field(description="Who answers for the citizen's not being forgotten.")]
    joined_by: LineText
    due_day: Day
    days_overdue: Number32
    offers: Number32
    unanswered: Number32
    example: ClassVar[dict[str, Any]] = {
        **WAITING,
        "contact_id": "0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10",
        "owner_unit": UNIT,
        "joined_by": "alidhem-03",
        "due_day": "2026-12-07",
        "days_overdue": 0,
        "offers": 1,
        "unanswered": 0,
    }


class DeskWaitingList(Shape):
    """Who waits, the earliest due first."""

    items: Annotated[list[DeskWaitingOut], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Number32
    more: Flag
    example: ClassVar[dict[str, Any]] = {
        "items": [DeskWaitingOut.example],
        "limit": 20,
        "offset": 0,
        "more": False,
    }
