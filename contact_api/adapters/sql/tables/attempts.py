"""Every attempt to reach a citizen."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import moment


class AttemptRow(SQLModel, table=True):
    """One try to reach a citizen."""

    __tablename__ = "attempt"
    __table_args__ = (CheckConstraint("started_at <= ended_at", name="runs_forward"),)
    contact_id: str = Field(primary_key=True, foreign_key="contact_request.id")
    number: int = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff_member.id", index=True)
    started_at: datetime = moment(primary_key=True)
    ended_at: datetime = moment()
    outcome: str
