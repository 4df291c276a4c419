"""What the auditor asks the access log for, and what it shows."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Code,
    Flag,
    LineText,
    Moment,
    Number32,
    Shape,
    Uuid,
    Word,
)
from contact_api.http.schemas.case import CASE
from contact_api.http.schemas.intake import IDENTITY_EXAMPLE, IdentityIn


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
    "contact_id": CASE["contact_id"],
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
