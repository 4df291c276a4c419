"""What happened to a contact request, line by line."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import document, moment


class EventRow(SQLModel, table=True):
    """One line of a contact's history; the database refuses to change or remove it."""

    __tablename__ = "contact_event"
    id: int | None = Field(default=None, primary_key=True)
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    kind: str
    at: datetime = moment()
    actor: str
    facts: dict[str, Any] = document()
