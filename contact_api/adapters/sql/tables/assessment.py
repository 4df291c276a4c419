"""Assessments, and what times were offered for them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment, moment


class AssessmentRow(SQLModel, table=True):
    """One time somebody met the problem of a contact; taken back it stays, and counts no more."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("num_nulls(undone_at, undone_by) IN (0, 2)", name="undone_by_somebody"),
        Index(
            "ix_assessment_booking_id",
            "booking_id",
            unique=True,
            postgresql_where=text("booking_id IS NOT NULL AND undone_at IS NULL"),
        ),
    )
    id: str = Field(primary_key=True)
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    unit_id: str = Field(foreign_key="unit.id")
    staff_id: str = Field(foreign_key="staff_member.id")
    profession: str
    licensed: bool
    form: str
    qualified: bool
    assessed_at: datetime = moment()
    source: str
    booking_id: str | None = None
    recorded_at: datetime = moment()
    recorded_by: str
    undone_at: datetime | None = maybe_moment()
    undone_by: str | None = None


class AssessmentOfferRow(SQLModel, table=True):
    """What could be had at one moment, and what became of it."""

    __tablename__ = "assessment_offer"
    __table_args__ = (CheckConstraint("(answer = 'chosen') = (chosen_start IS NOT NULL)", name="chosen"),)
    id: str = Field(primary_key=True)
    contact_id: str | None = Field(default=None, foreign_key="contact_request.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    unit_id: str = Field(foreign_key="unit.id")
    offered_at: datetime = moment()
    time_type: str
    earliest_start: datetime | None = maybe_moment()
    times: int
    noted_by: str
    answer: str
    chosen_start: datetime | None = maybe_moment()
    answered_at: datetime | None = maybe_moment()
