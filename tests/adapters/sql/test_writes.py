"""Which writes may leave in one statement follows from their tables and keys; none can be forgotten."""

import importlib
import pkgutil
from typing import Any

import pytest

from contact_api.adapters import sql
from contact_api.adapters.sql.batch import Changed
from contact_api.adapters.sql.tables import metadata
from contact_api.adapters.sql.writes import Pair, Table, Write, delete, insert, update

CELL = Table("cell", key=("pool", "start"))
CALL = Table("call", key=("id",))
EVENT = Table("event")
ANY_CELL = Write("UPDATE cell SET minutes = 0", rows_of=(CELL,))


def may_follow(first: tuple[Write, dict[str, Any]], then: tuple[Write, dict[str, Any]]) -> bool:
    """Whether the second may leave in the same statement as the first."""
    changed = Changed()
    changed.note(*first)
    return not changed.meets(*then)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Write("UPDATE call SET step = %(step)s WHERE id = %(id)s"),
        lambda: Write("DELETE FROM call WHERE id = %(id)s", (CELL,)),
        lambda: Write(Pair("DELETE FROM call RETURNING id", "INSERT INTO cell SELECT {first}"), (), (CALL,)),
        lambda: Write("UPDATE call SET step = 1 WHERE id = %(id)s", (CALL,), (CELL,)),
    ],
    ids=["no table", "another table", "half of a pair", "a table too many"],
)
def test_a_write_names_exactly_the_tables_it_writes(make: Any) -> None:
    with pytest.raises(ValueError, match="and names"):
        make()


def test_a_write_of_one_row_has_its_whole_key_among_its_values() -> None:
    with pytest.raises(ValueError, match="the key of cell"):
        Write("UPDATE cell SET minutes = 0 WHERE pool = %(pool)s", (CELL,))


def test_a_numbered_row_that_is_there_is_any_row() -> None:
    with pytest.raises(ValueError, match="can only be one of any"):
        Write("UPDATE event SET kind = %(kind)s", (EVENT,))


def test_what_locks_or_meets_a_row_that_is_there_writes_one_table() -> None:
    held = "UPDATE call SET step = 1 FROM (SELECT id FROM cell WHERE pool = %(id)s FOR NO KEY UPDATE) held"

    Write(held, rows_of=(CALL,))
    Write("INSERT INTO call VALUES (%(id)s) ON CONFLICT (id) DO UPDATE SET step = 1", (CALL,))


def test_two_writes_of_one_row_do_not_leave_together() -> None:
    add, change = insert(CALL, ("id", "step")), update(CALL, ("id", "step"))
    here, there = {"id": "a", "step": 1}, {"id": "b", "step": 1}

    assert not may_follow((add, here), (change, here))
    assert not may_follow((change, here), (delete(CALL), here))
    assert may_follow((add, here), (change, there))


def test_a_write_of_any_row_leaves_with_no_other_of_its_table() -> None:
    one = update(CELL, ("minutes",)), {"pool": "p", "start": 9, "minutes": 0}

    assert not may_follow(one, (ANY_CELL, {}))
    assert not may_follow((ANY_CELL, {}), one)
    assert not may_follow((ANY_CELL, {}), (ANY_CELL, {}))
    assert may_follow((ANY_CELL, {}), (update(CALL, ("step",)), {"id": "a", "step": 1}))


def test_rows_that_the_database_numbers_never_meet_but_any_of_them_do() -> None:
    add = insert(EVENT, ("kind",)), {"kind": "x"}
    drop_all: tuple[Write, dict[str, Any]] = (Write("DELETE FROM event", rows_of=(EVENT,)), {})

    assert may_follow(add, add)
    assert not may_follow(add, drop_all)


def test_the_keys_of_the_rooms_are_those_of_the_tables() -> None:
    modules = [
        importlib.import_module(f"{sql.__name__}.{one.name}") for one in pkgutil.iter_modules(sql.__path__)
    ]
    told = {one for module in modules for one in vars(module).values() if isinstance(one, Table)}

    assert told
    for table in told:
        columns = list(metadata.tables[table.name].primary_key)
        numbered = [column.name for column in columns if column.autoincrement is True or _is_serial(column)]
        assert table.key == (() if numbered else tuple(column.name for column in columns))


def _is_serial(column: Any) -> bool:
    return column.type.python_type is int and column.table.autoincrement_column is column
