"""One open alert for each matter of a case, with how often it was raised; the open ones are found by age."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FOLD = """
WITH open AS (
    SELECT id, count(*) OVER matter AS times, max(raised_at) OVER matter AS last,
           bool_or(kind = 'call_112') OVER matter AS urgent,
           row_number() OVER (matter ORDER BY raised_at, id ROWS UNBOUNDED PRECEDING) AS place
      FROM alert WHERE acknowledged_at IS NULL
    WINDOW matter AS (PARTITION BY contact_id, CASE WHEN kind = 'call_112' THEN 'same_hour' ELSE kind END)
), folded AS (
    DELETE FROM alert USING open WHERE alert.id = open.id AND open.place > 1
)
UPDATE alert SET times_raised = open.times, last_raised_at = open.last,
       kind = CASE WHEN open.urgent THEN 'call_112' ELSE alert.kind END
  FROM open WHERE alert.id = open.id AND open.place = 1 AND open.times > 1
"""


def upgrade() -> None:
    """Open alerts of one matter become the oldest of them, with their number."""
    op.add_column("alert", sa.Column("times_raised", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("alert", sa.Column("last_raised_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(FOLD)
    op.alter_column("alert", "times_raised", server_default=None)
    op.create_index(
        "ix_alert_open", "alert", ["raised_at", "id"], postgresql_where=sa.text("acknowledged_at IS NULL")
    )
    op.create_index("ix_alert_raised", "alert", ["raised_at", "id"])
    op.create_index(
        "ix_message_to_staff",
        "message",
        ["unit_id", "created_at"],
        postgresql_where=sa.text("kind IN ('alert', 'alert_digest')"),
    )


def downgrade() -> None:
    """An alert counts once again."""
    op.drop_index("ix_message_to_staff", table_name="message")
    op.drop_index("ix_alert_raised", table_name="alert")
    op.drop_index("ix_alert_open", table_name="alert")
    op.drop_column("alert", "last_raised_at")
    op.drop_column("alert", "times_raised")
