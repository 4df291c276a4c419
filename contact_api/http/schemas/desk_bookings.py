"""Booked times as staff see and change them."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, Strict

from contact_api.http.schemas.base import Code, Flag, Name, Number32, Shape, Uuid, Why
from contact_api.http.schemas.bookings import BOOKING, BookingOut, MoveIn, TimeWanted

MOST_BOOKINGS = 2000  # of one unit and day
MinutesLate = Annotated[int, Strict(), Field(ge=1, le=600, json_schema_extra={"format": "int32"})]


class DeskTimeWanted(TimeWanted):
    """Which time, with whom if that matters, and why it is meant in spite of another time just then."""

    staff_id: Code | None = None
    despite_overlap: Why | None = None
    example: ClassVar[dict[str, Any]] = {**TimeWanted.example, "staff_id": "alidhem-03"}


class DeskMoveIn(MoveIn):
    """The time to move to, and with whom if that matters."""

    staff_id: Code | None = None
    example: ClassVar[dict[str, Any]] = {**MoveIn.example, "staff_id": "alidhem-03"}


class AttendanceIn(Shape):
    """Whether the citizen came, and how late."""

    came: Flag
    minutes_late: MinutesLate | None = None
    example: ClassVar[dict[str, Any]] = {"came": True, "minutes_late": 10}


class DeskBooking(BookingOut):
    """A booking as staff see it."""

    contact_id: Uuid
    staff_id: Code
    staff_name: Name
    interpreter: Flag
    minutes_late: Number32 | None
    example: ClassVar[dict[str, Any]] = {
        **BOOKING,
        "contact_id": "0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10",
        "staff_id": "alidhem-03",
        "staff_name": "Oskar Wallmark",
        "interpreter": False,
        "minutes_late": None,
    }


class DeskBookings(Shape):
    """A unit's bookings of a day, or those of a contact request."""

    bookings: Annotated[list[DeskBooking], Field(max_length=MOST_BOOKINGS)]
    example: ClassVar[dict[str, Any]] = {"bookings": [DeskBooking.example]}
