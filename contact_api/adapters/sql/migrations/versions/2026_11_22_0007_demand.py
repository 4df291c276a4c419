"""Every attempt to get through."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "inbound_event",
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("call_reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_inbound_event_region")),
        sa.PrimaryKeyConstraint("sender", "event_id", name=op.f("pk_inbound_event")),
    )
    op.create_index("ix_inbound_event_region_at", "inbound_event", ["region", "at"])
    op.create_index("ix_inbound_event_call", "inbound_event", ["sender", "call_reference"])
    op.execute(
        "CREATE TRIGGER inbound_event_is_append_only BEFORE UPDATE OR DELETE ON inbound_event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_inbound_event_call", table_name="inbound_event")
    op.drop_index("ix_inbound_event_region_at", table_name="inbound_event")
    op.drop_table("inbound_event")
