"""By which front end or exchange a request was sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Requests of before count for no sender."""
    op.add_column("contact_request", sa.Column("sent_by", sa.String(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("contact_request", "sent_by")
