"""When staff make contacts."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment, moment


class ShiftRow(SQLModel, table=True):
    """Time in which a staff member makes contacts."""

    __tablename__ = "shift"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="runs_forward"),)
    staff_id: str = Field(foreign_key="staff_member.id", primary_key=True)
    starts_at: datetime = moment(primary_key=True)
    ends_at: datetime = moment(index=True)
    called_off_at: datetime | None = maybe_moment()
