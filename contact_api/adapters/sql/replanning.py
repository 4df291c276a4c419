"""Whether the region's plan wants to be made anew."""

from datetime import datetime
from typing import Any

import psycopg

from contact_api.adapters.sql.chores import NOTE_DONE, NOTE_FAILED
from contact_api.adapters.sql.outbox import OUTBOX
from contact_api.adapters.sql.region import REGION
from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Pair, Table, Write
from contact_api.domain.region.region import Region
from contact_api.ports import FailedPlans, Sealing

# The row is locked even when it is marked already (OFFSET 0: lock first, then look): who takes the mark waits
# until this transaction stands, so that the plan made after that sees what moved.
_MARK = Pair(
    first="""
UPDATE region SET dirty_since = %(now)s
  FROM (SELECT code, dirty_since FROM region WHERE code = %(code)s OFFSET 0 FOR NO KEY UPDATE) held
 WHERE region.code = held.code AND held.dirty_since IS NULL RETURNING region.code
""",
    then="INSERT INTO outbox (job, ids) SELECT 'replan', jsonb_build_object('region', code) FROM {first}",
)
MARK_DIRTY = Write(_MARK, (REGION, OUTBOX))

MARK_AGAIN = Write(
    "UPDATE region SET dirty_since = %(now)s WHERE code = %(code)s AND dirty_since IS NULL", (REGION,)
)
CHORE = Table("chore", ("name",))
PLAN_DONE, PLAN_FAILED = Write(NOTE_DONE, (CHORE,)), Write(NOTE_FAILED, (CHORE,))
PLAN = "plan"


class ReplanMark(UnitOfWork):
    """See contact_api/ports/replanning.py."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        super().__init__(cursor, region, sealer)
        self._dirty_at: datetime | None = None

    def mark_dirty(self, *, now: datetime) -> None:
        self._dirty_at = now

    def take_dirty(self, *, now: datetime) -> bool:
        self._send_mark()
        row = self._row(
            "UPDATE region SET dirty_since = NULL "
            "WHERE code = %(region)s AND dirty_since <= %(now)s RETURNING code",
            {"region": self._region.code, "now": now},
        )
        return row is not None

    def failed_plans(self) -> FailedPlans:
        rows = self._seen("SELECT failures, retry_at FROM chore WHERE name = %(name)s", {"name": PLAN})
        return FailedPlans(rows[0]["failures"], rows[0]["retry_at"]) if rows else FailedPlans()

    def plan_failed(self, failed: FailedPlans, *, now: datetime) -> None:
        values = {"name": PLAN, "failures": failed.count, "retry_at": failed.retry_at}
        self._batch.add(PLAN_FAILED, values)
        self._batch.add(MARK_AGAIN, {"now": now, "code": self._region.code})

    def plan_made(self, *, now: datetime) -> None:
        self._batch.add(PLAN_DONE, {"name": PLAN, "now": now})

    def _send_mark(self) -> None:
        if self._dirty_at is not None:
            self._batch.add(MARK_DIRTY, {"now": self._dirty_at, "code": self._region.code})
            self._dirty_at = None
