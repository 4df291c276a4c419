"""When somebody was first tried stands in `attempt`; a contact request does not say it again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Nothing reads the column."""
    op.drop_column("contact_request", "first_attempt_at")


def downgrade() -> None:
    """Take it back, and work it out of the attempts."""
    op.add_column("contact_request", sa.Column("first_attempt_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE contact_request c SET first_attempt_at = first.at"
        " FROM (SELECT contact_id, min(started_at) AS at FROM attempt GROUP BY contact_id) first"
        " WHERE first.contact_id = c.id"
    )
