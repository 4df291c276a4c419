"""One word for one thing: tables, columns and stored words as the code, the API and the documents have them."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = {"dialogue": "menu_session", "lesson": "daily_statistics", "letter": "written_message"}
CONSTRAINTS = [  # table, what follows its name in the constraint's
    ("menu_session", ("pk", ""), "dialogue"),
    ("menu_session", ("fk", "_contact_id_contact_request"), "dialogue"),
    ("menu_session", ("fk", "_unit_id_unit"), "dialogue"),
    ("daily_statistics", ("pk", ""), "lesson"),
    ("daily_statistics", ("fk", "_region"), "lesson"),
    ("written_message", ("pk", ""), "letter"),
    ("written_message", ("fk", "_contact_id"), "letter"),
    ("written_message", ("fk", "_staff_id"), "letter"),
]
INDEXES = {
    "ix_dialogue_heard_at": "ix_menu_session_heard_at",
    "ix_dialogue_open": "ix_menu_session_open",
    "ix_letter_contact_id": "ix_written_message_contact_id",
}
COLUMNS = [  # table, column before, column now
    ("capacity_cell", "kept_today", "protected_today"),
    ("capacity_cell", "kept_urgent", "protected_urgent"),
    ("capacity_cell", "kept_for_own", "protected_for_own_patients"),
    ("capacity_cell", "kept_for_own_only", "protected_for_own_unit_only"),
    ("promise", "cells_with_room", "cells_available"),
]
WHY = {
    "not_in_her_hours": "outside_available_hours",
    "no_room": "no_capacity",
    "others_moved": "others_reassigned",
}
WORDS = {  # in documents: each stands between quotation marks
    "promise": (
        "reasons",
        {
            "room": "available",
            "kept_for_urgent": "protected_for_urgent",
            "kept_for_retries": "protected_for_retries",
            "kept_for_own_people": "protected_for_own_patients",
            "kept_for_own_only": "protected_for_own_unit_only",
            "not_in_her_hours": "outside_available_hours",
        },
    ),
    "contact_event": (
        "facts",
        {
            "left_to_her_unit": "left_to_own_unit",
            "needed_at_home": "needed_at_own_unit",
            "hers": "this_staff_member",
            "not_in_her_hours": "outside_available_hours",
            "no_room": "no_capacity",
            "others_moved": "others_reassigned",
        },
    ),
    "catalogue_version": (
        "document",
        {
            "keep_deviations": "protect_deviations",
            "keep_at_most": "protect_at_most",
            "room_for_retries_minutes": "retry_reserve_minutes",
            "home_first_minutes": "own_unit_first_minutes",
            "urgent_home_minutes": "urgent_own_unit_minutes",
        },
    ),
}
APPEND_ONLY = ("promise", "contact_event")


def upgrade() -> None:
    """Rename; what is only ever added keeps its meaning, so its guard steps aside for the words alone.

    A call that is being led through the menu meanwhile begins anew: its row is sealed under the old name.
    """
    op.execute("DELETE FROM dialogue")
    _rename(TABLES, INDEXES, before=0)
    _words(WHY, {table: words for table, (_, words) in WORDS.items()})
    op.execute("UPDATE message SET kind = 'written_message' WHERE kind = 'letter'")
    _event_kind("letter.written", "message.written")


def downgrade() -> None:
    """Take it back."""
    op.execute("UPDATE message SET kind = 'letter' WHERE kind = 'written_message'")
    _event_kind("message.written", "letter.written")
    op.execute("DELETE FROM menu_session")
    _words(
        {new: old for old, new in WHY.items()},
        {table: {new: old for old, new in words.items()} for table, (_, words) in WORDS.items()},
    )
    _rename({new: old for old, new in TABLES.items()}, {new: old for old, new in INDEXES.items()}, before=1)


def _rename(tables: Mapping[str, str], indexes: Mapping[str, str], *, before: int) -> None:
    for now, (kind, rest), old in CONSTRAINTS:
        names = (f"{kind}_{old}{rest}", f"{kind}_{now}{rest}")
        table = (old, now)[before]
        op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {names[before]} TO {names[1 - before]}")
    for old, new in indexes.items():
        op.execute(f"ALTER INDEX {old} RENAME TO {new}")
    for old, new in tables.items():
        op.rename_table(old, new)
    for table, old, new in COLUMNS:
        pair = (old, new)
        op.alter_column(table, pair[before], new_column_name=pair[1 - before])
    check = ("ck_capacity_cell_has_room", "ck_capacity_cell_has_capacity")
    op.execute(f"ALTER TABLE capacity_cell RENAME CONSTRAINT {check[before]} TO {check[1 - before]}")


def _words(why: Mapping[str, str], words: Mapping[str, Mapping[str, str]]) -> None:
    for table in APPEND_ONLY:
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_is_append_only")
    connection = op.get_bind()
    for old, new in why.items():
        connection.execute(
            sa.text("UPDATE promise SET why = :new WHERE why = :old"), {"new": new, "old": old}
        )
    for table, pairs in words.items():
        column = WORDS[table][0]
        for old, new in pairs.items():
            connection.execute(
                sa.text(
                    f"UPDATE {table} SET {column} = replace({column}::text, :old, :new)::jsonb "
                    f"WHERE {column}::text LIKE :some"
                ),
                {"old": f'"{old}"', "new": f'"{new}"', "some": f'%"{old}"%'},
            )
    for table in APPEND_ONLY:
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_is_append_only")


def _event_kind(old: str, new: str) -> None:
    op.execute("ALTER TABLE contact_event DISABLE TRIGGER contact_event_is_append_only")
    op.get_bind().execute(
        sa.text("UPDATE contact_event SET kind = :new WHERE kind = :old"), {"new": new, "old": old}
    )
    op.execute("ALTER TABLE contact_event ENABLE TRIGGER contact_event_is_append_only")
