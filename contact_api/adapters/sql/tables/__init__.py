"""Every table, so that migrations and tests see one complete description."""

from sqlmodel import SQLModel

from contact_api.adapters.sql.tables import (
    calls,
    inbound_calls,
    log,
    menu_sessions,
    reference,
    texts,
    work,
    written_messages,
)

metadata = SQLModel.metadata

__all__ = [
    "calls",
    "inbound_calls",
    "log",
    "menu_sessions",
    "metadata",
    "reference",
    "texts",
    "work",
    "written_messages",
]
