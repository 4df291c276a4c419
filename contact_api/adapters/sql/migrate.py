"""Bring a database to the newest shape, or one step back."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

LOCK_TIMEOUT = (
    "2s"  # so long others may have to wait for a lock of ours; longer than autovacuum takes to step aside
)
LOOKS, BETWEEN_LOOKS = 20, "0.1"  # seconds; a transaction of the service is over long before
IN_THE_WAY = """
SELECT a.application_name FROM pg_stat_activity a
 WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
   AND a.xact_start < CAST(:since AS timestamptz)
   AND EXISTS (SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                WHERE l.pid = a.pid AND l.granted AND c.relkind IN ('r', 'p')
                  AND c.relnamespace = 'public'::regnamespace)
"""
HERE = Path(__file__).resolve().parent / "migrations"


class TablesInUse(Exception):
    """Somebody uses the tables, as a dump does; nothing was changed. Migrate again when it has ended."""


def upgrade(database_url: str, revision: str = "head") -> None:
    """Run every migration that is missing; doing it again changes nothing. Errors: TablesInUse."""
    try:
        command.upgrade(_config(database_url), revision)
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise TablesInUse from error
        raise


def let_others_end(connection: Connection) -> None:
    """Look on, holding nothing, until every transaction that uses the tables now has ended. Errors: TablesInUse.

    A lock that is asked for during a dump makes all who come after wait, for as long as the dump goes on.
    """
    since = connection.execute(text("SELECT clock_timestamp()::text")).scalar_one()
    for _ in range(LOOKS):
        if connection.execute(text(IN_THE_WAY), {"since": since}).first() is None:
            return
        connection.execute(text(f"SELECT pg_sleep({BETWEEN_LOOKS}), pg_stat_clear_snapshot()"))
    raise TablesInUse


def downgrade(database_url: str, revision: str = "-1") -> None:
    """Undo migrations down to a revision."""
    command.downgrade(_config(database_url), revision)


def write_migration(database_url: str, message: str) -> None:
    """Write a new migration from the difference between the tables and the database."""
    command.revision(_config(database_url), message, autogenerate=True)


def _config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(rev)s_%%(slug)s")
    config.attributes["database_url"] = database_url
    return config
