"""Work that leaves with the transaction that wanted it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import document, maybe_moment, moment


class OutboxRow(SQLModel, table=True):
    """A job that left with the transaction that wanted it; arguments are ids and numbers only."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_unrelayed", "id", postgresql_where=text("relayed_at IS NULL")),
        Index("ix_outbox_message", text("(ids ->> 'message_id')")),
    )
    id: int | None = Field(default=None, primary_key=True)
    job: str
    ids: dict[str, Any] = document()
    created_at: datetime = moment(sa_column_kwargs={"server_default": text("clock_timestamp()")})
    relayed_at: datetime | None = maybe_moment()
