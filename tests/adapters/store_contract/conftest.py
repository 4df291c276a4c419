"""The stores that are held to the contract."""

import pytest

from contact_api.adapters.memory.store import MemoryStore
from contact_api.ports import (
    Store,
)
from tests.adapters.store_contract.shelf import Kept, lay
from tests.makers import (
    a_cell,
    a_region,
)


def in_memory() -> Kept:
    store = MemoryStore(a_region())
    return Kept(store, lambda: list(store.outbox))


@pytest.fixture(params=["memory"])
def kept(request: pytest.FixtureRequest) -> Kept:
    assert request.param == "memory"
    return in_memory()


@pytest.fixture
def store(kept: Kept) -> Store:
    return kept.store


@pytest.fixture
def with_cell(store: Store) -> Store:
    """The store with half an hour of one nurse at Backen, at nine."""
    with store.transaction() as tx:
        lay(tx, a_cell())
    return store
