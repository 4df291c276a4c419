"""Times that are booked or held."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment, moment

TAKES_TIME = "state <> 'cancelled'"


class BookingRow(SQLModel, table=True):
    """Somebody's time with a staff member; no minute of the staff member is in two of them."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="runs_forward"),
        CheckConstraint("busy_from <= starts_at AND ends_at <= busy_until", name="busy_while_there"),
        CheckConstraint("(state = 'held') = (held_until IS NOT NULL)", name="held_until_when"),
        ExcludeConstraint(
            ("staff_id", "="),
            (text("tstzrange(busy_from, busy_until)"), "&&"),
            using="gist",
            where=text(TAKES_TIME),
            name="booking_takes_time_once",
        ),
        Index("ix_booking_unit_id_starts_at", "unit_id", "starts_at"),
        Index("ix_booking_staff_id_busy_until", "staff_id", "busy_until", postgresql_where=text(TAKES_TIME)),
        Index("ix_booking_booked_starts_at", "starts_at", postgresql_where=text("state = 'booked'")),
        Index("ix_booking_held_until", "held_until", postgresql_where=text("state = 'held'")),
    )
    id: str = Field(primary_key=True)
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    time_type_id: str
    unit_id: str = Field(foreign_key="unit.id")
    staff_id: str = Field(foreign_key="staff_member.id")
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    busy_from: datetime = moment()
    busy_until: datetime = moment()
    form: str
    state: str
    made_at: datetime = moment()
    made_by: str
    held_until: datetime | None = maybe_moment()
    interpreter: bool = False
    sequence: int = 0
    times_moved: int = 0
    ended_at: datetime | None = maybe_moment()
    ended_by: str | None = None
    minutes_late: int | None = None
    told_of_loss_at: datetime | None = maybe_moment()
    group_id: str | None = Field(default=None, index=True)
