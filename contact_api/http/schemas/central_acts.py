"""What managers, the control room and the auditor see of what was done for a unit or the region."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Code,
    Flag,
    FreeText,
    LineText,
    Moment,
    Number32,
    Shape,
)
from contact_api.ports import ActKind

ACT: dict[str, Any] = {
    "at": "2026-11-23T08:31:00Z",
    "kind": "sick_call",
    "actor": "SE2321000222-TESTE0001",
    "role": "unit_manager",
    "commission": "SE2321000222-TESTM0001",
    "unit_id": "alidhem",
    "subject_id": "alidhem-01",
    "from_at": "2026-11-23T08:30:00Z",
    "to_at": None,
    "why": None,
}


class CentralActOut(Shape):
    """One act: who, as what, on which commission, when, about what."""

    at: Moment
    kind: ActKind
    actor: Annotated[LineText, Field(description="HSA-id, or our id of a staff member.")]
    role: LineText
    commission: LineText | None
    unit_id: Annotated[Code | None, Field(description="Which unit it concerns; none: the whole region.")]
    subject_id: Annotated[LineText | None, Field(description="The staff member or the alert it is about.")]
    from_at: Moment | None
    to_at: Moment | None
    why: FreeText | None
    example: ClassVar[dict[str, Any]] = ACT


class CentralActsOut(Shape):
    """A page of acts, the newest first."""

    items: Annotated[list[CentralActOut], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Number32
    more: Flag
    example: ClassVar[dict[str, Any]] = {"items": [ACT], "limit": 20, "offset": 0, "more": False}
