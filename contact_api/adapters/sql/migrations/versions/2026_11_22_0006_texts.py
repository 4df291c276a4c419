"""What is known of texts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Texts that come, opt-outs, and by which number a text that left is found again."""
    op.add_column("message", sa.Column("to_key", sa.Text(), nullable=True))
    op.create_index(
        "ix_message_to_key",
        "message",
        ["to_key", "created_at"],
        unique=False,
        postgresql_where=sa.text("to_key IS NOT NULL"),
    )
    op.create_table(
        "incoming_text",
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_incoming_text")),
    )
    op.create_index(op.f("ix_incoming_text_at"), "incoming_text", ["at"], unique=False)
    op.create_index("ix_incoming_text_number_key_at", "incoming_text", ["number_key", "at"], unique=False)
    op.create_table(
        "text_opt_out",
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number_key", name=op.f("pk_text_opt_out")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("text_opt_out")
    op.drop_table("incoming_text")
    op.drop_index("ix_message_to_key", table_name="message")
    op.drop_column("message", "to_key")
