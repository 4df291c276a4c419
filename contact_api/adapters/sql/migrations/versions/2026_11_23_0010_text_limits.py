"""How many texts left in a day is counted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Texts that left, by when they were made."""
    op.create_index(
        "ix_message_texted",
        "message",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("to_key IS NOT NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_message_texted", table_name="message")
