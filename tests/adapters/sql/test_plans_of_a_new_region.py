"""Plans are made while a new region's tables are empty, and kept: they find rows by their indexes all the same."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.sql.connections import OPTIONS, plain_url
from contact_api.adapters.sql.region import read_region
from contact_api.adapters.sql.transaction import SqlTransaction
from contact_api.domain.core.values import Outcome, StaffId
from contact_api.usecases.intake.take_in import take_in
from contact_api.usecases.work_queue.pull_next import pull_next
from contact_api.usecases.work_queue.record_outcome import record_outcome
from tests.adapters.sql.small_region import ALPHA, NINE, NURSES, SECRET, TODAY, a_cell, a_request

# Also what this connection read before and has not handed in yet: only what is more since then is the act's.
WHOLE_SCANS = "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0"


def _sought(tx: SqlTransaction) -> None:
    tx.lay_cells([a_cell(10, 30)], units=[ALPHA], span=TODAY)
    assert take_in(a_request(), tx, now=NINE).promise.backed


def _sought_in_vain(tx: SqlTransaction) -> None:
    assert not take_in(a_request(), tx, now=NINE).promise.backed


def _sought_again(tx: SqlTransaction) -> None:
    assert [take_in(a_request("the same"), tx, now=NINE).merged for _ in range(2)] == [False, True]


def _reached(tx: SqlTransaction) -> None:
    take_in(a_request(), tx, now=NINE)
    pulled = pull_next(StaffId(NURSES[0]), tx, now=NINE)
    assert pulled is not None
    lease = pulled.contact.lease_number
    record_outcome(pulled.contact.id, StaffId(NURSES[0]), lease, Outcome.REACHED, tx, now=NINE)


def _whole_scans(cursor: psycopg.Cursor[dict[str, Any]]) -> dict[str, int]:
    return {row["relname"]: row["seq_scan"] for row in cursor.execute(WHOLE_SCANS).fetchall()}


@pytest.mark.parametrize("act", [_sought, _sought_in_vain, _sought_again, _reached])
def test_what_people_wait_for_reads_no_table_of_a_new_region_whole(
    act: Callable[[SqlTransaction], None], small_url: str
) -> None:
    with (
        psycopg.connect(plain_url(small_url), autocommit=True, options=OPTIONS) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        region = read_region(cursor, "99", is_red=lambda _day: False, now=NINE)
        cursor.execute("BEGIN")
        tx = SqlTransaction(cursor, region, Sealer([SECRET]))
        tx._began = True  # so that all of it is counted together
        before = _whole_scans(cursor)
        act(tx)
        tx.prepare()
        after = _whole_scans(cursor)
        whole = {table for table, scans in after.items() if scans > before.get(table, 0)}

    assert not whole
