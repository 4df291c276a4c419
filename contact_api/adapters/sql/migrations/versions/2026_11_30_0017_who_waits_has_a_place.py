"""Who waits has a place in the queue: no claim can overlook them. Those without a promise are found urgent first."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_contact_request_unbacked_due"
UNBACKED = sa.text("state = 'waiting' AND NOT backed")


def upgrade() -> None:
    """All are written with their place; should one lack it, it is placed as if it was due when it was sought."""
    op.execute(
        "UPDATE contact_request SET callable_from = coalesce(callable_from, sought_at),"
        " due_at = coalesce(due_at, sought_at), lend_at = coalesce(lend_at, sought_at)"
        " WHERE state = 'waiting' AND num_nulls(callable_from, due_at, lend_at) > 0"
    )
    op.create_check_constraint(
        op.f("ck_contact_request_waiting_has_place"),
        "contact_request",
        "state <> 'waiting' OR num_nulls(callable_from, due_at, lend_at) = 0",
    )
    op.drop_index(INDEX, "contact_request")
    op.create_index(
        INDEX, "contact_request", [sa.text("(urgency > 'U1')"), "due_at"], postgresql_where=UNBACKED
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index(INDEX, "contact_request")
    op.create_index(INDEX, "contact_request", ["due_at"], postgresql_where=UNBACKED)
    op.drop_constraint(op.f("ck_contact_request_waiting_has_place"), "contact_request", type_="check")
