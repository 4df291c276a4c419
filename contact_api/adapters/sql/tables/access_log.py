"""Who looked at whom."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import moment


class AccessRow(SQLModel, table=True):
    """One look at a person, kept for at least five years (HSLF-FS 2016:40 4:9); never changed or removed."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_actor_at", "actor", "at", "id"),
        Index("ix_access_log_person_id_at", "person_id", "at", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment(index=True)
    actor: str
    role: str
    action: str
    purpose: str
    commission: str | None = None
    unit_id: str | None = None
    contact_id: str | None = None
    person_id: str | None = None
