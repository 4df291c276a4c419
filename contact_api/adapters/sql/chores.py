"""What goes on by itself, and when it last did. Rows are written by whoever did it, and read by health."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

SCHEDULER_LOCK = 4_730_001  # any number, the same in every process
HOLDER = (
    f"SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = {SCHEDULER_LOCK} AND objsubid = 1 "
    "AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
NOTE_DONE = """
INSERT INTO chore AS c (name, done_at) VALUES (%(name)s, %(now)s)
ON CONFLICT (name) DO UPDATE SET done_at = %(now)s, failures = 0, retry_at = NULL
"""
NOTE_FAILED = """
INSERT INTO chore AS c (name, failures, retry_at) VALUES (%(name)s, %(failures)s, %(retry_at)s)
ON CONFLICT (name) DO UPDATE SET failures = %(failures)s, retry_at = %(retry_at)s
"""


@dataclass(frozen=True, slots=True)
class Chore:
    """When something was last done, how often it has failed since, and until when it rests then."""

    done_at: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What the database knows of what goes on by itself."""

    holder: int | None  # the backend that holds the scheduler's lock
    chores: dict[str, Chore]
    outbox_waits: timedelta  # the oldest row that nobody relayed


def note_done(connection: psycopg.Connection[Any], name: str, *, now: datetime) -> None:
    """It was done just now."""
    connection.execute(NOTE_DONE, {"name": name, "now": now})


def note_failed(connection: psycopg.Connection[Any], name: str, *, failures: int, retry_at: datetime) -> None:
    """It failed, so often in a row, and rests until then."""
    connection.execute(NOTE_FAILED, {"name": name, "failures": failures, "retry_at": retry_at})


def holder_of_the_lock(connection: psycopg.Connection[Any]) -> int | None:
    """The backend that holds the scheduler's lock, if one does."""
    row = connection.execute(HOLDER).fetchone()
    return row[0] if row else None


def progress(connection: psycopg.Connection[Any]) -> Progress:
    """All of it, for health."""
    rows = connection.execute("SELECT name, done_at, failures, retry_at FROM chore").fetchall()
    waits = connection.execute(
        "SELECT clock_timestamp() - min(created_at) FROM outbox WHERE relayed_at IS NULL"
    ).fetchone()
    return Progress(
        holder=holder_of_the_lock(connection),
        chores={name: Chore(*rest) for name, *rest in rows},
        outbox_waits=(waits and waits[0]) or timedelta(0),
    )
