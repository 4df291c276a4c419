"""What was done for a unit or the whole region, and who did it."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment, moment


class CentralActRow(SQLModel, table=True):
    """One act; the database refuses to change or remove it."""

    __tablename__ = "central_act"
    __table_args__ = (Index("ix_central_act_unit_id_at", "unit_id", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment(index=True)
    kind: str
    actor: str
    role: str
    commission: str | None = None
    unit_id: str | None = None
    subject_id: str | None = None
    from_at: datetime | None = maybe_moment()
    to_at: datetime | None = maybe_moment()
    why: str | None = None
