"""Staff minutes on the grid, and which of them are reserved for whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment, moment


class CellRow(SQLModel, table=True):
    """Staff minutes of one pool in one step of the grid.

    `filled_to` is how far the last reservation was allowed to fill the cell; the check refuses the one that
    comes too late, so two requests never share the last minute.
    """

    __tablename__ = "capacity_cell"
    __table_args__ = (
        CheckConstraint("reserved_minutes <= filled_to", name="has_capacity"),
        CheckConstraint("reserved_minutes >= 0", name="reserved_not_negative"),
        CheckConstraint("start_at < end_at", name="runs_forward"),
        CheckConstraint("end_at <= start_at + interval '30 minutes'", name="one_step"),
        Index("ix_capacity_cell_unit_start", "unit_id", "start_at"),
    )
    pool_id: str = Field(primary_key=True)
    start_at: datetime = moment(primary_key=True)
    end_at: datetime = moment()
    unit_id: str = Field(foreign_key="unit.id")
    staff_minutes: int
    reserved_minutes: int = 0
    filled_to: int = 0
    pool_ends_at: datetime | None = maybe_moment()
    pool_since: datetime | None = maybe_moment()
    fill: float = Field(default=1.0, sa_column_kwargs={"server_default": text("1")})
    # what the last plan protects; all are null until there was one
    protected_today: int | None = None
    protected_urgent: int | None = None
    protected_for_own_patients: int | None = None
    protected_for_own_unit_only: int | None = None
    longest_promised: int | None = None


class IntakeTurnRow(SQLModel, table=True):
    """That a submitter took minutes, numbered: of two that come at once from one submitter one has to look again."""

    __tablename__ = "intake_turn"
    key: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime = moment(index=True)


class ReservationRow(SQLModel, table=True):
    """The minutes set aside for one contact."""

    __tablename__ = "reservation"
    __table_args__ = (
        ForeignKeyConstraint(["pool_id", "cell_start"], ["capacity_cell.pool_id", "capacity_cell.start_at"]),
        CheckConstraint("minutes > 0", name="some_minutes"),
        Index("ix_reservation_pool_id_cell_start", "pool_id", "cell_start"),
    )
    contact_id: str = Field(primary_key=True, foreign_key="contact_request.id")
    pool_id: str
    unit_id: str
    cell_start: datetime = moment()
    minutes: int
