"""Shifts become a ledger of staff time: typed intervals with source and author, no minute of a person twice."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SPAN = sa.text("tstzrange(starts_at, ends_at)")

# Shifts that overlapped counted twice: what was planned is their union. What was called off and covered by no other
# shift becomes an absence.
FILL = """
WITH planned AS (
    SELECT staff_id, range_agg(tstzrange(starts_at, ends_at)) AS spans,
           range_agg(tstzrange(starts_at, greatest(starts_at, least(ends_at, coalesce(called_off_at, ends_at))))) AS worked
      FROM shift GROUP BY staff_id
), intervals AS (
    SELECT staff_id, 'callback' AS kind, 'roster' AS source, unnest(spans) AS span FROM planned
     UNION ALL
    SELECT staff_id, 'absence', 'sick_call', unnest(spans - worked) FROM planned
)
INSERT INTO staff_time (staff_id, unit_id, kind, starts_at, ends_at, source, author)
SELECT i.staff_id, m.unit_id, i.kind, lower(i.span), upper(i.span), i.source, 'system'
  FROM intervals i JOIN staff_member m ON m.id = i.staff_id
"""
BACK = """
WITH left_over AS (
    SELECT t.staff_id, unnest(range_agg(tstzrange(t.starts_at, t.ends_at)) - coalesce((
               SELECT range_agg(tstzrange(a.starts_at, a.ends_at)) FROM staff_time a
                WHERE a.staff_id = t.staff_id AND a.kind = 'absence'), '{}')) AS span
      FROM staff_time t WHERE t.kind = 'callback' GROUP BY t.staff_id
)
INSERT INTO shift (staff_id, starts_at, ends_at) SELECT staff_id, lower(span), upper(span) FROM left_over
"""


def upgrade() -> None:
    """What was a shift is time for contacts."""
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "staff_time",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_staff_time_runs_forward")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_staff_time_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_staff_time_unit_id")),
        sa.PrimaryKeyConstraint("staff_id", "kind", "starts_at", name=op.f("pk_staff_time")),
        ExcludeConstraint(
            ("staff_id", "="),
            (SPAN, "&&"),
            using="gist",
            where=sa.text("kind <> 'absence'"),
            name="staff_time_planned_once",
        ),
        ExcludeConstraint(
            ("staff_id", "="),
            (SPAN, "&&"),
            using="gist",
            where=sa.text("kind = 'absence'"),
            name="staff_time_absent_once",
        ),
    )
    op.create_index("ix_staff_time_unit_id_ends_at", "staff_time", ["unit_id", "ends_at"])
    op.execute(FILL)
    op.drop_table("shift")


def downgrade() -> None:
    """What is left of the time for contacts is shifts again; all else of the ledger goes."""
    op.create_table(
        "shift",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_shift_runs_forward")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_shift_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "starts_at", name=op.f("pk_shift")),
    )
    op.create_index(op.f("ix_shift_ends_at"), "shift", ["ends_at"])
    op.execute(BACK)
    op.drop_table("staff_time")
