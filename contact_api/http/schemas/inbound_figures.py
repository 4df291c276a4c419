"""How often the region was rung on a day, and who got through."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.http.schemas.base import (
    Code,
    Day,
    Flag,
    Number32,
    Shape,
    Share,
)


class InboundHour(Shape):
    """One local hour."""

    hour: Annotated[int, Field(ge=0, le=23, json_schema_extra={"format": "int32"})]
    attempts: Number32
    offered: Number32
    answered: Number32
    requests: Number32
    turned_away: Number32
    abandoned: Number32
    unfinished: Number32


Count = Number32 | None

HOUR: dict[str, Any] = {
    "hour": 8,
    "attempts": 61,
    "offered": 40,
    "answered": 0,
    "requests": 34,
    "turned_away": 21,
    "abandoned": 5,
    "unfinished": 1,
}


class InboundDay(Shape):
    """The calls of one local day; what is null would show, or give away, a count below the limit."""

    day: Day
    unit_id: Annotated[Code | None, Field(description="Left out: every unit you may know of.")]
    attempts: Annotated[
        Count, Field(description="Calls. answered + requests + turned_away + abandoned + unfinished")
    ]
    offered: Annotated[Count, Field(description="Of those: let in by the exchange.")]
    answered: Annotated[Count, Field(description="A person answered at once.")]
    requests: Annotated[Count, Field(description="Became a contact request.")]
    turned_away: Annotated[Count, Field(description="By the exchange: full, or closed.")]
    abandoned: Annotated[Count, Field(description="Hung up before a choice.")]
    unfinished: Annotated[Count, Field(description="Let in, and nothing more was said of it.")]
    callers: Annotated[Count, Field(description="Numbers; a withheld number is a caller of its own.")]
    redials: Annotated[Count, Field(description="attempts − callers")]
    callers_reached: Annotated[Count, Field(description="Of the callers: spoken with that day.")]
    reached_citizen_share: Annotated[
        Share | None, Field(description="callers_reached ÷ callers: everybody who rang counts.")
    ]
    skr_calls: Annotated[
        Count, Field(description="What the national measure sees: taken by the system, in opening hours.")
    ]
    skr_same_day: Annotated[Count, Field(description="Of those: answered, or called back the same day.")]
    same_day_skr_share: Annotated[Share | None, Field(description="skr_same_day ÷ skr_calls")]
    suppressed: Flag
    hours: Annotated[
        list[InboundHour], Field(max_length=24, description="Hours with calls; none where counts are hidden.")
    ]
    example: ClassVar[dict[str, Any]] = {
        "day": "2026-11-23",
        "unit_id": "alidhem",
        "attempts": 190,
        "offered": 141,
        "answered": 2,
        "requests": 120,
        "turned_away": 52,
        "abandoned": 15,
        "unfinished": 1,
        "callers": 148,
        "redials": 42,
        "callers_reached": 104,
        "reached_citizen_share": 0.703,
        "skr_calls": 119,
        "skr_same_day": 112,
        "same_day_skr_share": 0.941,
        "suppressed": False,
        "hours": [HOUR],
    }
