"""The columns of contact_request, told once."""

from collections import Counter

from contact_api.adapters.sql.contact_columns import COLUMNS, NEVER_CHANGE, ROW_ONLY
from contact_api.adapters.sql.tables import metadata


def test_the_table_has_the_columns_that_the_fields_of_a_contact_ask_for_and_no_other() -> None:
    table = {column.name for column in metadata.tables["contact_request"].columns}

    assert table == {*COLUMNS, *ROW_ONLY}


def test_every_column_is_one_field() -> None:
    assert [name for name, often in Counter((*COLUMNS, *ROW_ONLY)).items() if often > 1] == []


def test_what_never_changes_is_a_column() -> None:
    assert set(COLUMNS) >= NEVER_CHANGE
