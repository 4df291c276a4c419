"""The API over the memory store."""

from collections.abc import Iterator

import pytest

from tests.http.world import World, a_world


@pytest.fixture
def world() -> Iterator[World]:
    yield from a_world()
