"""What is written between staff and citizens."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import moment


class WrittenMessageRow(SQLModel, table=True):
    """One piece of writing, sealed; rows are added, never changed."""

    __tablename__ = "written_message"
    id: str = Field(primary_key=True)
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    written_at: datetime = moment()
    written_by: str
    staff_id: str | None = Field(default=None, foreign_key="staff_member.id")
    text_sealed: str
