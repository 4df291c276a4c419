"""The stores that are held to the contract."""

from collections.abc import Iterator

import pytest

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.memory.store import MemoryStore
from contact_api.adapters.sql.store import SqlStore
from contact_api.ports import Job, Store
from tests.adapters.sql.small_region import SECRET, asked, write_rows
from tests.adapters.store_contract.shelf import Kept, lay
from tests.makers import a_cell, a_region, at


def in_memory() -> Kept:
    store = MemoryStore(a_region())
    return Kept(store, lambda: list(store.outbox))


def in_postgresql(database_url: str) -> Kept:
    region = a_region()
    write_rows(region.code, region.units.values(), region.staff.values(), database_url)
    store = SqlStore(
        database_url,
        region=region.code,
        sealer=Sealer([SECRET]),
        is_red=region.is_red,
        now=lambda: at("08:00"),
    )
    jobs = "select job, ids from outbox order by id"
    return Kept(store, lambda: [(Job(job), ids) for job, ids in asked(database_url, jobs)])


@pytest.fixture(params=["memory", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "memory":
        yield in_memory()
        return
    kept = in_postgresql(request.getfixturevalue("database_url"))
    yield kept
    assert isinstance(kept.store, SqlStore)
    kept.store.close()


@pytest.fixture
def store(kept: Kept) -> Store:
    return kept.store


@pytest.fixture
def with_cell(store: Store) -> Store:
    """The store with half an hour of one nurse at Backen, at nine."""
    with store.transaction() as tx:
        lay(tx, a_cell())
    return store
