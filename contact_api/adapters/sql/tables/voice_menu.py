"""Calls from citizens that are being led through the menu."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import document, moment


class MenuSessionRow(SQLModel, table=True):
    """One call: where it stands, what was said last; who calls, and what was said, is sealed."""

    __tablename__ = "menu_session"
    __table_args__ = (
        Index("ix_menu_session_heard_at", "heard_at"),
        Index("ix_menu_session_open", "heard_at", postgresql_where=text("step <> 'ended'")),
    )
    call_id: str = Field(primary_key=True)
    unit_id: str = Field(foreign_key="unit.id")
    contact_id: str | None = Field(default=None, foreign_key="contact_request.id")
    step: str
    turn: int
    begun_at: datetime = moment()
    heard_at: datetime = moment()
    stands: dict[str, Any] = document()
    sealed: str
