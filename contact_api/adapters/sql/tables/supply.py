"""How many times were open, day by day."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import moment


class OpenTimesRow(SQLModel, table=True):
    """The last count of a day, for a unit and a kind of time."""

    __tablename__ = "open_times"
    day: date = Field(primary_key=True)
    unit_id: str = Field(primary_key=True, foreign_key="unit.id")
    time_type_id: str = Field(primary_key=True)
    within_3_days: int
    within_7_days: int
    within_30_days: int
    counted_at: datetime = moment()
