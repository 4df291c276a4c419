"""Times that can be booked, and what is booked."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from contact_api.domain.booking.booking import BookingState, EndedBy
from contact_api.domain.booking.time_types import BookableBy, BookingForm
from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Code,
    Flag,
    LanguageTag,
    LineText,
    Minutes,
    Moment,
    Number32,
    Shape,
    Text,
    Uuid,
    Word,
)
from contact_api.http.schemas.case import UNIT, UnitRef

BOOKING_ID = "5f0f3d0e-6a54-4f0a-9a35-0d6b1d2f7c11"
TIME_TYPE: dict[str, Any] = {
    "id": "physiotherapist-visit",
    "name": "Besök hos fysioterapeut",
    "form": "place",
    "duration_minutes": 40,
    "bookable_by": "all",
    "professions": ["physiotherapist"],
    "preparation": None,
}
TIME: dict[str, Any] = {
    "time_type_id": "physiotherapist-visit",
    "unit": UNIT,
    "starts_at": "2026-11-24T09:00:00Z",
    "ends_at": "2026-11-24T09:40:00Z",
    "text": "tisdag 24 november 10:00",
    "kilometres": 3.4,
    "persons": 2,
}
BOOKING: dict[str, Any] = {
    "booking_id": BOOKING_ID,
    "time_type": TIME_TYPE,
    "unit": UNIT,
    "starts_at": "2026-11-24T09:00:00Z",
    "ends_at": "2026-11-24T09:40:00Z",
    "text": "tisdag 24 november 10:00",
    "state": "booked",
    "held_until": None,
    "change_until": "2026-11-23T09:00:00Z",
    "times_moved": 0,
    "cancelled_by": None,
    "staff_time_gone": False,
}


Kilometres = Annotated[
    float | None,
    Field(ge=0, le=20_100, description="As the crow flies, from where distances count; null: not known."),
]


class TimeTypeOut(Shape):
    """A kind of time, in the language that was asked for."""

    id: Code
    name: LineText
    form: BookingForm
    duration_minutes: Minutes
    bookable_by: BookableBy
    professions: Annotated[list[Word], Field(max_length=20)]
    preparation: Text | None
    example: ClassVar[dict[str, Any]] = TIME_TYPE


class TimeTypes(Shape):
    """The kinds of times that citizens can book. What only staff book is not told of."""

    time_types: Annotated[list[TimeTypeOut], Field(max_length=200)]
    example: ClassVar[dict[str, Any]] = {"time_types": [TIME_TYPE]}


class BookableTime(Shape):
    """A time that is free now; it is nobody's before it is held or booked."""

    time_type_id: Code
    unit: UnitRef
    starts_at: Moment
    ends_at: Moment
    text: Annotated[LineText, Field(description="The day and the time of day, in words.")]
    kilometres: Kilometres
    persons: Annotated[Number32, Field(description="How many of the staff could give it.")]


class TimeInstead(Shape):
    """A time that can be had instead of one that was refused: as it is wanted, and held for nobody."""

    time_type_id: Code
    unit_id: Code
    starts_at: Moment


class BookableTimes(Shape):
    """Times that fit, the earliest first, and the kinds they are of."""

    time_types: Annotated[list[TimeTypeOut], Field(max_length=200)]
    times: Annotated[list[BookableTime], Field(max_length=LONGEST_LIST)]
    example: ClassVar[dict[str, Any]] = {"time_types": [TIME_TYPE], "times": [TIME]}


class PublicTime(Shape):
    """A time that is free now; to book it one seeks contact first."""

    time_type_id: Code
    unit: UnitRef
    starts_at: Moment
    ends_at: Moment
    text: LineText
    kilometres: Kilometres


class PublicTimes(Shape):
    """Times that anybody may know of, the earliest first, and the kinds they are of."""

    time_types: Annotated[list[TimeTypeOut], Field(max_length=200)]
    times: Annotated[list[PublicTime], Field(max_length=LONGEST_LIST)]
    example: ClassVar[dict[str, Any]] = {
        "time_types": [TIME_TYPE],
        "times": [{name: value for name, value in TIME.items() if name != "persons"}],
    }


class TimeWanted(Shape):
    """Which time to hold; as it stood in the list, which was asked for in the same language and profession."""

    time_type_id: Code
    unit_id: Code
    starts_at: Moment
    language: LanguageTag | None = None
    profession: Code | None = None
    example: ClassVar[dict[str, Any]] = {
        "time_type_id": "physiotherapist-visit",
        "unit_id": "alidhem",
        "starts_at": "2026-11-24T10:00:00+01:00",
    }


class BookingIn(Shape):
    """A held time to book, or a time to book at once."""

    hold_id: Uuid | None = None
    time: TimeWanted | None = None
    example: ClassVar[dict[str, Any]] = {"hold_id": BOOKING_ID}

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.hold_id is None) is (self.time is None):
            raise ValueError("send either `hold_id` or `time`")
        return self


class MoveIn(Shape):
    """The time to move to, of the same kind."""

    unit_id: Code
    starts_at: Moment
    example: ClassVar[dict[str, Any]] = {"unit_id": "alidhem", "starts_at": "2026-11-25T10:00:00+01:00"}


class BookingOut(Shape):
    """A booking, or a hold, as it stands."""

    booking_id: Uuid
    time_type: TimeTypeOut
    unit: UnitRef
    starts_at: Moment
    ends_at: Moment
    text: LineText
    state: BookingState
    held_until: Moment | None
    change_until: Annotated[
        Moment | None, Field(description="Until when its citizen may move or cancel it; null: no longer.")
    ]
    times_moved: Number32
    cancelled_by: EndedBy | None
    staff_time_gone: Annotated[
        Flag, Field(description="Nobody is there for it any more; the unit moves it or asks.")
    ]
    example: ClassVar[dict[str, Any]] = BOOKING


class BookingsOut(Shape):
    """All of a contact request, the cancelled too, the earliest first."""

    bookings: Annotated[list[BookingOut], Field(max_length=LONGEST_LIST)]
    example: ClassVar[dict[str, Any]] = {"bookings": [BOOKING]}
