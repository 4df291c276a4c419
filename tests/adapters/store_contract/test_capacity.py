"""Staff minutes, and what is reserved of them."""

import pytest

from contact_api.domain.capacity.capacity import ProtectedMinutes
from contact_api.domain.core.values import (
    ContactId,
    UnitId,
    Window,
)
from contact_api.ports import (
    Contested,
    Store,
)
from tests.adapters.store_contract.shelf import DAY, HERE, add, lay, the_cell
from tests.makers import (
    a_cell,
    a_contact,
    a_member,
    a_reservation,
    at,
)


def test_reserved_minutes_fill_the_cell_and_are_given_back(with_cell: Store) -> None:
    add(with_cell, a_contact("c1"), a_contact("c2"))
    with with_cell.transaction() as tx:
        tx.reserve(a_reservation("c1", minutes=10))
        tx.reserve(a_reservation("c2", minutes=12))
    assert the_cell(with_cell).reserved_minutes == 22

    with with_cell.transaction() as tx:
        reserved = tx.reservations().get(ContactId("c2"))
        assert reserved is not None
        assert (reserved.pool_id, reserved.cell_start, reserved.minutes) == (
            a_cell().pool.id,
            at("09:00"),
            12,
        )
        tx.release(ContactId("c1"))
        tx.release(ContactId("c1"))

    assert the_cell(with_cell).reserved_minutes == 12
    with with_cell.transaction() as tx:
        assert set(tx.reservations()) == {"c2"}


@pytest.mark.parametrize(("limit", "fits"), [(20, True), (19, False)])
def test_a_cell_is_filled_to_the_limit_and_never_beyond(with_cell: Store, limit: int, fits: bool) -> None:
    add(with_cell, a_contact("c1"), a_contact("c2"))
    with with_cell.transaction() as tx:
        tx.reserve(a_reservation("c1", minutes=10))

    if fits:
        with with_cell.transaction() as tx:
            tx.reserve(a_reservation("c2", minutes=10, limit=limit))
    else:
        with pytest.raises(Contested), with_cell.transaction() as tx:
            tx.reserve(a_reservation("c2", minutes=10, limit=limit))

    assert the_cell(with_cell).reserved_minutes == (20 if fits else 10)


def test_one_contact_holds_one_reservation(with_cell: Store) -> None:
    add(with_cell, a_contact())
    with with_cell.transaction() as tx:
        tx.reserve(a_reservation())

    with pytest.raises(Contested), with_cell.transaction() as tx:
        tx.reserve(a_reservation())

    assert the_cell(with_cell).reserved_minutes == 10


def test_cells_are_those_of_the_units_that_end_after_the_start_and_begin_before_the_end(store: Store) -> None:
    teg = a_cell("09:00", member=a_member("teg-01"))
    with store.transaction() as tx:
        lay(tx, a_cell("08:30"), a_cell("09:00"), a_cell("09:30"), a_cell("10:00"))
        tx.lay_cells([teg], units=[UnitId("teg")], span=DAY)

    with store.transaction() as tx:
        found = tx.cells(HERE, Window(at("09:10"), at("10:00")))

        assert [cell.start for cell in found] == [at("09:00"), at("09:30")]
        assert tx.cells([UnitId("teg")], DAY) == [teg]


def test_laying_cells_anew_changes_the_staff_minutes_and_leaves_what_is_reserved(with_cell: Store) -> None:
    add(with_cell, a_contact())
    with with_cell.transaction() as tx:
        tx.reserve(a_reservation(minutes=10))

    with with_cell.transaction() as tx:
        lay(tx, a_cell("09:00", staff_minutes=60))
    assert (the_cell(with_cell).staff_minutes, the_cell(with_cell).reserved_minutes) == (60, 10)

    with with_cell.transaction() as tx:
        lay(tx)
    assert (the_cell(with_cell).staff_minutes, the_cell(with_cell).reserved_minutes) == (0, 10)


