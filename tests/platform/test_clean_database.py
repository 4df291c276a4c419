"""What one test wrote, the next does not see."""

from collections.abc import Iterator

import psycopg
import pytest

from contact_api.demo.databases import connected
from tests.clean_database import CleanDatabase

SCHEMA = """
create table version (number int);
insert into version values (7);
create table unit (id int generated always as identity primary key, name text);
create table contact (unit_id int references unit);
"""


@pytest.fixture
def connection(empty_database_url: str) -> Iterator[psycopg.Connection]:
    with connected(empty_database_url) as connection:
        connection.execute(SCHEMA)
        yield connection


def test_rows_and_numbers_go_and_what_the_migrations_wrote_stays(
    connection: psycopg.Connection, empty_database_url: str
) -> None:
    database = CleanDatabase(empty_database_url, connection)
    connection.execute(
        "insert into unit (name) values ('Hörnefors'), ('Sävar'); insert into contact values (1)"
    )

    database.clear()

    assert connection.execute("select count(*) from contact").fetchone() == (0,)
    assert connection.execute("insert into unit (name) values ('Bjurholm') returning id").fetchone() == (1,)
    assert connection.execute("select number from version").fetchone() == (7,)


def test_a_transaction_that_a_test_forgot_does_not_stop_the_next(
    connection: psycopg.Connection, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.clean_database.LOCK_WAIT", "50ms")
    database = CleanDatabase(empty_database_url, connection)
    with connected(empty_database_url) as forgotten:
        forgotten.execute("insert into unit (name) values ('Vindeln')")
        forgotten.execute("begin; select * from unit")

        database.clear()

        assert connection.execute("select count(*) from unit").fetchone() == (0,)
        with pytest.raises(psycopg.errors.AdminShutdown):
            forgotten.execute("select 1")
