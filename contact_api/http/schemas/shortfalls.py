"""What the control room sees of a day that does not add up: shortfalls, and what would help each."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.replanning.remedies import RemedyKind
from contact_api.http.schemas.base import (
    Day,
    Flag,
    LanguageTag,
    Minutes,
    Moment,
    Number32,
    Shape,
    Text,
    Word,
)
from contact_api.http.schemas.case import UNIT, UnitRef
from contact_api.http.schemas.what_if import MOST_SHORTFALLS, AnyChange

Words = Annotated[list[Word], Field(max_length=40)]
Tags = Annotated[list[LanguageTag], Field(max_length=40)]


class Short(StrEnum):
    """Who is short of staff time."""

    PROMISES = "promises"  # among these contacts every one has a promise: some of those would break
    UNPROMISED = "unpromised"  # some of these have no promise, and cannot all be given one


class RemedyOut(Shape):
    """One thing that somebody could do, and how many of the missing minutes it gives by itself."""

    kind: RemedyKind
    unit: UnitRef | None
    professions: Words
    languages: Tags
    starts_at: Moment
    ends_at: Moment
    minutes: Minutes
    contacts: Annotated[
        Number32, Field(description="Of those who compete for the time, whom it would serve.")
    ]
    change: Annotated[AnyChange, Field(description="The same as a change to ask `POST /what-ifs` about.")]
    text_sv: Text
    text_en: Text


class ShortfallOut(Shape):
    """Contacts that cannot all be served together: when, whose time is missing, and how much of it."""

    short: Short
    starts_at: Moment
    ends_at: Moment
    professions: Words
    languages: Tags
    units: Annotated[list[UnitRef], Field(max_length=1000, description="Whose staff these contacts accept.")]
    promised_contacts: Annotated[Number32, Field(description="Of those who compete for the time.")]
    unpromised_contacts: Number32
    minutes_short: Minutes
    conversations_short: Number32
    minutes_protected: Annotated[Minutes, Field(description="Kept in these hours for those still to come.")]
    text_sv: Text
    text_en: Text
    remedies: Annotated[
        list[RemedyOut],
        Field(
            max_length=10,
            description="What helps most comes first; worked out for the first five shortfalls.",
        ),
    ]


class UnitShort(Shape):
    """The part of one unit's people; over all units the parts add up to the whole. Units: staff minutes."""

    unit: UnitRef
    promised_contacts: Number32
    overdue_contacts: Number32
    unpromised_contacts: Number32
    minutes_short: Annotated[Minutes, Field(description="Their share of what is missing for the promises.")]


class HourShort(Shape):
    """What is missing for promises of one unit's people that begin in one hour. Units: staff minutes."""

    unit: UnitRef
    starts_at: Moment
    minutes_short: Minutes


class ShortfallsOut(Shape):
    """Who of today cannot be served, promises first. Units: staff minutes."""

    day: Day
    at: Annotated[Moment, Field(description="What was known at this moment.")]
    promised_contacts: Annotated[
        Number32, Field(description="Waiting for a promised call, or tried already.")
    ]
    overdue_contacts: Annotated[Number32, Field(description="Of those, whose window has passed.")]
    unpromised_contacts: Number32
    minutes_short: Annotated[Minutes, Field(description="Missing for the promises.")]
    conversations_short: Annotated[Number32, Field(description="The same as conversations.")]
    unpromised_minutes_short: Annotated[
        Minutes, Field(description="Missing beyond those, before the rest could be promised a time too.")
    ]
    units: Annotated[
        list[UnitShort], Field(max_length=1000, description="By whose people it is; adds up to the above.")
    ]
    hours: Annotated[
        list[HourShort],
        Field(max_length=20_000, description="`minutes_short` by unit and hour; adds up to the above."),
    ]
    shortfalls: Annotated[list[ShortfallOut], Field(max_length=MOST_SHORTFALLS)]
    more: Annotated[Flag, Field(description="There are further shortfalls that are not shown.")]
    example: ClassVar[dict[str, Any]] = {
        "day": "2026-11-23",
        "at": "2026-11-23T08:15:00Z",
        "promised_contacts": 41,
        "overdue_contacts": 0,
        "unpromised_contacts": 2,
        "minutes_short": 24,
        "conversations_short": 3,
        "unpromised_minutes_short": 10,
        "units": [
            {
                "unit": UNIT,
                "promised_contacts": 41,
                "overdue_contacts": 0,
                "unpromised_contacts": 2,
                "minutes_short": 24,
            }
        ],
        "hours": [{"unit": UNIT, "starts_at": "2026-11-23T09:00:00Z", "minutes_short": 24}],
        "shortfalls": [
            {
                "short": "promises",
                "starts_at": "2026-11-23T09:00:00Z",
                "ends_at": "2026-11-23T11:00:00Z",
                "professions": ["nurse"],
                "languages": ["ar"],
                "units": [UNIT],
                "promised_contacts": 5,
                "unpromised_contacts": 0,
                "minutes_short": 24,
                "conversations_short": 3,
                "minutes_protected": 0,
                "text_sv": "Sjuksköterskor med arabiska på Ålidhems hälsocentral, 10–12: tre samtal för lite.",
                "text_en": "Nurses with Arabic at Ålidhems hälsocentral, 10–12: three conversations short.",
                "remedies": [
                    {
                        "kind": "interpreter",
                        "unit": UNIT,
                        "professions": ["nurse"],
                        "languages": ["ar"],
                        "starts_at": "2026-11-23T09:00:00Z",
                        "ends_at": "2026-11-23T11:00:00Z",
                        "minutes": 24,
                        "contacts": 5,
                        "change": {
                            "kind": "interpreter",
                            "unit_id": "alidhem",
                            "languages": ["ar"],
                            "from_at": "2026-11-23T09:00:00Z",
                            "to_at": "2026-11-23T11:00:00Z",
                        },
                        "text_sv": "Med tolk ger Ålidhems hälsocentral 24 minuter, 10–12.",
                        "text_en": "With an interpreter Ålidhems hälsocentral gives 24 minutes, 10–12.",
                    }
                ],
            }
        ],
        "more": False,
    }
