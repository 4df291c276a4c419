"""By which front end or exchange a request was sent, and whether its number is known to be somebody else's."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LAST_WAS_WRONG = """
UPDATE contact_request c SET number_is_wrong = true
 WHERE c.state = 'not_reached' AND c.id IN
       (SELECT contact_id FROM (SELECT DISTINCT ON (contact_id) contact_id, outcome FROM attempt
                                 WHERE contact_id IN (SELECT contact_id FROM attempt WHERE outcome = 'wrong_number')
                                 ORDER BY contact_id, ended_at DESC) last
         WHERE last.outcome = 'wrong_number')
"""


def upgrade() -> None:
    """Requests of before count for no sender; those whose last call reached somebody else's number have a wrong one."""
    op.add_column("contact_request", sa.Column("sent_by", sa.String(), nullable=True))
    op.add_column(
        "contact_request",
        sa.Column("number_is_wrong", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.execute(LAST_WAS_WRONG)
    op.create_index(
        "ix_contact_request_number_is_wrong",
        "contact_request",
        ["person_id"],
        postgresql_where=sa.text("number_is_wrong"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_contact_request_number_is_wrong", "contact_request")
    op.drop_column("contact_request", "number_is_wrong")
    op.drop_column("contact_request", "sent_by")
