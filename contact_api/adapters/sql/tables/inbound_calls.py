"""Every attempt to get through, also those that never became a request."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import moment


class InboundEventRow(SQLModel, table=True):
    """One thing that happened to a citizen's call; the database refuses to change or remove it. No number here."""

    __tablename__ = "inbound_event"
    __table_args__ = (
        Index("ix_inbound_event_region_at", "region", "at"),
        Index("ix_inbound_event_call", "sender", "call_reference"),
    )
    sender: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.code")
    call_reference: str
    kind: str
    at: datetime = moment()
    unit_id: str | None = None
    caller: str | None = None
    why: str | None = None
    contact_id: str | None = None
