"""What else a case is sought for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Reasons beside the one it is sorted by; the default is for what still runs without the column."""
    op.add_column(
        "contact_request",
        sa.Column(
            "also_sought_for", postgresql.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")
        ),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("contact_request", "also_sought_for")
