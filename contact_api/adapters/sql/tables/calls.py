"""The calls the service places, and the control room's stop of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import document, maybe_moment, moment, texts

UNSETTLED = text("settled_at IS NULL")
WATCHED = text("settled_at IS NULL OR strangers <> '{}'")


class CallRow(SQLModel, table=True):
    """One call. While it is not settled there is no other with the same citizen, nor to the same number."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (came_to IS NULL)", name="settled_as_something"),
        Index("ix_call_contact_unsettled", "contact_id", unique=True, postgresql_where=UNSETTLED),
        Index("ix_call_callee_unsettled", "callee_key", unique=True, postgresql_where=UNSETTLED),
        Index("ix_call_look_at", "look_at", postgresql_where=WATCHED),
        Index("ix_call_callee_key_asked_at", "callee_key", "asked_at"),
    )
    id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.code")
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    staff_id: str = Field(foreign_key="staff_member.id")
    unit_id: str = Field(foreign_key="unit.id")
    lease_number: int
    asked_at: datetime = moment(index=True)
    callee_key: str
    numbers_sealed: str
    lines: list[dict[str, Any]] = document()
    placed_at: datetime | None = maybe_moment(index=True)  # when a line was last handed to the provider
    heard_at: datetime = moment()
    look_at: datetime = moment()
    cancelled_at: datetime | None = maybe_moment()
    cancelled_by: str | None = None
    stopped: bool = False
    strangers: list[str] = texts()
    settled_at: datetime | None = maybe_moment()
    came_to: str | None = None
    cost: int = 0


class CallStopRow(SQLModel, table=True):
    """The control room has stopped all calls from the service."""

    __tablename__ = "call_stop"
    region: str = Field(primary_key=True, foreign_key="region.code")
    at: datetime = moment()
    by: str
    why: str
