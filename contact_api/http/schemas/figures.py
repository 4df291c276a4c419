"""Tables of figures, for those who answer for the service and for everybody."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.figures.figures import GroupBy
from contact_api.domain.triage.catalogue import Measured, MeasuredIn
from contact_api.http.schemas.base import Day, Flag, LineText, Minutes, Number32, Shape, Share, Text

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
    "covered": 96,
    "guarantee_missing": 2,
    "assessments_due": 80,
    "assessed": 70,
    "assessed_in_time": 64,
    "assessed_in_time_share": 0.8,
    "assessed_in_time_skr_share": 0.914,
    "assessments_over": 16,
    "over_by_choice": 4,
    "no_assessment_needed": 14,
    "assessment_not_kept": 0,
    "wait_p50_minutes": 64,
    "wait_p90_minutes": 172,
}
REFERENCE: dict[str, Any] = {
    "figure": "assessed_in_time",
    "area": "region",
    "year": 2024,
    "percent": 80,
    "source": "Region Västerbotten, report on state grants 2024",
    "as_of": "2026-11-30",
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
    covered: Annotated[
        Count, Field(description="By the care guarantee: a new or worsened problem, or no effect.")
    ]
    guarantee_missing: Annotated[Count, Field(description="Of those, nobody has said which; they count too.")]
    assessments_due: Annotated[
        Count,
        Field(
            description="Of those, assessed, or the limit has passed. Not who withdrew, or of whom licensed staff"
            " decided that none is needed, within the limit."
        ),
    ]
    assessed: Annotated[Count, Field(description="By licensed staff, at a visit or what equals one.")]
    assessed_in_time: Annotated[Count, Field(description="Within the limit, in calendar days.")]
    assessed_in_time_share: Annotated[Part, Field(description="assessed_in_time ÷ assessments_due")]
    assessed_in_time_skr_share: Annotated[
        Part, Field(description="assessed_in_time ÷ assessed: as SKR counts, who was never seen is left out.")
    ]
    assessments_over: Annotated[Count, Field(description="assessments_due − assessed_in_time")]
    over_by_choice: Annotated[
        Count,
        Field(
            description="Of those over, a time within the limit could be had and was not taken; in no share."
        ),
    ]
    no_assessment_needed: Annotated[Count, Field(description="As licensed staff decided.")]
    assessment_not_kept: Annotated[
        Count, Field(description="Covered, and sought before assessments were recorded here; in no share.")
    ]
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
    covered: Number32
    guarantee_missing: Number32
    assessments_due: Number32
    assessed: Number32
    assessed_in_time: Number32
    assessed_in_time_share: Part
    assessed_in_time_skr_share: Part
    assessments_over: Number32
    over_by_choice: Number32
    no_assessment_needed: Number32
    assessment_not_kept: Number32
    wait_p50_minutes: Minutes | None
    wait_p90_minutes: Minutes | None
    wait_worst_minutes: Minutes | None
    example: ClassVar[dict[str, Any]] = LINE | {"wait_worst_minutes": 340}


class ReferenceFigureOut(Shape):
    """A published figure to read the service's own beside."""

    figure: Measured
    area: MeasuredIn
    year: Number32
    percent: Annotated[float, Field(ge=0, le=100)]
    source: Text
    as_of: Annotated[Day, Field(description="When it was read there.")]
    example: ClassVar[dict[str, Any]] = REFERENCE


References = Annotated[
    list[ReferenceFigureOut], Field(max_length=1000, description="Published figures, with source and date.")
]


class FiguresTable(Shape):
    """Figures of the caller's unit, or of the region."""

    from_day: Day
    to_day: Day
    group_by: GroupBy | None
    lines: Annotated[list[FiguresLine], Field(max_length=1000)]
    references: References
    example: ClassVar[dict[str, Any]] = {
        "from_day": "2026-11-01",
        "to_day": "2026-11-23",
        "group_by": "unit",
        "lines": [FiguresLine.example],
        "references": [REFERENCE],
    }


class OpenTable(Shape):
    """Figures of a calendar month for everybody, without small counts and what would give them away."""

    month: Annotated[str, Field(min_length=7, max_length=7, pattern=r"^\d{4}-\d{2}$")]
    preliminary: Annotated[Flag, Field(description="The month is not over.")]
    group_by: GroupBy
    smallest_count: Annotated[Number32, Field(description="Counts below are not shown.")]
    lines: Annotated[list[OpenLine], Field(max_length=1000)]
    total: OpenLine
    references: References
    example: ClassVar[dict[str, Any]] = {
        "month": "2026-11",
        "preliminary": True,
        "group_by": "unit",
        "smallest_count": 20,
        "lines": [OpenLine.example],
        "total": OpenLine.example | {"group": "all"},
        "references": [REFERENCE],
    }
