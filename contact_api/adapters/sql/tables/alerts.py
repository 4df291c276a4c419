"""What humans are asked to look at once."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment, moment

IS_OPEN = "acknowledged_at IS NULL AND closed_at IS NULL"

OF_UNITS = "contact_id IS NULL AND closed_at IS NULL"


class AlertRow(SQLModel, table=True):
    """A human is asked to look at once; raised again while it is open, it counts."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_open", "raised_at", "id", postgresql_where=text(IS_OPEN)),
        Index("ix_alert_raised", "raised_at", "id"),
        Index("ix_alert_unit_id_raised_at", "unit_id", "raised_at", "id"),
        Index("ix_alert_of_units", "kind", "raised_at", postgresql_where=text(OF_UNITS)),
    )
    id: str = Field(primary_key=True)
    contact_id: str | None = Field(default=None, foreign_key="contact_request.id", index=True)
    unit_id: str = Field(foreign_key="unit.id")
    kind: str
    raised_at: datetime = moment()
    times_raised: int = 1
    last_raised_at: datetime | None = maybe_moment()
    acknowledged_at: datetime | None = maybe_moment()
    acknowledged_by: str | None = None
    closed_at: datetime | None = maybe_moment()
    number: int | None = None
