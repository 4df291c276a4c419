"""When staff make contacts."""

from contact_api.domain.core.values import (
    Window,
)
from contact_api.ports import (
    Store,
)
from tests.adapters.store_contract.shelf import DAY, HERE
from tests.makers import (
    a_shift,
    at,
)


def test_shifts_are_found_by_time_and_unit_and_change_when_called_off(store: Store) -> None:
    with store.transaction() as tx:
        tx.save_shift(a_shift("backen-01", "08:00", "12:00"))
        tx.save_shift(a_shift("teg-01", "09:00", "12:00"))
        tx.save_shift(a_shift("backen-02", "13:00", "17:00"))
        tx.save_shift(a_shift("backen-01", "08:00", "12:00", called_off_at=at("10:00")))

    with store.transaction() as tx:
        morning = tx.shifts(Window(at("08:30"), at("12:30")))
        assert [shift.staff_id for shift in morning] == ["backen-01", "teg-01"]
        assert morning[0].worked_until == at("10:00")
        assert [s.staff_id for s in tx.shifts(DAY, units=HERE)] == ["backen-01", "backen-02"]
        assert tx.shifts(Window(at("12:00"), at("13:00"))) == []
