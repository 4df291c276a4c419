"""What was answered to requests that may be sent again."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import moment


class AnswerRow(SQLModel, table=True):
    """What was answered to an Idempotency-Key; the body is sealed."""

    __tablename__ = "answer"
    client: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    route: str
    body_hash: str
    status: int
    body: str
    at: datetime = moment(index=True)
