"""The sums of days that are over are kept, so that the figures of a month need not be counted anew."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """None is counted yet: workers do that, the newest days first."""
    op.create_table(
        "daily_figures",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_by", sa.Text(), nullable=True),
        sa.Column("sums", postgresql.JSONB(), nullable=True),
        sa.Column("unsettled", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.CheckConstraint(
            "num_nulls(counted_by, sums, unsettled) IN (0, 3)", name=op.f("ck_daily_figures_whole_or_not")
        ),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_daily_figures_region")),
        sa.PrimaryKeyConstraint("region", "day", name=op.f("pk_daily_figures")),
    )


def downgrade() -> None:
    """They can be counted again at any time."""
    op.drop_table("daily_figures")
