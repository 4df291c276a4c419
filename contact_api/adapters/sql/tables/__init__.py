"""Every table, so that migrations and tests see one complete description."""

from sqlmodel import SQLModel

from contact_api.adapters.sql.tables import calls, demand, dialogues, letters, log, reference, texts, work

metadata = SQLModel.metadata

__all__ = ["calls", "demand", "dialogues", "letters", "log", "metadata", "reference", "texts", "work"]
