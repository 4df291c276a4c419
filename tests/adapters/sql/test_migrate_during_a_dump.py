"""A migration while somebody reads all tables, as a dump does, and others write."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from contact_api.adapters.sql import migrate
from contact_api.cli import main
from contact_api.demo.databases import connected
from tests.adapters.sql.small_region import SECRET

TABLES = "select quote_ident(tablename) from pg_tables where schemaname = 'public'"
WRITE = "insert into outbox (job, ids) values ('x', '{}')"
AT_ONCE = "set lock_timeout = '200ms'"  # far less than a migration would hold others up


@pytest.fixture
def behind(empty_database_url: str) -> str:
    """A database that is one migration behind."""
    migrate.upgrade(empty_database_url)
    migrate.downgrade(empty_database_url)
    return empty_database_url


@contextmanager
def a_dump(database_url: str) -> Iterator[None]:
    with connected(database_url) as connection, connection.transaction():
        names = ", ".join(name for (name,) in connection.execute(TABLES).fetchall())
        connection.execute(f"lock table {names} in access share mode".encode())
        yield


def revision(database_url: str) -> str:
    with connected(database_url) as connection:
        row = connection.execute("select version_num from alembic_version").fetchone()
        assert row is not None
        return str(row[0])


def test_it_gives_up_in_one_line_and_changes_nothing(
    behind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTACT_DATABASE_URL", behind)
    monkeypatch.setenv("CONTACT_SECRET_KEY", SECRET)
    monkeypatch.setattr(sys, "argv", ["contact-api", "migrate"])
    before = revision(behind)

    with a_dump(behind), pytest.raises(SystemExit) as ended:
        main()

    said = capsys.readouterr().err.splitlines()
    assert ended.value.code == 1
    assert [line for line in said if line.startswith("contact-api:")] == said
    assert len(said) == 1
    assert "dump" in said[0]
    assert revision(behind) == before


def test_who_writes_meanwhile_is_not_kept_waiting(behind: str) -> None:
    with a_dump(behind), ThreadPoolExecutor(1) as others, connected(behind) as writer:
        writer.execute(AT_ONCE)
        migration = others.submit(migrate.upgrade, behind)
        written = 0
        while not migration.done():
            writer.execute(WRITE)
            written += 1

        with pytest.raises(migrate.TablesInUse):
            migration.result()

    assert written > 0


def test_after_the_dump_it_goes_through(behind: str) -> None:
    with a_dump(behind), pytest.raises(migrate.TablesInUse):
        migrate.upgrade(behind)

    migrate.upgrade(behind)


def test_with_nothing_to_migrate_a_dump_is_no_hindrance(database_url: str) -> None:
    with a_dump(database_url):
        migrate.upgrade(database_url)
