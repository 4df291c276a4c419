"""what a promise was decided by"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("promise", sa.Column("reasons", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("promise", "reasons")
