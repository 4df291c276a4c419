"""Times of those who come together."""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from contact_api.http.schemas.base import Shape, Uuid
from contact_api.http.schemas.desk_bookings import DeskBooking, DeskTimeWanted
from contact_api.usecases.booking.book_together import Together

GROUP_ID = "7d1f8a60-1f0b-4a53-9d53-0c5c2b1d9e01"
MOST = 10
CHILD = "1c9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d11"


def _different(ids: list[str]) -> list[str]:
    if len(set(ids)) < len(ids):
        raise ValueError("name each contact request once")
    return ids


class GroupBookingIn(Shape):
    """Who comes together, in the order of their times, and when the first begins."""

    contact_ids: Annotated[list[Uuid], Field(min_length=2, max_length=MOST), AfterValidator(_different)]
    time: DeskTimeWanted
    together: Together = Together.ONE_AFTER_ANOTHER
    example: ClassVar[dict[str, Any]] = {
        "contact_ids": [DeskBooking.example["contact_id"], CHILD],
        "time": DeskTimeWanted.example,
        "together": "one_after_another",
    }


class GroupBookings(Shape):
    """The bookings of those who come together; each is moved or cancelled by itself, or all are cancelled."""

    group_id: Uuid
    bookings: Annotated[list[DeskBooking], Field(max_length=MOST)]
    example: ClassVar[dict[str, Any]] = {"group_id": GROUP_ID, "bookings": [DeskBooking.example]}
