"""Days whose figures are kept are counted again: assessments are among them now."""

from collections.abc import Sequence

from alembic import op

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COUNT_AGAIN = (
    "UPDATE daily_figures SET counted_by = NULL, sums = NULL, unsettled = NULL WHERE counted_by IS NOT NULL"
)


def upgrade() -> None:
    """Workers count them, the newest first; until then the figures of a day take as long as without sums."""
    op.execute(COUNT_AGAIN)


def downgrade() -> None:
    """They are counted as before."""
    op.execute(COUNT_AGAIN)
