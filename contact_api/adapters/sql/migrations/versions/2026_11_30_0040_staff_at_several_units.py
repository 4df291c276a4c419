"""A person may work at several units, for several employers; absences are found wherever they were entered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Beside their home unit."""
    op.create_table(
        "staff_assignment",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("employee_hsa_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_staff_assignment_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_staff_assignment_unit_id")),
        sa.PrimaryKeyConstraint("staff_id", "unit_id", name=op.f("pk_staff_assignment")),
    )
    op.create_index(op.f("ix_staff_assignment_unit_id"), "staff_assignment", ["unit_id"])
    where = sa.text("kind = 'absence'")
    op.create_index("ix_staff_time_absent_until", "staff_time", ["ends_at"], postgresql_where=where)


def downgrade() -> None:
    """Everybody works at their home unit alone, and what was planned elsewhere goes."""
    op.drop_index("ix_staff_time_absent_until", table_name="staff_time")
    op.execute(
        "DELETE FROM staff_time t USING staff_assignment a WHERE a.staff_id = t.staff_id AND a.unit_id = t.unit_id"
    )
    op.drop_table("staff_assignment")
