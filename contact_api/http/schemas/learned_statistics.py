"""What the region has learned from its own finished contacts."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.core.values import Channel
from contact_api.http.schemas.base import Day, Flag, LineText, Moment, Number32, Shape, Share

Ratio = Annotated[float, Field(ge=0, le=100, description="Actual to planned staff minutes.")]
Observations = Annotated[
    Number32, Field(description="How many it rests on; 0: what is assumed, or known of its like.")
]


class HandlingTimes(Shape):
    """How long conversations of one kind take, against what was planned; an empty field: all kinds of it."""

    profession: LineText
    urgency: Annotated[LineText, Field(description="`urgent`, `today` or empty.")]
    reason: LineText
    observations: Observations
    mean_ratio: Ratio
    p80_ratio: Ratio
    p95_ratio: Ratio


class AnswerChance(Shape):
    """How often somebody answers; without a channel: over all channels and hours."""

    attempt: Annotated[Number32, Field(description="Counted from 1; 3: the third or later.")]
    channel: Channel | None
    part_of_day: Annotated[
        LineText | None, Field(description="`morning` before ten, `midday` before one, `afternoon`.")
    ]
    observations: Observations
    answered_share: Share


class KindOfDay(Shape):
    """What days of one kind bring."""

    weekday: Annotated[
        Number32, Field(ge=1, le=7, description="ISO, Monday = 1; red days go with the Sundays.")
    ]
    days: Annotated[Number32, Field(description="How many were learned.")]
    contacts: Annotated[Number32, Field(description="Of all those days together.")]
    urgent: Number32


class LearnedStatisticsOut(Shape):
    """What promises and plans go by beside the rules; counts and sums only, no cell below the smallest count."""

    days: Annotated[Number32, Field(description="How many days it rests on.")]
    first_day: Day | None
    last_day: Day | None
    last_learned_at: Moment | None
    assumed: Annotated[
        Flag, Field(description="Nothing was learned yet: every figure is a planning assumption.")
    ]
    smallest_count: Annotated[Number32, Field(description="Smaller cells are counted one level up.")]
    handling: Annotated[list[HandlingTimes], Field(max_length=2000)]
    answers: Annotated[list[AnswerChance], Field(max_length=100)]
    kinds_of_day: Annotated[list[KindOfDay], Field(max_length=7)]
    example: ClassVar[dict[str, Any]] = {
        "days": 12,
        "first_day": "2026-11-05",
        "last_day": "2026-11-20",
        "last_learned_at": "2026-11-21T01:00:04Z",
        "assumed": False,
        "smallest_count": 20,
        "handling": [
            {
                "profession": "nurse",
                "urgency": "today",
                "reason": "R01",
                "observations": 412,
                "mean_ratio": 1.08,
                "p80_ratio": 1.34,
                "p95_ratio": 1.78,
            }
        ],
        "answers": [
            {
                "attempt": 1,
                "channel": "phone",
                "part_of_day": "morning",
                "observations": 5120,
                "answered_share": 0.842,
            }
        ],
        "kinds_of_day": [{"weekday": 1, "days": 3, "contacts": 11240, "urgent": 1190}],
    }
