"""Booked telephone times that are to be rung now or soon."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.core.values import ContactState
from contact_api.http.schemas.base import LONGEST_LIST, Flag, Moment, Shape
from contact_api.http.schemas.desk_bookings import DeskBooking


class TelephoneTimeOut(DeskBooking):
    """One of them, and whether the one who looks rings it now."""

    contact_state: ContactState
    next_try_at: Annotated[
        Moment | None, Field(description="When it is rung again by the rules of the queue, after no answer.")
    ]
    may_ring: Annotated[
        Flag,
        Field(
            description="Whom it is booked with rings it from its minute on; a colleague of the type's professions"
            " when they are not there, or five minutes later."
        ),
    ]
    example: ClassVar[dict[str, Any]] = {
        **DeskBooking.example,
        "contact_state": "booked",
        "next_try_at": None,
        "may_ring": True,
    }


class TelephoneTimes(Shape):
    """Those whose minute has come, and those of the next ten minutes, the earliest first."""

    times: Annotated[list[TelephoneTimeOut], Field(max_length=LONGEST_LIST)]
    example: ClassVar[dict[str, Any]] = {"times": [TelephoneTimeOut.example]}
