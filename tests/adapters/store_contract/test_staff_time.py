"""The ledger of staff time, and what of it is for contacts."""

import pytest

from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.values import StaffId, UnitId, Window
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


def test_time_is_found_at_the_unit_it_is_at_and_of_a_person_at_every_unit(store: Store) -> None:
    """An absence of somebody who works at a unit is found there, wherever it was entered."""
    away = a_staff_time("backen-01", "11:00", "12:00", kind=ABSENCE, unit_id=UnitId("teg"))
    with store.transaction() as tx:
        tx.add_staff_time([a_staff_time("backen-01"), away])
        tx.add_staff_time([a_staff_time("backen-01", "13:00", "17:00", unit_id=UnitId("teg"))])
        tx.add_staff_time([a_staff_time("backen-02")])

    with store.transaction() as tx:
        assert [(one.staff_id, one.kind, one.unit_id) for one in tx.staff_time(DAY, units=HERE)] == [
            ("backen-01", "callback", "backen"),
            ("backen-02", "callback", "backen"),
            ("backen-01", "absence", "teg"),
        ]
        assert [one.ends_at for one in tx.shifts(DAY, units=[UnitId("teg")])] == [at("17:00")]
        assert [one.ends_at for one in tx.shifts(DAY, units=HERE)] == [at("11:00"), at("12:00")]
        everywhere = tx.staff_time_of([StaffId("backen-01")], Window(at("09:00"), at("14:00")))
        assert [(one.kind, one.starts_at) for one in everywhere] == [
            ("callback", at("08:00")),
            ("absence", at("11:00")),
            ("callback", at("13:00")),
        ]
        assert tx.staff_time_of([StaffId("backen-01")], Window(at("17:00"), at("18:00"))) == []


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
