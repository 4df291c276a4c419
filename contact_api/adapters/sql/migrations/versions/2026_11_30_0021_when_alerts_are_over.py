"""When what an alert was about is over; the open ones are those that are neither taken nor over."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_alert_open"


def upgrade() -> None:
    """Alerts of contacts that were reached since they were raised are over."""
    op.add_column("alert", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE alert SET closed_at = contact_request.closed_at FROM contact_request"
        " WHERE contact_request.id = alert.contact_id AND contact_request.state IN ('reached', 'declined')"
        " AND contact_request.closed_at >= alert.raised_at"
    )
    op.drop_index(INDEX, table_name="alert")
    where = sa.text("acknowledged_at IS NULL AND closed_at IS NULL")
    op.create_index(INDEX, "alert", ["raised_at", "id"], postgresql_where=where)


def downgrade() -> None:
    """Take it back: what is over counts as taken care of."""
    op.execute(
        "UPDATE alert SET acknowledged_at = closed_at, acknowledged_by = 'system'"
        " WHERE closed_at IS NOT NULL AND acknowledged_at IS NULL"
    )
    op.drop_index(INDEX, table_name="alert")
    op.create_index(INDEX, "alert", ["raised_at", "id"], postgresql_where=sa.text("acknowledged_at IS NULL"))
    op.drop_column("alert", "closed_at")
