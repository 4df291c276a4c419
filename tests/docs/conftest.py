"""Documents that tell of a running service are held against one."""

from tests.workers.conftest import place

__all__ = ["place"]  # the fixture
