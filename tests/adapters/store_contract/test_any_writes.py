"""Whatever is written in one transaction, both stores end the same: no write hides another that leaves with it."""

from collections import Counter

import pytest
from hypothesis import given

from contact_api.adapters.sql.store import SqlStore
from contact_api.ports import Contested, Job, KeyUsed, Store
from tests.adapters.store_contract.any_writes import Write, all_of, begin, writes
from tests.clean_database import CleanDatabase
from tests.examples import examples
from tests.stores import Kept, in_memory, in_postgresql, the_region


def refusal(store: Store, acts: list[Write]) -> type[Exception] | None:
    """What the transaction was refused by; None when it stands."""
    try:
        with store.transaction() as tx:
            for one in acts:
                one.act(tx)
    except (Contested, KeyUsed) as refused:
        return type(refused)
    return None


def jobs(kept: Kept) -> tuple[list[object], int]:
    """The jobs in order, and how many plans were asked for: the mark is written last."""
    kinds = Counter(job for job, _ in kept.jobs())
    return [ids for job, ids in kept.jobs() if job is not Job.REPLAN], kinds[Job.REPLAN]


@pytest.mark.long
@given(writes)
@examples(0.5)
def test_both_stores_end_the_same_whatever_one_transaction_writes(
    clean_database: CleanDatabase, acts: list[Write]
) -> None:
    clean_database.clear()
    region = the_region()
    both = in_memory(region), in_postgresql(region, clean_database.url)
    try:
        for kept in both:
            with kept.store.transaction() as tx:
                begin(tx)

        refused = [refusal(kept.store, acts) for kept in both]

        assert refused[0] == refused[1]
        assert all_of(both[0].store) == all_of(both[1].store)
        assert jobs(both[0]) == jobs(both[1])
    finally:
        assert isinstance(both[1].store, SqlStore)
        both[1].store.close()
