"""Tables of figures, for those who answer for the service and for everybody."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.figures.figures import GroupBy
from contact_api.http.schemas.base import Day, Flag, LineText, Minutes, Number32, Shape, Share

LINE: dict[str, Any] = {
    "group": "alidhem",
    "contacts": 120,
    "times_sought": 131,
    "same_day": 108,
    "same_day_citizen_share": 0.824,
    "skr_calls": 80,
    "skr_same_day": 74,
    "same_day_skr_share": 0.925,
    "promised": 110,
    "promised_share": 0.917,
    "promises_due": 104,
    "promises_kept": 98,
    "promises_kept_share": 0.942,
    "urgent": 21,
    "urgent_on_time": 20,
    "rung": 112,
    "not_reached": 6,
    "wait_p50_minutes": 64,
    "wait_p90_minutes": 172,
}
Count = Number32 | None
Part = Share | None


class OpenLine(Shape):
    """One line; what is null would show, or give away, a count below the limit."""

    group: Annotated[LineText, Field(description="Code of the group, or `all`.")]
    contacts: Count
    times_sought: Annotated[Count, Field(description="Every attempt to seek contact, redials included.")]
    same_day: Annotated[Count, Field(description="Two-way contact on the local day it was first sought.")]
    same_day_citizen_share: Annotated[Part, Field(description="same_day ÷ times_sought")]
    skr_calls: Annotated[Count, Field(description="By telephone, in opening hours.")]
    skr_same_day: Annotated[Count, Field(description="Of those, called back the same day.")]
    same_day_skr_share: Annotated[Part, Field(description="skr_same_day ÷ skr_calls")]
    promised: Annotated[Count, Field(description="The first answer was a backed window.")]
    promised_share: Annotated[Part, Field(description="promised ÷ contacts")]
    promises_due: Count
    promises_kept: Annotated[Count, Field(description="First called inside the first backed window.")]
    promises_kept_share: Annotated[Part, Field(description="promises_kept ÷ promises_due")]
    urgent: Count
    urgent_on_time: Count
    rung: Count
    not_reached: Count
    wait_p50_minutes: Minutes | None
    wait_p90_minutes: Minutes | None
    suppressed: Flag
    example: ClassVar[dict[str, Any]] = LINE | {"suppressed": False}


class FiguresLine(Shape):
    """One line, with nothing left out."""

    group: Annotated[LineText, Field(description="Code of the group, or `all`.")]
    contacts: Number32
    times_sought: Number32
    same_day: Number32
    same_day_citizen_share: Part
    skr_calls: Number32
    skr_same_day: Number32
    same_day_skr_share: Part
    promised: Number32
    promised_share: Part
    promises_due: Number32
    promises_kept: Number32
    promises_kept_share: Part
    urgent: Number32
    urgent_on_time: Number32
    rung: Number32
    not_reached: Number32
    wait_p50_minutes: Minutes | None
    wait_p90_minutes: Minutes | None
    wait_worst_minutes: Minutes | None
    example: ClassVar[dict[str, Any]] = LINE | {"wait_worst_minutes": 340}


class FiguresTable(Shape):
    """Figures of the caller's unit, or of the region."""

    from_day: Day
    to_day: Day
    group_by: GroupBy | None
    lines: Annotated[list[FiguresLine], Field(max_length=1000)]
    example: ClassVar[dict[str, Any]] = {
        "from_day": "2026-11-01",
        "to_day": "2026-11-23",
        "group_by": "unit",
        "lines": [FiguresLine.example],
    }


class OpenTable(Shape):
    """Figures of a calendar month for everybody, without small counts and what would give them away."""

    month: Annotated[str, Field(min_length=7, max_length=7, pattern=r"^\d{4}-\d{2}$")]
    preliminary: Annotated[Flag, Field(description="The month is not over.")]
    group_by: GroupBy
    smallest_count: Annotated[Number32, Field(description="Counts below are not shown.")]
    lines: Annotated[list[OpenLine], Field(max_length=1000)]
    total: OpenLine
    example: ClassVar[dict[str, Any]] = {
        "month": "2026-11",
        "preliminary": True,
        "group_by": "unit",
        "smallest_count": 20,
        "lines": [OpenLine.example],
        "total": OpenLine.example | {"group": "all"},
    }
