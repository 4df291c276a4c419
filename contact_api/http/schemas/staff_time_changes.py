"""Staff time as who plans it sees and changes it, and what a change breaks."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.capacity.staff_time import StaffTimeKind, StaffTimeSource
from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Code,
    Day,
    Flag,
    LanguageTag,
    LineText,
    Moment,
    Name,
    Number32,
    Shape,
    Word,
)
from contact_api.http.schemas.case import UNIT, UnitRef
from contact_api.http.schemas.shortfalls import ShortfallOut

MOST_ROWS = 20_000  # units times days of the longest change
StaffTimeName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=128,
        pattern=r"^[A-Za-z0-9_.:-]+$",
        description="The interval as it was read: one that is changed has another name.",
    ),
]
A_TIME: dict[str, Any] = {
    "staff_time_id": "alidhem-01.callback.1795420800000000.1795435200000000",
    "staff_id": "alidhem-01",
    "unit": UNIT,
    "kind": "callback",
    "starts_at": "2026-11-23T08:00:00Z",
    "ends_at": "2026-11-23T12:00:00Z",
    "source": "roster",
    "author": "system",
}
BREAKS: dict[str, Any] = {
    "minutes": [{"unit": UNIT, "before": 480, "after": 240, "planned_before": 540, "planned_after": 270}],
    "promises": [{"day": "2026-11-23", "unit": UNIT, "moved": 3, "broken": 1, "due": 0}],
    "bookings": [
        {
            "booking_id": "6f1c2b1e-9a43-4f0e-8f55-0a5f4f0c7f11",
            "unit": UNIT,
            "staff_id": "alidhem-01",
            "starts_at": "2026-11-23T12:00:00Z",
            "ends_at": "2026-11-23T12:30:00Z",
        }
    ],
    "shortfalls": [],
}


class StaffMemberOut(Shape):
    """One who works at a unit of the caller's."""

    staff_id: Code
    name: Name | None
    unit: Annotated[UnitRef, Field(description="Their home unit.")]
    units: Annotated[list[Code], Field(max_length=100, description="Every unit they work at, that first.")]
    professions: Annotated[list[Word], Field(max_length=20)]
    languages: Annotated[list[LanguageTag], Field(max_length=40)]
    licensed: Flag


class StaffOut(Shape):
    """A page of the staff, by id."""

    items: Annotated[list[StaffMemberOut], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Number32
    more: Flag
    example: ClassVar[dict[str, Any]] = {
        "items": [
            {
                "staff_id": "alidhem-01",
                "name": "Yusuf Kjellgren",
                "unit": UNIT,
                "units": ["alidhem"],
                "professions": ["nurse"],
                "languages": ["sv", "en", "ar"],
                "licensed": True,
            }
        ],
        "limit": 20,
        "offset": 0,
        "more": False,
    }


class StaffTimeOut(Shape):
    """One interval of a person's time, with who entered it and how."""

    staff_time_id: StaffTimeName
    staff_id: Code
    unit: UnitRef
    kind: StaffTimeKind
    starts_at: Moment
    ends_at: Moment
    source: StaffTimeSource
    author: LineText
    example: ClassVar[dict[str, Any]] = A_TIME


class StaffTimesOut(Shape):
    """A page of staff time, by when it begins."""

    items: Annotated[list[StaffTimeOut], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Number32
    more: Flag
    example: ClassVar[dict[str, Any]] = {"items": [A_TIME], "limit": 20, "offset": 0, "more": False}


class StaffTimeWanted(Shape):
    """What an interval is to be."""

    unit_id: Annotated[Code | None, Field(description="Left out: the home unit, or where it was.")] = None
    kind: StaffTimeKind
    starts_at: Moment
    ends_at: Moment
    example: ClassVar[dict[str, Any]] = {
        "kind": "meeting",
        "starts_at": "2026-11-23T13:00:00+01:00",
        "ends_at": "2026-11-23T14:00:00+01:00",
    }


class StaffTimeIn(StaffTimeWanted):
    """An interval to enter: planned time of at most a day, or an absence of at most a year."""

    staff_id: Code
    example: ClassVar[dict[str, Any]] = {
        "staff_id": "alidhem-01",
        "kind": "absence",
        "starts_at": "2026-11-23T13:00:00+01:00",
        "ends_at": "2026-11-27T17:00:00+01:00",
    }


class MinutesChanged(Shape):
    """Minutes for contacts of one unit, in all days of the change. Units: staff minutes."""

    unit: UnitRef
    before: Annotated[
        Number32, Field(description="That could be promised: still to come, while the unit is open.")
    ]
    after: Annotated[Number32, Field(description="That can be promised now.")]
    planned_before: Annotated[Number32, Field(description="All that was planned for contacts.")]
    planned_after: Annotated[Number32, Field(description="All that is planned for contacts.")]


class BrokenPromisesOut(Shape):
    """Promises to people of one unit, of one day, that lose their staff time by it."""

    day: Day
    unit: UnitRef
    moved: Annotated[Number32, Field(description="So many are given another time the same day.")]
    broken: Annotated[Number32, Field(description="For so many there is none.")]
    due: Annotated[
        Number32,
        Field(
            description="The time of so many has come, and nobody's minutes are set aside for them any more."
        ),
    ]


class BookingHit(Shape):
    """A booked time for which nobody is there any more; it stands as such until it is moved."""

    booking_id: Code
    unit: UnitRef
    staff_id: Code
    starts_at: Moment
    ends_at: Moment


class WhatBreaks(Shape):
    """What a change breaks, and what would help. The next plan moves and tells these citizens."""

    minutes: Annotated[list[MinutesChanged], Field(max_length=1000)]
    promises: Annotated[list[BrokenPromisesOut], Field(max_length=MOST_ROWS)]
    bookings: Annotated[list[BookingHit], Field(max_length=1000)]
    shortfalls: Annotated[
        list[ShortfallOut],
        Field(
            max_length=100,
            description="Promises of the first three days on which some break, with what would help.",
        ),
    ]
    example: ClassVar[dict[str, Any]] = BREAKS


class StaffTimeChangedOut(Shape):
    """What a change did, or would do, and what it breaks."""

    dry_run: Annotated[Flag, Field(description="It was only tried: nothing is stored.")]
    gone: Annotated[list[StaffTimeOut], Field(max_length=1000, description="What stands no longer.")]
    added: Annotated[list[StaffTimeOut], Field(max_length=1000, description="What stands now.")]
    breaks: WhatBreaks
    example: ClassVar[dict[str, Any]] = {"dry_run": True, "gone": [A_TIME], "added": [], "breaks": BREAKS}


class SickCallIn(Shape):
    """A staff member goes home; left out: now."""

    at: Moment | None = None
    example: ClassVar[dict[str, Any]] = {"at": "2026-11-23T10:00:00+01:00"}


class SickCallOut(Shape):
    """How many shifts were cut, and what that breaks."""

    staff_id: Code
    at: Moment
    shifts_cut: Number32
    dry_run: Flag
    breaks: WhatBreaks
    example: ClassVar[dict[str, Any]] = {
        "staff_id": "alidhem-01",
        "at": "2026-11-23T09:00:00Z",
        "shifts_cut": 2,
        "dry_run": False,
        "breaks": BREAKS,
    }


class SickCallWithdrawalIn(Shape):
    """They are back; left out: now."""

    at: Moment | None = None
    example: ClassVar[dict[str, Any]] = {"at": "2026-11-23T13:00:00+01:00"}
