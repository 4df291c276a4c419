"""What humans are asked to look at once."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment, moment


class AlertRow(SQLModel, table=True):
    """A human is asked to look at once."""

    __tablename__ = "alert"
    id: str = Field(primary_key=True)
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    kind: str
    raised_at: datetime = moment()
    acknowledged_at: datetime | None = maybe_moment()
    acknowledged_by: str | None = None
