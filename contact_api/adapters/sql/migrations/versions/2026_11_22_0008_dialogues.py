"""Calls led through the menu."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "dialogue",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stands", postgresql.JSONB(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact_request.id"], name="fk_dialogue_contact_id_contact_request"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_dialogue_unit_id_unit"),
        sa.PrimaryKeyConstraint("call_id", name="pk_dialogue"),
    )
    op.create_index("ix_dialogue_heard_at", "dialogue", ["heard_at"])
    op.create_index("ix_dialogue_open", "dialogue", ["heard_at"], postgresql_where=sa.text("step <> 'ended'"))


def downgrade() -> None:
    """Take it back."""
    op.drop_table("dialogue")
