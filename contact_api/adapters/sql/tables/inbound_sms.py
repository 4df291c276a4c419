"""Texts that came, and numbers that want none."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import moment


class IncomingTextRow(SQLModel, table=True):
    """A text that came: what it asked for and how it was answered; neither its words nor its number."""

    __tablename__ = "incoming_text"
    __table_args__ = (Index("ix_incoming_text_number_key_at", "number_key", "at"),)
    provider_id: str = Field(primary_key=True)
    at: datetime = moment(index=True)
    number_key: str
    wish: str | None = None
    reply: str | None = None
    language: str | None = None
    contact_id: str | None = None


class TextOptOutRow(SQLModel, table=True):
    """A number, as a blind index, from which STOP came; the row goes when START comes."""

    __tablename__ = "text_opt_out"
    number_key: str = Field(primary_key=True)
    at: datetime = moment()
