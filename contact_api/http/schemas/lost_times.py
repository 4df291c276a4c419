"""Booked times whose staff time is gone, and citizens whom no text about their time reached."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.booking.notices import ToldOfLoss
from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Code,
    Flag,
    LineText,
    Moment,
    Name,
    Number32,
    Shape,
    Uuid,
    Word,
)
from contact_api.http.schemas.bookings import BOOKING_ID
from contact_api.http.schemas.desk_bookings import DeskBooking

LOST: dict[str, Any] = {
    "booking": {**DeskBooking.example, "staff_time_gone": True},
    "told": "not_told",
    "told_at": None,
    "time_is_back": False,
    "reassign_to": [{"staff_id": "alidhem-04", "staff_name": "Siri Sund"}],
    "next_times": [
        {"starts_at": "2026-11-24T10:00:00Z", "text": "tisdag 24 november kl. 11:00", "persons": 1}
    ],
}
UNREACHED: dict[str, Any] = {
    "booking": {**DeskBooking.example, "state": "cancelled", "cancelled_by": "unit"},
    "kind": "booking_cancelled",
    "why_not": "not_mobile",
    "why_not_text": "Numret är inte ett mobilnummer och kan inte ta emot SMS.",
    "since": "2026-11-23T09:00:00Z",
}


class StaffRef(Shape):
    """Somebody of the staff."""

    staff_id: Code
    staff_name: Name


class NextTime(Shape):
    """A time to move to, of the same kind at the same unit."""

    starts_at: Moment
    text: LineText
    persons: Annotated[Number32, Field(description="How many of the staff could give it.")]


class LostBooking(Shape):
    """A booked time that nobody is there for, whether its citizen knows, and what can be done."""

    booking: DeskBooking
    told: Annotated[ToldOfLoss, Field(description="Whether the citizen knows; `unreached`: somebody rings.")]
    told_at: Moment | None
    time_is_back: Annotated[
        Flag,
        Field(
            description="Somebody is there again, but the citizen was told it is lost: say that it stands."
        ),
    ]
    reassign_to: Annotated[
        list[StaffRef],
        Field(max_length=LONGEST_LIST, description="Who of the unit could give it at the same time."),
    ]
    next_times: Annotated[list[NextTime], Field(max_length=LONGEST_LIST)]


class LostBookings(Shape):
    """A page of them, the soonest first: these citizens are told first."""

    items: Annotated[list[LostBooking], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Number32
    more: Flag
    example: ClassVar[dict[str, Any]] = {"items": [LOST], "limit": 20, "offset": 0, "more": False}


class LossNoticesIn(Shape):
    """Which citizens to tell, in the order of their times."""

    booking_ids: Annotated[list[Uuid], Field(min_length=1, max_length=LONGEST_LIST)]
    example: ClassVar[dict[str, Any]] = {"booking_ids": [BOOKING_ID]}


class LossNotices(Shape):
    """Whose citizens are told now. Who was told before is left out, and so is a time that is not lost."""

    told_now: Annotated[list[Uuid], Field(max_length=LONGEST_LIST)]
    example: ClassVar[dict[str, Any]] = {"told_now": [BOOKING_ID]}


class ReassignmentIn(Shape):
    """To whom the time is given; left out: to whoever is free then."""

    staff_id: Code | None = None
    example: ClassVar[dict[str, Any]] = {"staff_id": "alidhem-04"}


class Unreached(Shape):
    """What a citizen is to be rung about: no text of it reached them."""

    booking: DeskBooking
    kind: Annotated[
        Word, Field(description="What the text was about: booking_cancelled, booking_time_lost, …")
    ]
    why_not: Annotated[Word | None, Field(description="Why no text was sent; null: it did not arrive.")]
    why_not_text: LineText | None
    since: Moment


class UnreachedCitizens(Shape):
    """Those whose times are ahead, the soonest first."""

    items: Annotated[list[Unreached], Field(max_length=500)]
    example: ClassVar[dict[str, Any]] = {"items": [UNREACHED]}
