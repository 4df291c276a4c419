"""The three-day clock: assessments, what times were offered, and how the clock of each contact stands."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0045"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ENDED = "(assessment IN ('assessed', 'not_needed')) = (assessment_ended_at IS NOT NULL)"
RUNS = (
    "assessment = 'awaited' AND guarantee <> 'none' AND state NOT IN ('cancelled', 'declined', 'not_reached')"
)


def upgrade() -> None:
    """Of contacts that have ended nobody has recorded an assessment: their clock is not kept. That of open ones runs.

    A column with a constant default is added without the table being written anew.
    """
    op.add_column(
        "contact_request", sa.Column("assessment", sa.Text(), nullable=False, server_default="not_kept")
    )
    op.add_column("contact_request", sa.Column("assessment_ended_at", sa.DateTime(timezone=True)))
    op.add_column("contact_request", sa.Column("assessment_owner", sa.Text()))
    op.alter_column("contact_request", "assessment", server_default="awaited")
    op.execute("UPDATE contact_request SET assessment = 'awaited' WHERE state IN ('waiting', 'claimed')")
    op.create_check_constraint(op.f("ck_contact_request_assessment_ended_at"), "contact_request", ENDED)
    op.create_index(
        "ix_contact_request_clock_runs",
        "contact_request",
        ["sought_at", "unit_id"],
        postgresql_where=sa.text(RUNS),
    )
    op.add_column("alert", sa.Column("number", sa.Integer()))
    _add_assessments()
    _add_offers()


def _add_assessments() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("profession", sa.Text(), nullable=False),
        sa.Column("licensed", sa.Boolean(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("qualified", sa.Boolean(), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nulls(undone_at, undone_by) IN (0, 2)", name=op.f("ck_assessment_undone_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact_request.id"], name=op.f("fk_assessment_contact_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_assessment_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assessment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_index(op.f("ix_assessment_contact_id"), "assessment", ["contact_id"])
    op.create_index(
        "ix_assessment_booking_id",
        "assessment",
        ["booking_id"],
        unique=True,
        postgresql_where=sa.text("booking_id IS NOT NULL AND undone_at IS NULL"),
    )


def _add_offers() -> None:
    op.create_table(
        "assessment_offer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_type", sa.Text(), nullable=False),
        sa.Column("earliest_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("chosen_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answer = 'chosen') = (chosen_start IS NOT NULL)", name=op.f("ck_assessment_offer_chosen")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact_request.id"], name=op.f("fk_assessment_offer_contact_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessment_offer_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assessment_offer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_offer")),
    )
    op.create_index(op.f("ix_assessment_offer_contact_id"), "assessment_offer", ["contact_id"])


def downgrade() -> None:
    """Take it back, with what was recorded."""
    op.drop_table("assessment_offer")
    op.drop_table("assessment")
    op.drop_column("alert", "number")
    op.drop_index("ix_contact_request_clock_runs", "contact_request")
    op.drop_constraint(op.f("ck_contact_request_assessment_ended_at"), "contact_request", type_="check")
    for column in ("assessment", "assessment_ended_at", "assessment_owner"):
        op.drop_column("contact_request", column)
