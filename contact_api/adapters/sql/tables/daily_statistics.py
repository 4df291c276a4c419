"""What is learned from closed days."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import document, moment


class DailyStatisticsRow(SQLModel, table=True):
    """What one closed day taught, as counts and sums that identify nobody; taken out again to undo it."""

    __tablename__ = "daily_statistics"
    region: str = Field(foreign_key="region.code", primary_key=True)
    day: date = Field(primary_key=True)
    learned_at: datetime = moment()
    counts: dict[str, Any] = document()
