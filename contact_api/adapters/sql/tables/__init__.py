"""Every table, so that migrations and tests see one complete description."""

from sqlmodel import SQLModel

from contact_api.adapters.sql.tables import log, reference, work

metadata = SQLModel.metadata

__all__ = ["log", "metadata", "reference", "work"]
