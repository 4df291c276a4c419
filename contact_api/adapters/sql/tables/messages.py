"""Texts to citizens and to duty telephones."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment, moment


class MessageRow(SQLModel, table=True):
    """A text to a citizen or a duty telephone; its words are made when it is sent."""

    __tablename__ = "message"
    __table_args__ = (
        Index(
            "ix_message_unsent",
            "next_try_at",
            postgresql_where=text("state IN ('queued', 'failed_temporarily')"),
        ),
        Index(
            "ix_message_to_key", "to_key", "created_at", postgresql_where=text("to_key IS NOT NULL")
        ),  # none before it is sent: nothing is added to an intake's work
        Index(
            "ix_message_to_staff",
            "unit_id",
            "created_at",
            postgresql_where=text("kind IN ('alert', 'alert_digest')"),
        ),
        Index("ix_message_booking_id", "booking_id", postgresql_where=text("booking_id IS NOT NULL")),
        Index("ix_message_texted", "created_at", postgresql_where=text("to_key IS NOT NULL")),
    )
    id: str = Field(primary_key=True)
    kind: str
    created_at: datetime = moment()
    contact_id: str | None = Field(default=None, foreign_key="contact_request.id", index=True)
    unit_id: str | None = None
    window_from: datetime | None = maybe_moment()
    window_to: datetime | None = maybe_moment()
    state: str
    why_not: str | None = None
    tries: int = 0
    next_try_at: datetime | None = maybe_moment()
    provider_id: str | None = Field(default=None, index=True)
    to_key: str | None = None  # blind index of the number it was sent to
    booking_id: str | None = Field(default=None, foreign_key="booking.id")
    booking_sequence: int | None = None
    by_unit: bool | None = None
    told_at: datetime | None = maybe_moment()
