"""what plans keep and lend"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEPT = ("kept_today", "kept_urgent", "kept_for_own", "kept_for_own_only", "longest_promised")


def upgrade() -> None:
    op.add_column("capacity_cell", sa.Column("pool_since", sa.DateTime(timezone=True), nullable=True))
    for name in KEPT:
        op.add_column("capacity_cell", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("contact_request", sa.Column("lend_at", sa.DateTime(timezone=True), nullable=True))
    # Who waits already is lent when the time is nearly out; the next plan looks at all of them again.
    op.execute("UPDATE contact_request SET lend_at = due_at - interval '8 minutes' WHERE state = 'waiting'")
    op.drop_index("ix_contact_request_due", table_name="contact_request")
    op.create_index(
        "ix_contact_request_lend",
        "contact_request",
        ["lend_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_contact_request_named_waiting",
        "contact_request",
        ["named_contact"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting' AND named_contact IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_contact_request_named_waiting", table_name="contact_request")
    op.drop_index("ix_contact_request_lend", table_name="contact_request")
    op.create_index(
        "ix_contact_request_due",
        "contact_request",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_column("contact_request", "lend_at")
    for name in reversed(KEPT):
        op.drop_column("capacity_cell", name)
    op.drop_column("capacity_cell", "pool_since")
