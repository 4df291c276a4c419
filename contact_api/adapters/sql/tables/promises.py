"""What citizens were told, when and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_document, maybe_moment, moment


class PromiseRow(SQLModel, table=True):
    """What a citizen was told, when and why; rows are added, never changed."""

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint("window_from < window_to", name="window_runs_forward"),
        CheckConstraint("window_to - window_from <= interval '60 minutes'", name="window_at_most_an_hour"),
        CheckConstraint("backed = (window_from IS NOT NULL)", name="backed_has_window"),
        CheckConstraint("window_from >= made_at", name="window_lies_ahead"),
    )
    id: int | None = Field(default=None, primary_key=True)
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    made_at: datetime = moment()
    window_from: datetime | None = maybe_moment()
    window_to: datetime | None = maybe_moment()
    unit_id: str | None = None
    backed: bool
    why: str
    planning_version: str
    cells_seen: int
    cells_available: int
    reasons: dict[str, Any] | None = maybe_document()
