"""The ledger of staff time, and what of it is for contacts."""

import pytest

from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.values import Window
from contact_api.ports import Contested, Store
from tests.adapters.store_contract.shelf import DAY, HERE
from tests.makers import a_staff_time, at

ABSENCE = StaffTimeKind.ABSENCE


def test_time_for_contacts_is_found_by_span_and_unit_less_absences(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_staff_time([a_staff_time("backen-01"), a_staff_time("teg-01", "09:00")])
        tx.add_staff_time([a_staff_time("backen-02", "13:00", "17:00")])
        tx.add_staff_time([a_staff_time("backen-02", "12:00", "13:00", kind=StaffTimeKind.BREAK)])
        tx.add_staff_time([a_staff_time("backen-01", "10:00", "14:00", kind=ABSENCE)])

    with store.transaction() as tx:
        morning = tx.shifts(Window(at("08:30"), at("12:30")))
        assert [(one.staff_id, one.ends_at) for one in morning] == [
            ("backen-01", at("10:00")),
            ("teg-01", at("12:00")),
        ]
        assert [one.staff_id for one in tx.shifts(DAY, units=HERE)] == ["backen-01", "backen-02"]
        assert tx.shifts(Window(at("12:00"), at("13:00"))) == []
        assert len(tx.staff_time(DAY, units=HERE)) == 4
        assert tx.roster_ends() == {"backen": at("17:00"), "teg": at("12:00")}


@pytest.mark.parametrize("kind", StaffTimeKind)
def test_no_minute_of_a_person_stands_twice(store: Store, kind: StaffTimeKind) -> None:
    """What is planned excludes all that is planned, an absence other absences; others' time is their own."""
    there = [a_staff_time(), a_staff_time(kind=ABSENCE)]
    with store.transaction() as tx:
        tx.add_staff_time(there)

    with pytest.raises(Contested), store.transaction() as tx:
        tx.add_staff_time([a_staff_time("backen-01", "11:59", "13:00", kind=kind)])
    with store.transaction() as tx:
        tx.add_staff_time([a_staff_time("backen-01", "12:00", "13:00", kind=kind)])
        tx.add_staff_time([a_staff_time("backen-02", "11:59", "13:00", kind=kind)])

    with store.transaction() as tx:
        assert len(tx.staff_time(DAY, units=HERE)) == 4


def test_time_that_is_dropped_makes_room_in_the_same_transaction(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_staff_time([a_staff_time()])

    with store.transaction() as tx:
        tx.drop_staff_time([a_staff_time()])
        tx.add_staff_time([a_staff_time("backen-01", "08:00", "16:00")])

    with store.transaction() as tx:
        assert [one.ends_at for one in tx.shifts(DAY)] == [at("16:00")]
