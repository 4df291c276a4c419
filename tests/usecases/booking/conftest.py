"""Days on which times are booked, in memory and on PostgreSQL."""

from collections.abc import Iterator
from itertools import count

import pytest

from contact_api.adapters.sql.store import SqlStore
from tests.stores import in_memory
from tests.usecases.booking.booking_day import BookingDay, booking_region, on_postgresql, types_document


@pytest.fixture(params=["memory", "postgresql"])
def times(request: pytest.FixtureRequest) -> Iterator[BookingDay]:
    """Nobody works; visits of twenty minutes can be booked at Backen and Teg where there is time for them."""
    document = types_document()
    if request.param == "memory":
        yield BookingDay(in_memory(booking_region(document)), numbers=count())
        return
    kept = on_postgresql(document, request.getfixturevalue("database_url"))
    yield BookingDay(kept, numbers=count())
    assert isinstance(kept.store, SqlStore)
    kept.store.close()
