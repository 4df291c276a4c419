"""How many times were open, day by day."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """A row a day, unit and kind of time; found by the day."""
    op.create_table(
        "open_times",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("time_type_id", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("within_3_days", "within_7_days", "within_30_days")
        ),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_open_times_unit_id")),
        sa.PrimaryKeyConstraint("day", "unit_id", "time_type_id", name=op.f("pk_open_times")),
    )


def downgrade() -> None:
    """What was counted of earlier days is lost."""
    op.drop_table("open_times")
