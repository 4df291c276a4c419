"""the calls the service places"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNSETTLED = sa.text("settled_at IS NULL")
WATCHED = sa.text("settled_at IS NULL OR strangers <> '{}'")


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("lease_number", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("callee_key", sa.Text(), nullable=False),
        sa.Column("numbers_sealed", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Text(), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("strangers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_to", sa.Text(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (came_to IS NULL)", name=op.f("ck_call_settled_as_something")
        ),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_call_region")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact_request.id"], name=op.f("fk_call_contact_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_call_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_call_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index(op.f("ix_call_contact_id"), "call", ["contact_id"])
    op.create_index(op.f("ix_call_asked_at"), "call", ["asked_at"])
    op.create_index(op.f("ix_call_placed_at"), "call", ["placed_at"])
    op.create_index("ix_call_callee_key_asked_at", "call", ["callee_key", "asked_at"])
    op.create_index("ix_call_look_at", "call", ["look_at"], postgresql_where=WATCHED)
    op.create_index(
        "ix_call_contact_unsettled", "call", ["contact_id"], unique=True, postgresql_where=UNSETTLED
    )
    op.create_index(
        "ix_call_callee_unsettled", "call", ["callee_key"], unique=True, postgresql_where=UNSETTLED
    )
    op.create_table(
        "call_stop",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_call_stop_region")),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_call_stop")),
    )


def downgrade() -> None:
    op.drop_table("call_stop")
    op.drop_table("call")
