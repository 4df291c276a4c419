"""Changes that somebody could make to today, and how the day would go on with them. Nothing is stored."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from contact_api.http.schemas.base import (
    Code,
    Day,
    LanguageTag,
    Minutes,
    Moment,
    Number32,
    Shape,
    Text,
    Word,
)

MOST_CHANGES = 20
MOST_SHORTFALLS = 200
From = Annotated[Moment | None, Field(description="Left out: from now on.")]
To = Annotated[Moment | None, Field(description="Left out: for the rest of the day.")]
Staff = Annotated[
    int, Field(strict=True, ge=1, le=100, json_schema_extra={"format": "int32"}, description="How many.")
]
Professions = Annotated[list[Word], Field(min_length=1, max_length=20)]
Languages = Annotated[list[LanguageTag], Field(min_length=1, max_length=40)]


class LendStaff(Shape):
    """A unit lets another have some of its staff: those with one of the professions and all of the languages."""

    kind: Literal["lend_staff"]
    unit_id: Code
    to_unit: Code
    staff: Staff
    professions: Professions
    languages: Annotated[
        list[LanguageTag], Field(max_length=40, default_factory=list, description="Left out: any.")
    ]
    from_at: From = None
    to_at: To = None


class AddStaff(Shape):
    """A unit gets staff from outside the plan."""

    kind: Literal["add_staff"]
    unit_id: Code
    staff: Staff
    professions: Professions
    languages: Annotated[Languages, Field(default_factory=lambda: ["sv"], description="Left out: sv.")]
    from_at: From = None
    to_at: To = None


class CloseUnit(Shape):
    """Nobody at the unit makes contacts in that time."""

    kind: Literal["close_unit"]
    unit_id: Code
    from_at: From = None
    to_at: To = None


class ShareWork(Shape):
    """A unit that keeps to its own people takes those of others too."""

    kind: Literal["share_work"]
    unit_id: Code


class StaffSick(Shape):
    """A staff member goes home."""

    kind: Literal["staff_sick"]
    staff_id: Code
    from_at: From = None


class AskConsent(Shape):
    """Citizens who wait say yes to other units; left out: those of every unit."""

    kind: Literal["ask_consent"]
    unit_id: Code | None = None
    consent: Literal["same_provider", "any_provider"]


class Interpreter(Shape):
    """The staff of a unit have an interpreter."""

    kind: Literal["interpreter"]
    unit_id: Code
    languages: Languages
    from_at: From = None
    to_at: To = None


class ReleaseProtected(Shape):
    """What is kept for those who have not sought contact yet is given to those who have."""

    kind: Literal["release_protected"]
    from_at: From = None
    to_at: To = None


AnyChange = Annotated[
    LendStaff | AddStaff | CloseUnit | ShareWork | StaffSick | AskConsent | Interpreter | ReleaseProtected,
    Field(discriminator="kind"),
]


class WhatIfIn(Shape):
    """What to try, one after the other."""

    changes: Annotated[list[AnyChange], Field(min_length=1, max_length=MOST_CHANGES)]
    example: ClassVar[dict[str, Any]] = {
        "changes": [
            {
                "kind": "lend_staff",
                "unit_id": "lycksele",
                "to_unit": "alidhem",
                "staff": 2,
                "professions": ["nurse"],
                "from_at": "2026-11-23T10:00:00+01:00",
                "to_at": "2026-11-23T12:00:00+01:00",
            }
        ]
    }


class HourChanges(Shape):
    """What the next plan would tell citizens whose windows begin in one hour."""

    starts_at: Annotated[Moment | None, Field(description="Null: they have no window and would get none.")]
    would_be_promised: Number32
    would_be_moved: Annotated[Number32, Field(description="A promise that breaks, and another window today.")]
    would_break: Annotated[Number32, Field(description="A promise that breaks, and no other window today.")]


class ShortfallLine(Shape):
    """A shortfall as a sentence."""

    starts_at: Moment
    ends_at: Moment
    minutes_short: Minutes
    text_sv: Text
    text_en: Text


class OutlookOut(Shape):
    """How today goes on. Units: staff minutes."""

    minutes_left: Annotated[Number32, Field(description="Staff time that is still to come today.")]
    minutes_short: Annotated[Minutes, Field(description="Missing for the promises.")]
    conversations_short: Annotated[Number32, Field(description="The same as conversations.")]
    unpromised_contacts: Number32
    unpromised_minutes_short: Minutes
    would_be_promised: Annotated[
        Number32, Field(description="Of the contacts without a promise, who would be told a window.")
    ]
    would_be_moved: Number32
    would_break: Number32
    hours: Annotated[list[HourChanges], Field(max_length=50)]
    shortfalls: Annotated[list[ShortfallLine], Field(max_length=MOST_SHORTFALLS)]


OUTLOOK: dict[str, Any] = {
    "minutes_left": 9120,
    "minutes_short": 24,
    "conversations_short": 3,
    "unpromised_contacts": 2,
    "unpromised_minutes_short": 10,
    "would_be_promised": 0,
    "would_be_moved": 1,
    "would_break": 2,
    "hours": [
        {
            "starts_at": "2026-11-23T09:00:00Z",
            "would_be_promised": 0,
            "would_be_moved": 1,
            "would_break": 2,
        }
    ],
    "shortfalls": [
        {
            "starts_at": "2026-11-23T09:00:00Z",
            "ends_at": "2026-11-23T11:00:00Z",
            "minutes_short": 24,
            "text_sv": "Sjuksköterskor på Ålidhems hälsocentral, 10–12: tre samtal för lite.",
            "text_en": "Nurses at Ålidhems hälsocentral, 10–12: three conversations short.",
        }
    ],
}


class WhatIfOut(Shape):
    """Today without and with the changes, as the next plan would make it. Nothing of it is stored."""

    day: Day
    at: Moment
    moved_minutes: Annotated[
        Number32, Field(description="Staff minutes the changes are about, of whole steps of the grid.")
    ]
    before: OutlookOut
    after: OutlookOut
    example: ClassVar[dict[str, Any]] = {
        "day": "2026-11-23",
        "at": "2026-11-23T08:15:00Z",
        "moved_minutes": 240,
        "before": OUTLOOK,
        "after": OUTLOOK
        | {
            "minutes_short": 0,
            "conversations_short": 0,
            "unpromised_minutes_short": 0,
            "would_be_promised": 2,
            "would_be_moved": 0,
            "would_break": 0,
            "hours": [
                {
                    "starts_at": "2026-11-23T10:00:00Z",
                    "would_be_promised": 2,
                    "would_be_moved": 0,
                    "would_break": 0,
                }
            ],
            "shortfalls": [],
        },
    }
