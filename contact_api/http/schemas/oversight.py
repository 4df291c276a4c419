"""What managers, the control room and the auditor send and see: alerts, capacity, shifts, the access log."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Code,
    Day,
    Flag,
    LanguageTag,
    LineText,
    Minutes,
    Moment,
    Number32,
    Shape,
    Uuid,
    Word,
)
from contact_api.http.schemas.case import UNIT, UnitRef
from contact_api.http.schemas.intake import IDENTITY_EXAMPLE, IdentityIn

CONTACT_ID = "0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10"
ALERT: dict[str, Any] = {
    "alert_id": f"{CONTACT_ID}-1",
    "contact_id": CONTACT_ID,
    "unit": UNIT,
    "kind": "call_112",
    "raised_at": "2026-11-23T08:15:00Z",
    "acknowledged_at": None,
    "acknowledged_by": None,
}
AlertId = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]


class AlertOut(Shape):
    """A human looks at it now: somebody affirmed a warning sign, or cannot be reached as she asked to be."""

    alert_id: AlertId
    contact_id: Uuid
    unit: UnitRef
    kind: Annotated[Word, Field(description="call_112, same_hour, texts_do_not_arrive or wrong_number.")]
    raised_at: Moment
    acknowledged_at: Moment | None
    acknowledged_by: LineText | None
    example: ClassVar[dict[str, Any]] = ALERT


class Alerts(Shape):
    """The alerts, the oldest first."""

    items: Annotated[list[AlertOut], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Number32
    more: Flag
    example: ClassVar[dict[str, Any]] = {"items": [ALERT], "limit": 20, "offset": 0, "more": False}


class CapacityHour(Shape):
    """One unit, hour and set of skills. Units: staff minutes."""

    unit: UnitRef
    starts_at: Moment
    professions: Annotated[list[Word], Field(max_length=20)]
    languages: Annotated[list[LanguageTag], Field(max_length=40)]
    staff_minutes: Minutes
    reserved_minutes: Annotated[
        Minutes,
        Field(description="Planned minutes promised; in the morning there may be more than staff minutes."),
    ]
    shortfall_minutes: Annotated[Minutes, Field(description="Promised beyond what the half hours hold.")]


class Unpromised(Shape):
    """Open requests of a unit that could not be promised a time. Units: staff minutes."""

    unit: UnitRef
    contacts: Number32
    minutes: Minutes


class Capacity(Shape):
    """A day's staff time by unit, hour and skills, what is promised of it, and what is missing."""

    day: Day
    hours: Annotated[list[CapacityHour], Field(max_length=20_000)]
    unpromised: Annotated[list[Unpromised], Field(max_length=1000)]
    example: ClassVar[dict[str, Any]] = {
        "day": "2026-11-23",
        "hours": [
            {
                "unit": UNIT,
                "starts_at": "2026-11-23T09:00:00Z",
                "professions": ["nurse"],
                "languages": ["en", "sv"],
                "staff_minutes": 120,
                "reserved_minutes": 88,
                "shortfall_minutes": 0,
            }
        ],
        "unpromised": [{"unit": UNIT, "contacts": 2, "minutes": 17}],
    }


class ShiftIn(Shape):
    """Time in which a staff member makes contacts."""

    staff_id: Code
    starts_at: Moment
    ends_at: Moment
    example: ClassVar[dict[str, Any]] = {
        "staff_id": "alidhem-01",
        "starts_at": "2026-11-23T13:00:00+01:00",
        "ends_at": "2026-11-23T16:00:00+01:00",
    }


class ShiftOut(Shape):
    """The shift as it was added."""

    staff_id: Code
    unit: UnitRef
    starts_at: Moment
    ends_at: Moment
    example: ClassVar[dict[str, Any]] = {
        "staff_id": "alidhem-01",
        "unit": UNIT,
        "starts_at": "2026-11-23T12:00:00Z",
        "ends_at": "2026-11-23T15:00:00Z",
    }


class SickCallIn(Shape):
    """A staff member goes home; left out: now."""

    at: Moment | None = None
    example: ClassVar[dict[str, Any]] = {"at": "2026-11-23T10:00:00+01:00"}


class SickCallOut(Shape):
    """How many shifts were cut."""

    staff_id: Code
    at: Moment
    shifts_cut: Number32
    example: ClassVar[dict[str, Any]] = {
        "staff_id": "alidhem-01",
        "at": "2026-11-23T09:00:00Z",
        "shifts_cut": 2,
    }


class AccessSearch(Shape):
    """Which looks are wanted: at one person, by one user, or both, within a span of at most a year."""

    identity: Annotated[IdentityIn | None, Field(description="Whose contacts were looked at.")] = None
    actor: Annotated[
        str | None,
        Field(
            min_length=1, max_length=200, pattern=r"^[!-~]+$", description="Who looked: HSA-id or staff id."
        ),
    ] = None
    from_at: Moment
    to_at: Moment
    limit: Annotated[
        int, Field(strict=True, ge=1, le=LONGEST_LIST, json_schema_extra={"format": "int32"})
    ] = 20
    offset: Annotated[int, Field(strict=True, ge=0, le=100_000, json_schema_extra={"format": "int32"})] = 0
    example: ClassVar[dict[str, Any]] = {
        "identity": IDENTITY_EXAMPLE,
        "from_at": "2026-11-01T00:00:00+01:00",
        "to_at": "2026-12-01T00:00:00+01:00",
        "limit": 20,
        "offset": 0,
    }


LOOK: dict[str, Any] = {
    "at": "2026-11-23T08:31:00Z",
    "actor": "SE2321000222-TESTE0001",
    "role": "staff",
    "action": "pulled",
    "purpose": "make the contact",
    "commission": "SE2321000222-TESTM0001",
    "unit_id": "alidhem",
    "contact_id": CONTACT_ID,
}


class Look(Shape):
    """One look: who, as what, on which commission, at which unit, when, at which contact, what for."""

    at: Moment
    actor: LineText
    role: LineText
    action: Word
    purpose: LineText
    commission: LineText | None
    unit_id: Code | None
    contact_id: Uuid | None
    example: ClassVar[dict[str, Any]] = LOOK


class Looks(Shape):
    """A page of the access log, the newest first."""

    items: Annotated[list[Look], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Number32
    more: Flag
    example: ClassVar[dict[str, Any]] = {"items": [LOOK], "limit": 20, "offset": 0, "more": False}
