"""The sums of days that are over."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_document, moment


class DailyFiguresRow(SQLModel, table=True):
    """The figures of one day as counts that identify nobody; without them the day is still, or again, to be counted."""

    __tablename__ = "daily_figures"
    __table_args__ = (
        CheckConstraint("num_nulls(counted_by, sums, unsettled) IN (0, 3)", name="whole_or_not"),
    )
    region: str = Field(foreign_key="region.code", primary_key=True)
    day: date = Field(primary_key=True)
    noted_at: datetime = moment()
    counted_by: str | None = None
    sums: list[Any] | None = maybe_document()
    unsettled: list[str] | None = Field(default=None, sa_type=ARRAY(Text), nullable=True)
