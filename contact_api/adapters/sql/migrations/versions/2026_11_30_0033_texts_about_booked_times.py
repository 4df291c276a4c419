"""Texts about booked times: which booking, as it stood after how many changes, and who is to be rung instead."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF_BOOKING = sa.text("booking_id IS NOT NULL")
BOOKED = sa.text("state = 'booked'")


def upgrade() -> None:
    """Older texts are about no booking."""
    op.add_column("message", sa.Column("booking_id", sa.Text(), nullable=True))
    op.add_column("message", sa.Column("booking_sequence", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("by_unit", sa.Boolean(), nullable=True))
    op.add_column("message", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_message_booking_id"), "message", "booking", ["booking_id"], ["id"])
    op.create_index("ix_message_booking_id", "message", ["booking_id"], postgresql_where=OF_BOOKING)
    op.create_index("ix_booking_booked_starts_at", "booking", ["starts_at"], postgresql_where=BOOKED)


def downgrade() -> None:
    """Texts about bookings stay; of which booking they were goes."""
    op.drop_index("ix_booking_booked_starts_at", table_name="booking")
    op.drop_index("ix_message_booking_id", table_name="message")
    op.drop_constraint(op.f("fk_message_booking_id"), "message", type_="foreignkey")
    for column in ("told_at", "by_unit", "booking_sequence", "booking_id"):
        op.drop_column("message", column)
