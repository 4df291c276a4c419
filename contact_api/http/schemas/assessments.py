"""What staff see and send of assessments, of the times that were offered, and of what is due."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.assessment.assessment import AssessmentForm, AssessmentSource
from contact_api.domain.assessment.offers import OfferAnswer
from contact_api.domain.core.limits import MOST_LINES
from contact_api.domain.core.values import AssessmentState, ContactState, Guarantee
from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Code,
    Day,
    Flag,
    LineText,
    Moment,
    Number32,
    Shape,
    Uuid,
    Why,
    Word,
)
from contact_api.http.schemas.case import CASE, UNIT, UnitRef

Days = Annotated[int, Field(ge=-100_000, le=100_000, json_schema_extra={"format": "int32"})]
ASSESSMENT: dict[str, Any] = {
    "assessment_id": "5d8f0d7a-1c4b-4e0a-9d52-0f6a7c1b2e33",
    "unit": UNIT,
    "staff_id": "alidhem-01",
    "profession": "nurse",
    "licensed": True,
    "form": "visit",
    "qualified": False,
    "assessed_at": "2026-11-25T09:30:00Z",
    "stops_clock": True,
    "source": "staff",
    "recorded_at": "2026-11-25T10:00:00Z",
    "recorded_by": "alidhem-01",
    "undone_at": None,
    "undone_by": None,
}
OFFER: dict[str, Any] = {
    "offered_at": "2026-11-23T08:20:00Z",
    "time_type": "nurse_visit",
    "earliest_start": "2026-11-24T09:00:00Z",
    "times": 4,
    "answer": "chosen",
    "chosen_start": "2026-12-02T09:00:00Z",
}
CLOCK: dict[str, Any] = {
    "contact_id": CASE["contact_id"],
    "guarantee": "new",
    "assessment": "assessed",
    "sought_at": "2026-11-23T08:15:00Z",
    "due_at": "2026-11-26T23:00:00Z",
    "last_day": "2026-11-26",
    "ended_at": "2026-11-25T09:30:00Z",
    "days": 2,
    "in_time": True,
    "owner": None,
    "first_offered_days": 1,
    "chosen_days": 9,
    "patient_chose_to_wait": True,
    "assessments": [ASSESSMENT],
    "offers": [OFFER],
}
DUE: dict[str, Any] = {
    "contact_id": CASE["contact_id"],
    "state": "reached",
    "unit": UNIT,
    "reason": "R01",
    "guarantee": "new",
    "result": "booked_visit",
    "sought_at": "2026-11-19T08:15:00Z",
    "due_at": "2026-11-22T23:00:00Z",
    "last_day": "2026-11-22",
    "last_working_day": "2026-11-20",
    "days_left": -1,
    "overdue": True,
    "owner": None,
}


class AssessmentIn(Shape):
    """Who met the problem, how and when; the register says whether they are licensed."""

    form: AssessmentForm
    assessed_at: Annotated[Moment, Field(description="Not before contact was sought, and not to come.")]
    staff_id: Annotated[Code | None, Field(description="Who assessed; left out: the caller.")] = None
    profession: Annotated[Word | None, Field(description="As what, where they have several.")] = None
    qualified: Annotated[
        Flag,
        Field(
            description="Planned, equal to a visit in time and content, and documented. At a distance, by telephone"
            " or in writing only that counts; the call back itself never does."
        ),
    ] = False
    patient_chose_to_wait: Annotated[
        Flag,
        Field(
            description="Said here it is refused unless an offer within the limit was recorded and not taken."
        ),
    ] = False
    example: ClassVar[dict[str, Any]] = {"form": "visit", "assessed_at": "2026-11-25T09:30:00Z"}


class OfferIn(Shape):
    """What times were offered, and what the citizen made of it."""

    time_type: Word
    earliest_start: Annotated[
        Moment | None, Field(description="The first time that could be had; null: none.")
    ]
    times: Annotated[Number32, Field(description="How many could be had.")]
    chosen_start: Annotated[Moment | None, Field(description="The time chosen.")] = None
    declined: Annotated[Flag, Field(description="The citizen wanted none of them.")] = False
    example: ClassVar[dict[str, Any]] = {
        "time_type": "nurse_visit",
        "earliest_start": "2026-11-24T09:00:00Z",
        "times": 4,
        "chosen_start": "2026-12-02T09:00:00Z",
    }


class NeedIn(Shape):
    """Whether an assessment is needed; that none is, is decided by licensed staff with a reason."""

    needed: Flag
    why: Why | None = None
    example: ClassVar[dict[str, Any]] = {"needed": False, "why": "Egenvård räcker, inga varningstecken."}


class TakeIn(Shape):
    """Whether to take it over from whoever has it."""

    take_over: Flag = False
    example: ClassVar[dict[str, Any]] = {"take_over": False}


class AssessmentOut(Shape):
    """One time somebody met the problem; taken back it stays in sight."""

    assessment_id: Uuid
    unit: UnitRef
    staff_id: Code
    profession: Word
    licensed: Flag
    form: AssessmentForm
    qualified: Flag
    assessed_at: Moment
    stops_clock: Annotated[Flag, Field(description="Licensed, and a visit or what equals one.")]
    source: AssessmentSource
    recorded_at: Moment
    recorded_by: LineText
    undone_at: Moment | None
    undone_by: LineText | None
    example: ClassVar[dict[str, Any]] = ASSESSMENT


class OfferOut(Shape):
    """What could be had at one moment, and what became of it."""

    offered_at: Moment
    time_type: Word
    earliest_start: Moment | None
    times: Number32
    answer: OfferAnswer
    chosen_start: Moment | None


class AssessmentClock(Shape):
    """The three-day clock of one contact, with all that moved it."""

    contact_id: Uuid
    guarantee: Annotated[Guarantee, Field(description="`missing`: nobody has said; the clock runs.")]
    assessment: AssessmentState
    sought_at: Annotated[Moment, Field(description="When contact was first sought; nothing moves it.")]
    due_at: Moment
    last_day: Day
    ended_at: Moment | None
    days: Annotated[Days | None, Field(description="Calendar days to the assessment; the same day is 0.")]
    in_time: Annotated[Flag | None, Field(description="Null while there is no assessment.")]
    owner: Code | None
    first_offered_days: Annotated[Days | None, Field(description="To the first time that was ever offered.")]
    chosen_days: Annotated[Days | None, Field(description="To the time chosen last.")]
    patient_chose_to_wait: Annotated[
        Flag, Field(description="A time within the limit could be had, and was not taken.")
    ]
    assessments: Annotated[list[AssessmentOut], Field(max_length=MOST_LINES)]
    offers: Annotated[list[OfferOut], Field(max_length=MOST_LINES)]
    example: ClassVar[dict[str, Any]] = CLOCK


class DueOut(Shape):
    """One contact that is to be assessed; says nothing of who it is."""

    contact_id: Uuid
    state: ContactState
    unit: UnitRef
    reason: Code
    guarantee: Guarantee
    result: Annotated[Word | None, Field(description="What the call back led to.")]
    sought_at: Moment
    due_at: Annotated[Moment, Field(description="The first moment that is too late.")]
    last_day: Day
    last_working_day: Annotated[
        Day, Field(description="The last day within the limit that the unit is open.")
    ]
    days_left: Annotated[Days, Field(description="Calendar days to the last day; below 0 it is overdue.")]
    overdue: Flag
    owner: Annotated[
        Code | None, Field(description="Who has taken it, or is the named contact; null: the unit.")
    ]
    example: ClassVar[dict[str, Any]] = DUE


class AssessmentsDue(Shape):
    """A page of what is due: what is overdue first, and of it the oldest."""

    items: Annotated[list[DueOut], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Number32
    more: Flag
    example: ClassVar[dict[str, Any]] = {"items": [DUE], "limit": 20, "offset": 0, "more": False}
