"""Of a region's places only what somebody reads is kept."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNREAD: dict[str, list[tuple[str, sa.types.TypeEngine[Any], str]]] = {
    "region": [("note", sa.Text(), "")],
    "municipality": [
        ("population", sa.Integer(), "0"),
        ("population_year", sa.Integer(), "0"),
        ("source", sa.Text(), ""),
    ],
    "unit": [("verified", sa.Boolean(), "false")],
    "closure": [("reason", sa.Text(), "")],
}


def upgrade() -> None:
    """Nothing reads these columns; `contact-api seed` writes the others again."""
    for table, columns in UNREAD.items():
        for name, _kind, _empty in columns:
            op.drop_column(table, name)


def downgrade() -> None:
    """Take them back, empty: `contact-api seed` of the version before fills them."""
    for table, columns in UNREAD.items():
        for name, kind, empty in columns:
            op.add_column(table, sa.Column(name, kind, nullable=False, server_default=empty))
            op.alter_column(table, name, server_default=None)
