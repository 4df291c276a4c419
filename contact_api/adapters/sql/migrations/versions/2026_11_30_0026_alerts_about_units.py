"""Alerts that are about a unit and no contact: it has no staff time left for who sought contact."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_alert_of_units"


def upgrade() -> None:
    """A contact may be left out."""
    op.alter_column("alert", "contact_id", nullable=True)
    where = sa.text("contact_id IS NULL AND closed_at IS NULL")
    op.create_index(INDEX, "alert", ["kind", "raised_at"], postgresql_where=where)


def downgrade() -> None:
    """Take it back: those of units are about nobody, and go."""
    op.drop_index(INDEX, table_name="alert")
    op.execute("DELETE FROM alert WHERE contact_id IS NULL")
    op.alter_column("alert", "contact_id", nullable=False)
