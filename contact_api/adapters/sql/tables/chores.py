"""What goes on by itself, and when it last did."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment


class ChoreRow(SQLModel, table=True):
    """A part of what the scheduler and the workers do unasked: last done, or how often it failed since."""

    __tablename__ = "chore"
    name: str = Field(primary_key=True)
    done_at: datetime | None = maybe_moment()
    failures: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    retry_at: datetime | None = maybe_moment()
