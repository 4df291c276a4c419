"""Contact requests, and whom they are from."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from contact_api.adapters.sql.tables.columns import maybe_moment, moment, texts

OPEN = "state IN ('waiting', 'claimed')"
WAITING = text("state = 'waiting'")
PLACED = "state <> 'waiting' OR num_nulls(callable_from, due_at, lend_at) = 0"
ENDED = "(assessment IN ('assessed', 'not_needed')) = (assessment_ended_at IS NOT NULL)"
CLOCK_RUNS = text(
    "assessment = 'awaited' AND guarantee <> 'none' AND state NOT IN ('cancelled', 'declined', 'not_reached')"
)
URGENT_FIRST = text("(urgency > 'U1')")


class PersonRow(SQLModel, table=True):
    """One person; the id is a keyed hash of their identity, which itself is sealed with the request."""

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
        CheckConstraint(PLACED, name="waiting_has_place"),
        CheckConstraint(ENDED, name="assessment_ended_at"),
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
            URGENT_FIRST,
            "due_at",
            postgresql_where=text("state = 'waiting' AND NOT backed"),
        ),
        Index("ix_contact_request_number_is_wrong", "person_id", postgresql_where=text("number_is_wrong")),
        Index("ix_contact_request_limited_as", "limited_as", postgresql_where=text(OPEN)),
        Index("ix_contact_request_clock_runs", "sought_at", "unit_id", postgresql_where=CLOCK_RUNS),
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
    reached_at: datetime | None = maybe_moment()
    closed_at: datetime | None = maybe_moment()
    result: str | None = None
    link_serial: int = 0
    called_by: str | None = None
    limited_as: str | None = None
    booked_until: datetime | None = maybe_moment()
    number_is_wrong: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    sent_by: str | None = None
    assessment: str = Field(default="awaited", sa_column_kwargs={"server_default": "awaited"})
    assessment_ended_at: datetime | None = maybe_moment()
    assessment_owner: str | None = None
