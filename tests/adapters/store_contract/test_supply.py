"""How many times were open, day by day."""

from dataclasses import replace
from datetime import timedelta

from contact_api.domain.booking.supply import OpenTimes
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.core.values import UnitId
from contact_api.ports import Store
from tests.adapters.store_contract.shelf import HERE
from tests.makers import DAY, UNIT, at

COUNT = OpenTimes(DAY, UNIT.id, TimeTypeId("visit"), 1, 2, 3, at("08:00"))


def test_the_last_count_of_a_day_stands_and_days_are_kept(store: Store) -> None:
    yesterday = replace(COUNT, day=DAY - timedelta(days=1), within_3_days=9)
    elsewhere = replace(COUNT, unit_id=UnitId("teg"))
    later = replace(COUNT, within_3_days=0, counted_at=at("09:00"))
    with store.transaction() as tx:
        tx.save_open_times([COUNT, yesterday, elsewhere])
    with store.transaction() as tx:
        tx.save_open_times([later])

    with store.transaction() as tx:
        assert tx.open_times(DAY, DAY) == [later, elsewhere]
        assert tx.open_times(yesterday.day, DAY, units=HERE) == [yesterday, later]
        assert dict(tx.counted_kinds(DAY)) == {"visit": at("09:00")}
        assert dict(tx.counted_kinds(DAY + timedelta(days=1))) == {}
