"""The product on a small region in PostgreSQL."""

from collections.abc import Iterator

import pytest

from contact_api.adapters.sql.store import SqlStore
from contact_api.bootstrap import Application, build
from tests.adapters.sql.small_region import settings_for, write_small_region


@pytest.fixture
def small_url(database_url: str) -> str:
    """A database with the small region in it."""
    write_small_region(database_url)
    return database_url


@pytest.fixture
def app(small_url: str) -> Iterator[Application]:
    application = build(settings_for(small_url))
    yield application
    assert isinstance(application.store, SqlStore)
    application.store.close()
