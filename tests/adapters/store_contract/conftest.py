"""Every test of the contract runs over both stores."""

import pytest

from contact_api.ports import Store
from tests.adapters.store_contract.shelf import lay
from tests.makers import a_cell
from tests.stores import BOTH


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "kept" in metafunc.fixturenames:
        metafunc.parametrize("kept", BOTH, indirect=True)


@pytest.fixture
def with_cell(store: Store) -> Store:
    """The store with half an hour of one nurse at Backen, at nine."""
    with store.transaction() as tx:
        lay(tx, a_cell())
    return store
