"""A kind of time that is offered no longer: what is booked of it stands, and can be cancelled."""

import json
from collections.abc import Iterator
from itertools import count

import pytest

from contact_api.adapters.sql.store import SqlStore
from contact_api.bootstrap import build
from contact_api.demo.databases import connected
from contact_api.domain.booking.booking import BookingState
from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.errors import TimeNotOffered
from tests.adapters.sql.small_region import settings_for
from tests.stores import Kept
from tests.usecases.booking.booking_day import BookingDay, a_type, on_postgresql, types_document
from tests.usecases.day import NURSE


@pytest.fixture
def kept(database_url: str) -> Iterator[BookingDay]:
    made = on_postgresql(types_document(a_type()), database_url)
    yield BookingDay(made, numbers=count())
    assert isinstance(made.store, SqlStore)
    made.store.close()


def withdraw(database_url: str) -> None:
    document = types_document(a_type(withdrawn=True), version="2", valid_from="2025-01-02")
    with connected(database_url) as connection:
        connection.execute(
            "insert into time_types_version select '2', code, '2025-01-02', 'made up', %s, now() from region",
            [json.dumps(document)],
        )
        connection.execute("update region set version = version + 1")


def test_a_withdrawn_type_is_offered_no_longer_and_what_is_booked_of_it_stands(
    kept: BookingDay, database_url: str
) -> None:
    kept.seek("c1")
    kept.put(NURSE, "09:00", "10:00", StaffTimeKind.BOOKABLE)
    booked = kept.book_at("c1", "09:00", now="08:00")
    withdraw(database_url)
    application = build(settings_for(database_url, region=kept.region().code))
    later = BookingDay(Kept(application.store, kept.kept.jobs), numbers=count(1))

    assert later.listed(now="08:01") == []
    with pytest.raises(TimeNotOffered):
        later.move(booked, "09:20", now="08:01")
    assert later.run(lambda tx: tx.booking(booked.id)) == booked
    assert later.cancel_booking(booked, now="08:02").state is BookingState.CANCELLED
    assert isinstance(application.store, SqlStore)
    application.store.close()
