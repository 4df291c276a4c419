"""Work that leaves with the transaction that wanted it, and the one scheduler that hands it to the queue."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, insert
from contact_api.ports import Job, QueuedJob

OUTBOX = Table("outbox")
ADD_JOB = insert(OUTBOX, ("job", "ids"))
KEEP_RELAYED = timedelta(days=1)
KEEP_TEXTS = timedelta(days=30)  # what was asked for by text, to find out what happened
MOST_AT_ONCE = 200


class Outbox(UnitOfWork):
    """See contact_api/ports/outbox.py."""

    def enqueue(self, job: Job, **ids: str | int) -> None:
        self._batch.add(ADD_JOB, {"job": job.value, "ids": Jsonb(ids)})


def relay(
    connection: psycopg.Connection[Any],
    hand_over: Callable[[Sequence[QueuedJob]], Sequence[int]],
    *,
    now: datetime,
) -> int:
    """Hand over the oldest rows nobody relayed, note which, commit; how many. What `hand_over` raises passes on."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT id, job, ids FROM outbox WHERE relayed_at IS NULL "
            "ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
            [MOST_AT_ONCE],
        ).fetchall()
        jobs = [QueuedJob(row["id"], Job(row["job"]), row["ids"]) for row in found]
        relayed = hand_over(jobs) if jobs else []
        if relayed:
            cursor.execute("UPDATE outbox SET relayed_at = %s WHERE id = ANY(%s)", [now, list(relayed)])
    connection.commit()
    return len(relayed)


def tidy(connection: psycopg.Connection[Any], *, now: datetime) -> None:
    """Remove relayed rows and remembered answers that are a day old, and what was texted a month ago."""
    connection.execute("DELETE FROM outbox WHERE relayed_at < %s", [now - KEEP_RELAYED])
    connection.execute("DELETE FROM answer WHERE at < %s", [now - KEEP_RELAYED])
    connection.execute("DELETE FROM incoming_text WHERE at < %s", [now - KEEP_TEXTS])
    connection.commit()
