"""Times that are booked, and the types of times that can be."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ExcludeConstraint

revision: str = "0030"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TAKES_TIME = sa.text("state <> 'cancelled'")
HELD = sa.text("state = 'held'")


def upgrade() -> None:
    """No minute of a person is booked twice."""
    op.add_column("contact_request", sa.Column("booked_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "time_types_version",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_time_types_version_region")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_time_types_version")),
    )
    op.create_index(op.f("ix_time_types_version_region"), "time_types_version", ["region"])
    op.create_table(
        "booking",
        *_columns(),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_booking_runs_forward")),
        sa.CheckConstraint(
            "busy_from <= starts_at AND ends_at <= busy_until", name=op.f("ck_booking_busy_while_there")
        ),
        sa.CheckConstraint(
            "(state = 'held') = (held_until IS NOT NULL)", name=op.f("ck_booking_held_until_when")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact_request.id"], name=op.f("fk_booking_contact_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_booking_unit_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_booking_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        ExcludeConstraint(
            ("staff_id", "="),
            (sa.text("tstzrange(busy_from, busy_until)"), "&&"),
            using="gist",
            where=TAKES_TIME,
            name="booking_takes_time_once",
        ),
    )
    op.create_index(op.f("ix_booking_contact_id"), "booking", ["contact_id"])
    op.create_index(op.f("ix_booking_group_id"), "booking", ["group_id"])
    op.create_index("ix_booking_unit_id_starts_at", "booking", ["unit_id", "starts_at"])
    op.create_index(
        "ix_booking_staff_id_busy_until", "booking", ["staff_id", "busy_until"], postgresql_where=TAKES_TIME
    )
    op.create_index("ix_booking_held_until", "booking", ["held_until"], postgresql_where=HELD)


def downgrade() -> None:
    """Bookings go."""
    op.drop_table("booking")
    op.drop_table("time_types_version")
    op.drop_column("contact_request", "booked_until")


def _columns() -> list[sa.Column[object]]:
    def text(name: str, *, maybe: bool = False) -> sa.Column[object]:
        return sa.Column(name, sa.Text(), nullable=maybe)

    def moment(name: str, *, maybe: bool = False) -> sa.Column[object]:
        return sa.Column(name, sa.DateTime(timezone=True), nullable=maybe)

    return [
        text("id"),
        *(text(name) for name in ("contact_id", "time_type_id", "unit_id", "staff_id")),
        *(moment(name) for name in ("starts_at", "ends_at", "busy_from", "busy_until")),
        *(text(name) for name in ("form", "state")),
        moment("made_at"),
        text("made_by"),
        moment("held_until", maybe=True),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("times_moved", sa.Integer(), nullable=False),
        moment("ended_at", maybe=True),
        text("ended_by", maybe=True),
        sa.Column("minutes_late", sa.Integer(), nullable=True),
        moment("told_of_loss_at", maybe=True),
        text("group_id", maybe=True),
    ]
