"""Why a contact request got the times it got, and why it was called when it was."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field, Strict

from contact_api.domain.capacity.availability import Verdict
from contact_api.domain.core.limits import MOST_CODES, MOST_LINES
from contact_api.http.schemas.base import Code, Flag, LineText, Moment, Number32, Shape, Text, Uuid, Word
from contact_api.http.schemas.case import CASE, UNIT, UnitRef

MOST_CELLS = 2000


class Sentences(Shape):
    """The same in both languages."""

    sv: Text
    en: Text


class ProtectedMinutes(Shape):
    """What the plan kept of a half hour, in staff minutes."""

    today: Annotated[Number32, Field(description="From who can wait: for the urgent and for retries.")]
    urgent: Annotated[Number32, Field(description="From the urgent: for retries.")]
    own: Annotated[Number32, Field(description="From people of other units.")]
    own_only: Annotated[Number32, Field(description="From own people who accept another unit.")]
    longest: Annotated[Number32 | None, Field(description="Contacts planned longer were not promised.")]


class HalfHour(Shape):
    """One pool's half hour at the own unit, as it was then, and what it came to for this request."""

    start: Moment
    end: Moment
    staff_minutes: Number32
    holds_minutes: Annotated[Number32, Field(description="How many planned minutes may be reserved of it.")]
    reserved_minutes: Number32
    protected: ProtectedMinutes | None
    verdict: Verdict


class Tally(Shape):
    """How many half hours came to the same."""

    verdict: Verdict
    half_hours: Number32


class WindowRank(Shape):
    """Where a window stood in the order of docs/rules.md: the parts are compared in this order."""

    late: Flag
    other_unit: Flag
    start: Moment
    tie_other_unit: Flag
    tie_spare: Annotated[
        int,
        Strict(),
        Field(
            ge=-100_000,
            le=100_000,
            json_schema_extra={"format": "int32"},
            description="Quarter hours of staff time another unit has to spare today; more comes first.",
        ),
    ]
    tie_other_uses: Number32


class CandidateOut(Shape):
    """A window that could have been promised, the best first."""

    unit: UnitRef
    window_from: Moment
    window_to: Moment
    place: WindowRank


class PromiseDecision(Shape):
    """What was looked at for a promise, what ruled each out, and the order of the rest."""

    backed: Flag
    why: Word
    window_from: Moment | None
    window_to: Moment | None
    unit: UnitRef | None
    half_hours: Annotated[list[HalfHour], Field(max_length=MOST_CELLS)]
    not_looked_at: Annotated[list[Tally], Field(max_length=20)]
    elsewhere: Annotated[list[Tally], Field(max_length=20)]
    units_elsewhere: Number32
    candidates: Annotated[
        list[CandidateOut],
        Field(max_length=4, description="The winner first, then as they would have followed."),
    ]
    runner_up_lost_in: Annotated[Word | None, Field(description="The first part in which it comes after.")]
    recorded: Annotated[Flag, Field(description="False for promises from before reasons were kept.")]


class QueuePlace(Shape):
    """Where a contact stood among those who waited: the parts are compared in this order."""

    at_once: Flag
    urgent: Flag
    left_to_own_unit: Annotated[
        Flag,
        Field(description="Urgent, but left to the own unit by other units' staff for the first minutes."),
    ]
    at_risk: Flag
    promised: Flag
    distance: Word
    named: Word
    needed_at_own_unit: Annotated[
        Flag,
        Field(description="Somebody of the caller's own unit was due soon: others at risk did not go first."),
    ]


class PullDecision(Shape):
    """Why it was this contact's turn; of the runner-up only the place."""

    candidates: Number32
    taken_by_others: Annotated[
        Number32, Field(description="Before this one, by colleagues in the same moment.")
    ]
    place: QueuePlace
    due_at: Moment
    runner_up: QueuePlace | None
    runner_up_lost_in: Word | None


class DecisionKind(StrEnum):
    """What was decided."""

    PROMISE = "promise"
    PULL = "pull"


class Decision(Shape):
    """One decision, in words and in parts."""

    at: Moment
    kind: DecisionKind
    planning_version: LineText
    text: Sentences
    promise: PromiseDecision | None
    pull: PullDecision | None


class Explanations(Shape):
    """Every promise and every pull, the first first."""

    contact_id: Uuid
    catalogue_version: LineText
    rule_ids: Annotated[list[Code], Field(max_length=MOST_CODES)]
    decisions: Annotated[list[Decision], Field(max_length=MOST_LINES, description="The latest thousand.")]
    left_out: Annotated[Number32, Field(description="How many earlier decisions are not among them.")]
    example: ClassVar[dict[str, Any]] = {
        "contact_id": CASE["contact_id"],
        "catalogue_version": "2026-1",
        "rule_ids": [],
        "left_out": 0,
        "decisions": [
            {
                "at": "2026-11-23T08:15:00Z",
                "kind": "promise",
                "planning_version": "2026-8",
                "text": {
                    "sv": "Tiden är den första som sjuksköterskor på Ålidhems hälsocentral har ledig för dig.",
                    "en": "It is the first time that nurses at Ålidhems hälsocentral have free for you.",
                },
                "promise": {
                    "backed": True,
                    "why": "own_unit",
                    "window_from": "2026-11-23T08:30:00Z",
                    "window_to": "2026-11-23T09:30:00Z",
                    "unit": UNIT,
                    "half_hours": [
                        {
                            "start": "2026-11-23T08:30:00Z",
                            "end": "2026-11-23T09:00:00Z",
                            "staff_minutes": 60,
                            "holds_minutes": 60,
                            "reserved_minutes": 24,
                            "protected": {"today": 9, "urgent": 4, "own": 12, "own_only": 3, "longest": None},
                            "verdict": "available",
                        }
                    ],
                    "not_looked_at": [{"verdict": "later", "half_hours": 12}],
                    "elsewhere": [],
                    "units_elsewhere": 0,
                    "candidates": [
                        {
                            "unit": UNIT,
                            "window_from": "2026-11-23T08:30:00Z",
                            "window_to": "2026-11-23T09:30:00Z",
                            "place": {
                                "late": False,
                                "other_unit": False,
                                "start": "2026-11-23T08:30:00Z",
                                "tie_other_unit": False,
                                "tie_spare": 0,
                                "tie_other_uses": 0,
                            },
                        }
                    ],
                    "runner_up_lost_in": None,
                    "recorded": True,
                },
                "pull": None,
            }
        ],
    }
