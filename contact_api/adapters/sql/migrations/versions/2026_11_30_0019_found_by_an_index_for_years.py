"""What is looked for among years of rows is found by an index: looks of a person or by somebody, alerts of a unit."""

from collections.abc import Sequence

from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WIDER = (  # table, the first column, and what orders the rows of one
    ("access_log", "actor", ["at", "id"]),
    ("access_log", "person_id", ["at", "id"]),
    ("alert", "unit_id", ["raised_at", "id"]),
)


def upgrade() -> None:
    """The index holds the order too, and a cell is no longer than a step of the grid, so that its start finds it."""
    for table, column, order in WIDER:
        op.create_index(f"ix_{table}_{column}_{order[0]}", table, [column, *order])
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    op.create_check_constraint(
        op.f("ck_capacity_cell_one_step"), "capacity_cell", "end_at <= start_at + interval '30 minutes'"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_constraint(op.f("ck_capacity_cell_one_step"), "capacity_cell", type_="check")
    for table, column, order in WIDER:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
        op.drop_index(f"ix_{table}_{column}_{order[0]}", table_name=table)