def test_what_the_plan_protects_of_a_cell_comes_back_with_it_and_leaves_what_is_reserved(
    with_cell: Store,
) -> None:
    add(with_cell, a_contact())
    place = (a_cell().pool.id, at("09:00"))
    with with_cell.transaction() as tx:
        tx.reserve(a_reservation(minutes=10))
    assert the_cell(with_cell).protected is None

    for protected in (
        ProtectedMinutes(6, 3, 5, 4, 12),
        ProtectedMinutes(7, 2, 0, 0, None),
        ProtectedMinutes(),
    ):
        with with_cell.transaction() as tx:
            tx.protect({place: protected})
            assert [cell.protected for cell in tx.cells(HERE, DAY)] == [protected]
        assert (the_cell(with_cell).protected, the_cell(with_cell).reserved_minutes) == (protected, 10)


def test_only_the_cells_that_are_named_are_protected(store: Store) -> None:
    with store.transaction() as tx:
        lay(tx, a_cell("09:00"), a_cell("09:30"))
        tx.protect({})
        tx.protect({(a_cell().pool.id, at(clock)): ProtectedMinutes(today=6) for clock in ("09:30", "10:00")})

    with store.transaction() as tx:
        assert [cell.protected for cell in tx.cells(HERE, DAY)] == [None, ProtectedMinutes(today=6)]


def test_a_plan_that_is_given_up_protects_nothing(with_cell: Store) -> None:
    add(with_cell, a_contact())

    def keep_and_find_it_contested() -> None:
        with with_cell.transaction() as tx:
            tx.protect({(a_cell().pool.id, at("09:00")): ProtectedMinutes(today=6)})
            tx.reserve(a_reservation(limit=0))

    with pytest.raises(Contested):
        keep_and_find_it_contested()

    assert the_cell(with_cell).protected is None


def test_laying_cells_anew_says_since_when_somebody_is_at_work_and_leaves_what_is_protected(
    with_cell: Store,
) -> None:
    with with_cell.transaction() as tx:
        tx.protect({(a_cell().pool.id, at("09:00")): ProtectedMinutes(today=6)})

    with with_cell.transaction() as tx:
        lay(tx, a_cell("09:00", pool_since=at("08:15")))

    assert (the_cell(with_cell).pool_since, the_cell(with_cell).protected) == (
        at("08:15"),
        ProtectedMinutes(today=6),
    )


def test_nobody_reserves_minutes_that_were_called_off_since_the_limit_was_read(with_cell: Store) -> None:
    add(with_cell, a_contact())
    with with_cell.transaction() as tx:
        lay(tx)

    with pytest.raises(Contested), with_cell.transaction() as tx:
        tx.reserve(a_reservation(minutes=10, limit=30))


def test_a_cell_that_is_filled_further_takes_more_than_its_staff_minutes_and_no_more_than_it_holds(
    store: Store,
) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    with store.transaction() as tx:
        lay(tx, a_cell("09:00", staff_minutes=20, fill=1.15))

    with store.transaction() as tx:
        tx.reserve(a_reservation("c1", minutes=23, limit=30))
    with pytest.raises(Contested), store.transaction() as tx:
        tx.reserve(a_reservation("c2", minutes=1, limit=30))

    filled = the_cell(store)
    assert (filled.reserved_minutes, filled.holds, filled.fill) == (23, 23, 1.15)


def test_laying_cells_anew_says_how_far_they_are_filled_and_leaves_what_is_protected(
    with_cell: Store,
) -> None:
    with with_cell.transaction() as tx:
        tx.protect({(a_cell().pool.id, at("09:00")): ProtectedMinutes(today=6)})

    with with_cell.transaction() as tx:
        lay(tx, a_cell("09:00", fill=1.15))

    assert (the_cell(with_cell).fill, the_cell(with_cell).protected) == (1.15, ProtectedMinutes(today=6))
