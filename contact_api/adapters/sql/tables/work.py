"""The work itself: persons, contact requests, promises and the staff minutes behind them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_document, maybe_moment, moment, texts

OPEN = "state IN ('waiting', 'claimed')"
WAITING = text("state = 'waiting'")
URGENT_FIRST = text("(urgency > 'U1')")


class PersonRow(SQLModel, table=True):
    """One person; the id is a keyed hash of her identity, which itself is sealed with the request."""

    __tablename__ = "person"
    id: str = Field(primary_key=True)
    unit_id: str | None = Field(default=None, foreign_key="unit.id")
    named_contact: str | None = Field(default=None, foreign_key="staff_member.id")
    protected_identity: bool = False
    first_seen_at: datetime = moment()


class ContactRow(SQLModel, table=True):
    """A contact request as it stands; `sought_at` never changes. Its history is in contact_event."""

    __tablename__ = "contact_request"
    __table_args__ = (
        CheckConstraint("window_from < window_to", name="window_runs_forward"),
        CheckConstraint("backed = (window_from IS NOT NULL)", name="backed_has_window"),
        CheckConstraint("(state = 'claimed') = (lease_until IS NOT NULL)", name="claimed_has_lease"),
        Index(
            "ix_contact_request_duplicate_key_open", "duplicate_key", unique=True, postgresql_where=text(OPEN)
        ),
        Index("ix_contact_request_duplicate_key", "duplicate_key"),
        Index("ix_contact_request_unit_due", "unit_id", URGENT_FIRST, "due_at", postgresql_where=text(OPEN)),
        Index(
            "ix_contact_request_promised_due",
            "promised_unit",
            URGENT_FIRST,
            "due_at",
            postgresql_where=text(f"{OPEN} AND promised_unit <> unit_id"),
        ),
        Index(
            "ix_contact_request_named_waiting",
            "named_contact",
            postgresql_where=text("state = 'waiting' AND named_contact IS NOT NULL"),
        ),
        Index("ix_contact_request_lend", "lend_at", postgresql_where=WAITING),
        Index(
            "ix_contact_request_unbacked_due",
            "due_at",
            postgresql_where=text("state = 'waiting' AND NOT backed"),
        ),
        Index("ix_contact_request_claimed", "claimed_by", postgresql_where=text("state = 'claimed'")),
    )
    id: str = Field(primary_key=True)
    region: str = Field(foreign_key="region.code")
    person_id: str = Field(foreign_key="person.id", index=True)
    unit_id: str = Field(foreign_key="unit.id")
    state: str
    duplicate_key: str | None = None
    # the need
    professions: list[str] = texts()
    language: str
    minutes: int
    urgency: str
    sought_at: datetime = moment(index=True)
    consent: str
    available_from: datetime | None = maybe_moment()
    available_to: datetime | None = maybe_moment()
    named_contact: str | None = None
    # the circumstances
    reason: str
    channel: str
    intake: str
    guarantee: str
    catalogue_version: str
    rule_ids: list[str] = texts()
    facts: list[str] = texts()
    red_flags: list[str] = texts()
    citizen_language: str
    interpreter: bool
    mode: str
    protected_identity: bool
    safe_contact: bool
    sms_welcome: bool | None = None
    on_behalf_of: str | None = None
    expected_minutes: int
    also_sought_for: list[str] = texts()
    details_sealed: str
    # where it stands
    times_sought: int = 1
    window_from: datetime | None = maybe_moment()
    window_to: datetime | None = maybe_moment()
    promised_unit: str | None = None
    backed: bool = False
    attempts: int = 0
    not_before: datetime | None = maybe_moment()
    callable_from: datetime | None = maybe_moment()
    due_at: datetime | None = maybe_moment()
    lend_at: datetime | None = maybe_moment()
    lease_number: int = 0
    lease_until: datetime | None = maybe_moment()
    claimed_by: str | None = None
    claimed_at: datetime | None = maybe_moment()
    first_attempt_at: datetime | None = maybe_moment()
    reached_at: datetime | None = maybe_moment()
    closed_at: datetime | None = maybe_moment()
    result: str | None = None
    link_serial: int = 0
    called_by: str | None = None


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
    # what the last plan keeps; all are null until there was one
    protected_today: int | None = None
    protected_urgent: int | None = None
    protected_for_own_patients: int | None = None
    protected_for_own_unit_only: int | None = None
    longest_promised: int | None = None


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


class PromiseRow(SQLModel, table=True):
    """What a citizen was told, when and why; rows are added, never changed."""

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint("window_from < window_to", name="window_runs_forward"),
        CheckConstraint("window_to - window_from <= interval '60 minutes'", name="window_at_most_an_hour"),
        CheckConstraint("backed = (window_from IS NOT NULL)", name="backed_has_window"),
        CheckConstraint("window_from >= made_at", name="window_lies_ahead"),
    )
    id: int | None = Field(default=None, primary_key=True)
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    made_at: datetime = moment()
    window_from: datetime | None = maybe_moment()
    window_to: datetime | None = maybe_moment()
    unit_id: str | None = None
    backed: bool
    why: str
    planning_version: str
    cells_seen: int
    cells_available: int
    reasons: dict[str, Any] | None = maybe_document()


class AttemptRow(SQLModel, table=True):
    """One try to reach a citizen."""

    __tablename__ = "attempt"
    __table_args__ = (CheckConstraint("started_at <= ended_at", name="runs_forward"),)
    contact_id: str = Field(primary_key=True, foreign_key="contact_request.id")
    number: int = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff_member.id", index=True)
    started_at: datetime = moment(primary_key=True)
    ended_at: datetime = moment()
    outcome: str


class AlertRow(SQLModel, table=True):
    """A human is asked to look at once."""

    __tablename__ = "alert"
    id: str = Field(primary_key=True)
    contact_id: str = Field(foreign_key="contact_request.id", index=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    kind: str
    raised_at: datetime = moment()
    acknowledged_at: datetime | None = maybe_moment()
    acknowledged_by: str | None = None


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
