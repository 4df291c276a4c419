"""What managers and the control room see and change of staff time: capacity, shifts."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.http.schemas.base import (
    Code,
    Day,
    LanguageTag,
    Minutes,
    Moment,
    Number32,
    Shape,
    Word,
)
from contact_api.http.schemas.case import UNIT, UnitRef


class CapacityHour(Shape):
    """One unit, hour and set of skills. Units: staff minutes."""

    unit: UnitRef
    starts_at: Moment
    professions: Annotated[list[Word], Field(max_length=20)]
    languages: Annotated[list[LanguageTag], Field(max_length=40)]
    staff_minutes: Minutes
    reserved_minutes: Annotated[
        Minutes,
        Field(description="Planned minutes promised; in the morning there may be more than staff minutes."),
    ]
    shortfall_minutes: Annotated[Minutes, Field(description="Promised beyond what the half hours hold.")]


class Unpromised(Shape):
    """Open requests of a unit that could not be promised a time. Units: staff minutes."""

    unit: UnitRef
    contacts: Number32
    minutes: Minutes


class Capacity(Shape):
    """A day's staff time by unit, hour and skills, what is promised of it, and what is missing."""

    day: Day
    hours: Annotated[list[CapacityHour], Field(max_length=20_000)]
    unpromised: Annotated[list[Unpromised], Field(max_length=1000)]
    example: ClassVar[dict[str, Any]] = {
        "day": "2026-11-23",
        "hours": [
            {
                "unit": UNIT,
                "starts_at": "2026-11-23T09:00:00Z",
                "professions": ["nurse"],
                "languages": ["en", "sv"],
                "staff_minutes": 120,
                "reserved_minutes": 88,
                "shortfall_minutes": 0,
            }
        ],
        "unpromised": [{"unit": UNIT, "contacts": 2, "minutes": 17}],
    }


class ShiftIn(Shape):
    """Time in which a staff member makes contacts."""

    staff_id: Code
    unit_id: Annotated[Code | None, Field(description="Left out: the home unit.")] = None
    starts_at: Moment
    ends_at: Moment
    example: ClassVar[dict[str, Any]] = {
        "staff_id": "alidhem-01",
        "starts_at": "2026-11-23T13:00:00+01:00",
        "ends_at": "2026-11-23T16:00:00+01:00",
    }


class ShiftOut(Shape):
    """The shift as it was added."""

    staff_id: Code
    unit: UnitRef
    starts_at: Moment
    ends_at: Moment
    example: ClassVar[dict[str, Any]] = {
        "staff_id": "alidhem-01",
        "unit": UNIT,
        "starts_at": "2026-11-23T12:00:00Z",
        "ends_at": "2026-11-23T15:00:00Z",
    }
