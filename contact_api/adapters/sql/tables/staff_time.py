"""The time of staff, and what of it is for contacts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import moment

SPAN = text("tstzrange(starts_at, ends_at)")
PLANNED, ABSENT = text("kind <> 'absence'"), text("kind = 'absence'")


class StaffTimeRow(SQLModel, table=True):
    """An interval of a person's time at a unit, of one kind; no minute is planned twice, and none is two absences."""

    __tablename__ = "staff_time"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="runs_forward"),
        ExcludeConstraint(
            ("staff_id", "="), (SPAN, "&&"), using="gist", where=PLANNED, name="staff_time_planned_once"
        ),
        ExcludeConstraint(
            ("staff_id", "="), (SPAN, "&&"), using="gist", where=ABSENT, name="staff_time_absent_once"
        ),
        Index("ix_staff_time_unit_id_ends_at", "unit_id", "ends_at"),
        Index("ix_staff_time_absent_until", "ends_at", postgresql_where=ABSENT),
    )
    staff_id: str = Field(foreign_key="staff_member.id", primary_key=True)
    kind: str = Field(primary_key=True)
    starts_at: datetime = moment(primary_key=True)
    ends_at: datetime = moment()
    unit_id: str = Field(foreign_key="unit.id")
    source: str
    author: str
