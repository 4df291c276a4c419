"""Whose minutes a request holds, and the turns in which one submitter took them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("state IN ('waiting', 'claimed')")


def upgrade() -> None:
    """Requests of before count for nobody."""
    op.add_column("contact_request", sa.Column("limited_as", sa.String(), nullable=True))
    op.create_index("ix_contact_request_limited_as", "contact_request", ["limited_as"], postgresql_where=OPEN)
    op.create_table(
        "intake_turn",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_intake_turn")),
    )
    op.create_index(op.f("ix_intake_turn_at"), "intake_turn", ["at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("intake_turn")
    op.drop_index("ix_contact_request_limited_as", "contact_request")
    op.drop_column("contact_request", "limited_as")
