"""Who waits for a time to be freed."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0036"
down_revision: str | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

IS_OPEN = sa.text("state IN ('waiting', 'offered')")


def upgrade() -> None:
    """One open place for a contact request and kind of time."""
    op.create_table(
        "waiting_list",
        *_columns(),
        sa.CheckConstraint(
            "(state = 'offered') = (offered_until IS NOT NULL)",
            name=op.f("ck_waiting_list_offered_until_when"),
        ),
        sa.CheckConstraint(
            "state <> 'offered' OR offer_id IS NOT NULL", name=op.f("ck_waiting_list_offered_what")
        ),
        sa.CheckConstraint(
            "(state IN ('booked', 'ended')) = (ended_at IS NOT NULL)", name=op.f("ck_waiting_list_ended_when")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact_request.id"], name=op.f("fk_waiting_list_contact_id")
        ),
        sa.ForeignKeyConstraint(["owner_unit_id"], ["unit.id"], name=op.f("fk_waiting_list_owner_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_list")),
    )
    op.create_index(op.f("ix_waiting_list_contact_id"), "waiting_list", ["contact_id"])
    op.create_index(
        "uq_waiting_list_contact_id_time_type_id",
        "waiting_list",
        ["contact_id", "time_type_id"],
        unique=True,
        postgresql_where=IS_OPEN,
    )
    op.create_index(
        "ix_waiting_list_owner_unit_id_due_day",
        "waiting_list",
        ["owner_unit_id", "due_day"],
        postgresql_where=IS_OPEN,
    )
    op.create_index("ix_waiting_list_offer_id", "waiting_list", ["offer_id"], postgresql_where=IS_OPEN)


def downgrade() -> None:
    """The list goes; what was booked from it stands."""
    op.drop_table("waiting_list")


def _columns() -> list[sa.Column[object]]:
    def column(name: str, kind: sa.types.TypeEngine[Any], *, maybe: bool = False) -> sa.Column[object]:
        return sa.Column(name, kind, nullable=maybe)

    text, moment, number, day = sa.Text(), sa.DateTime(timezone=True), sa.Integer(), sa.Date()
    return [
        *(column(name, text) for name in ("id", "contact_id", "time_type_id")),
        column("units", postgresql.ARRAY(text)),
        column("owner_unit_id", text),
        column("joined_at", moment),
        column("joined_by", text),
        column("due_day", day),
        column("until_day", day),
        column("from_day", day, maybe=True),
        column("hour_from", number),
        column("hour_to", number),
        column("language", text),
        column("interpreter", sa.Boolean()),
        column("by_staff", sa.Boolean()),
        column("not_again", postgresql.ARRAY(moment)),
        column("state", text),
        column("offer_id", text, maybe=True),
        column("offered_until", moment, maybe=True),
        column("offers", number),
        column("unanswered", number),
        column("why_not", text, maybe=True),
        column("ended_at", moment, maybe=True),
    ]
