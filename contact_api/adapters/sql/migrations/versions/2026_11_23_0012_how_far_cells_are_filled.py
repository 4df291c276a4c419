"""How many planned minutes go into a staff minute of a cell."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """As many as it has, until its shifts are laid anew; the default is for what still runs without the column."""
    op.add_column("capacity_cell", sa.Column("fill", sa.Float(), nullable=False, server_default=sa.text("1")))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("capacity_cell", "fill")
