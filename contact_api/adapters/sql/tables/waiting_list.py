"""Who waits for a time to be freed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment, moment, texts

IS_OPEN = text("state IN ('waiting', 'offered')")


class WaitingRow(SQLModel, table=True):
    """One place on the list; a contact request has one open place for a kind of time."""

    __tablename__ = "waiting_list"
    __table_args__ = (
        CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="offered_until_when"),
        CheckConstraint("state <> 'offered' OR offer_id IS NOT NULL", name="offered_what"),
        CheckConstraint("(state IN ('booked', 'ended')) = (ended_at IS NOT NULL)", name="ended_when"),
        Index(
            "uq_waiting_list_contact_id_time_type_id",
            "contact_id",
            "time_type_id",
            unique=True,
            postgresql_where=IS_OPEN,
        ),
        Index("ix_waiting_list_owner_unit_id_due_day", "owner_unit_id", "due_day", postgresql_where=IS_OPEN),
        Index("ix_waiting_list_offer_id", "offer_id", postgresql_where=IS_OPEN),
    )
    id: str = Field(primary_key=True)
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    time_type_id: str
    units: list[str] = texts()
    owner_unit_id: str = Field(foreign_key="unit.id")
    joined_at: datetime = moment()
    joined_by: str
    due_day: date
    until_day: date
    from_day: date | None = None
    hour_from: int
    hour_to: int
    language: str
    interpreter: bool
    by_staff: bool
    not_again: list[datetime] = Field(sa_type=ARRAY(DateTime(timezone=True)))
    state: str
    offer_id: str | None = None
    offered_until: datetime | None = maybe_moment()
    offers: int
    unanswered: int
    why_not: str | None = None
    ended_at: datetime | None = maybe_moment()
