"""Open times beside what is agreed."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.http.schemas.base import Code, Day, LineText, Moment, Name, Number32, Shape

LINE: dict[str, Any] = {
    "day": "2026-11-23",
    "unit_id": "alidhem",
    "unit_name": "Ålidhems hälsocentral",
    "time_type_id": "nurse-visit",
    "time_type_name": "Besök hos sjuksköterska",
    "within_3_days": 2,
    "within_7_days": 12,
    "within_30_days": 41,
    "agreed_within_3_days": 4,
    "agreed_within_7_days": 10,
    "agreed_within_30_days": 40,
    "below": "3",
    "within_7_days_a_week_before": 15,
    "counted_at": "2026-11-23T08:15:00Z",
}
Agreed = Annotated[
    int,
    Field(
        ge=1,
        le=10_000,
        json_schema_extra={"format": "int32"},
        description="What the unit has agreed to have.",
    ),
]
Count = Annotated[int, Field(ge=0, le=2_147_483_647, json_schema_extra={"format": "int32"})]


class SupplyLine(Shape):
    """The open times of a kind at a unit, as counted last on a day; each kind as if it were alone."""

    day: Day
    unit_id: Code
    unit_name: Name
    time_type_id: Code
    time_type_name: LineText
    within_3_days: Number32
    within_7_days: Number32
    within_30_days: Number32
    agreed_within_3_days: Agreed | None
    agreed_within_7_days: Agreed | None
    agreed_within_30_days: Agreed | None
    below: Annotated[
        LineText, Field(description="Of which spans there are fewer than agreed, such as `3 7`; empty: none.")
    ]
    within_7_days_a_week_before: Annotated[
        Count | None, Field(description="The same count seven days earlier; null: there is none.")
    ]
    counted_at: Moment


class SupplyTable(Shape):
    """Day by day, unit by unit, kind by kind."""

    from_day: Day
    to_day: Day
    lines: Annotated[list[SupplyLine], Field(max_length=300_000)]
    example: ClassVar[dict[str, Any]] = {"from_day": "2026-11-23", "to_day": "2026-11-23", "lines": [LINE]}
