"""What is only ever added: history, access log, the outbox, remembered answers, what days taught."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import document, maybe_moment, moment


class EventRow(SQLModel, table=True):
    """One line of a contact's history; the database refuses to change or remove it."""

    __tablename__ = "contact_event"
    id: int | None = Field(default=None, primary_key=True)
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    kind: str
    at: datetime = moment()
    actor: str
    facts: dict[str, Any] = document()


class AccessRow(SQLModel, table=True):
    """One look at a person, kept for at least five years (HSLF-FS 2016:40 4:9); never changed or removed."""

    __tablename__ = "access_log"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment(index=True)
    actor: str = Field(index=True)
    role: str
    action: str
    purpose: str
    commission: str | None = None
    unit_id: str | None = None
    contact_id: str | None = None
    person_id: str | None = Field(default=None, index=True)


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


class AnswerRow(SQLModel, table=True):
    """What was answered to an Idempotency-Key; the body is sealed."""

    __tablename__ = "answer"
    client: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    route: str
    body_hash: str
    status: int
    body: str
    at: datetime = moment(index=True)


class DailyStatisticsRow(SQLModel, table=True):
    """What one closed day taught, as counts and sums that identify nobody; taken out again to undo it."""

    __tablename__ = "daily_statistics"
    region: str = Field(foreign_key="region.code", primary_key=True)
    day: date = Field(primary_key=True)
    learned_at: datetime = moment()
    counts: dict[str, Any] = document()
