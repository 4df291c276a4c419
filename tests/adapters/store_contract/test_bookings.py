"""What is booked and held, and what of staff time is free for more."""

from dataclasses import replace

import pytest

from contact_api.domain.booking.booking import BookingId, BookingState
from contact_api.domain.booking.free_time import FreeTime
from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.values import ContactId, StaffId, Window
from contact_api.ports import Contested, Store
from tests.adapters.store_contract.shelf import DAY, HERE, add
from tests.makers import UNIT, a_booking, a_contact, a_staff_time, at

BOOKABLE, ABSENCE = StaffTimeKind.BOOKABLE, StaffTimeKind.ABSENCE
EVA = StaffId("backen-01")


@pytest.fixture(autouse=True)
def day(store: Store) -> None:
    """Eva can be booked from eight to twelve, but for half an hour; two people seek contact."""
    add(store, a_contact("c1"), a_contact("c2"))
    with store.transaction() as tx:
        tx.add_staff_time(
            [a_staff_time(kind=BOOKABLE), a_staff_time("backen-02", kind=StaffTimeKind.MEETING)]
        )
        tx.add_staff_time([a_staff_time("backen-01", "11:00", "11:30", kind=ABSENCE)])


def free(store: Store, now: str = "08:00", without: str | None = None) -> list[tuple[str, str]]:
    with store.transaction() as tx:
        found = tx.free_time(HERE, DAY, now=at(now), without=BookingId(without) if without else None)
    assert all((one.staff_id, one.unit_id) == (EVA, UNIT.id) for one in found)
    return [(f"{one.start:%H:%M}", f"{one.end:%H:%M}") for one in found]


def clocks(*spans: tuple[str, str]) -> list[tuple[str, str]]:
    return [(f"{at(start):%H:%M}", f"{at(end):%H:%M}") for start, end in spans]


def test_free_is_what_is_bookable_less_absences_bookings_and_holds(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_booking(a_booking("b1", "09:00", "09:20", busy=Window(at("08:50"), at("09:30"))))
        tx.add_booking(a_booking("b2", "08:00", "08:20", state=BookingState.HELD, held_until=at("08:05")))

    assert free(store) == clocks(("08:20", "08:50"), ("09:30", "11:00"), ("11:30", "12:00"))
    assert free(store, now="08:05")[0] == clocks(("08:00", "08:50"))[0]
    assert free(store, without="b1")[0] == clocks(("08:20", "11:00"))[0]


def test_what_is_free_is_cut_to_the_span_that_was_asked_for(store: Store) -> None:
    with store.transaction() as tx:
        (one,) = tx.free_time(HERE, Window(at("09:10"), at("10:00")), now=at("08:00"))
    assert one == FreeTime(EVA, UNIT.id, at("09:10"), at("10:00"))


def test_no_minute_of_a_person_is_in_two_bookings(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_booking(a_booking("b1", "09:00", "09:20"))

    with pytest.raises(Contested), store.transaction() as tx:
        tx.add_booking(a_booking("b2", "09:10", "09:30", contact_id=ContactId("c2")))
    with store.transaction() as tx:
        tx.add_booking(a_booking("b2", "09:20", "09:40", contact_id=ContactId("c2")))
        tx.save_booking(
            replace(a_booking("b1", "09:00", "09:20"), state=BookingState.CANCELLED, ended_at=at("08:30"))
        )
        tx.keep_free_time(UNIT.id, DAY)
        tx.add_booking(a_booking("b3", "09:00", "09:20"))
    with pytest.raises(Contested), store.transaction() as tx:
        tx.save_booking(a_booking("b3", "09:10", "09:30"))

    with store.transaction() as tx:
        assert [one.id for one in tx.bookings_of_units(HERE, DAY)] == ["b1", "b3", "b2"]
        assert [one.id for one in tx.bookings_of_contact(ContactId("c2"))] == ["b2"]


def test_a_hold_that_has_ended_makes_room_and_leaves_nothing_behind(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_booking(a_booking("b1", state=BookingState.HELD, held_until=at("08:05")))
    with pytest.raises(Contested), store.transaction() as tx:
        tx.add_booking(a_booking("b2", made_at=at("08:04")))
    with store.transaction() as tx:
        assert tx.ended_holds(now=at("08:04")) == []
        assert [one.id for one in tx.ended_holds(now=at("08:05"))] == ["b1"]
        tx.add_booking(a_booking("b2", made_at=at("08:05")))

    with store.transaction() as tx:
        assert tx.booking(BookingId("b1")) is None
        assert tx.booking_to_change(BookingId("b2")) == a_booking("b2", made_at=at("08:05"))
        tx.drop_booking(BookingId("b2"))
    with store.transaction() as tx:
        assert tx.booking(BookingId("b2")) is None


def test_a_booking_is_read_back_as_it_was_written(store: Store) -> None:
    booking = replace(
        a_booking(busy=Window(at("08:50"), at("09:40"))),
        interpreter=True,
        sequence=3,
        times_moved=2,
        state=BookingState.ATTENDED,
        ended_at=at("09:30"),
        minutes_late=5,
        told_of_loss_at=at("08:30"),
        group_id="family",
    )
    with store.transaction() as tx:
        tx.add_booking(booking)
    with store.transaction() as tx:
        assert tx.booking(booking.id) == booking
        assert tx.bookings_of_group("family") == [booking]
        assert tx.bookings_of_group("others") == []
        person = tx.contact(ContactId("c1"))
        assert person is not None
        assert tx.bookings_of_person(person.person_id, since=at("09:00")) == [booking]
        assert tx.bookings_of_person(person.person_id, since=at("09:01")) == []


def test_who_is_booked_where_nobody_is_there_any_more_is_found(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_booking(a_booking("b1", "09:00", "09:20"))
        tx.add_booking(a_booking("b2", "10:00", "10:20", contact_id=ContactId("c2")))
    with store.transaction() as tx:
        assert tx.bookings_without_time(HERE, DAY) == []
        tx.add_staff_time([a_staff_time("backen-01", "10:10", "11:00", kind=ABSENCE)])
    with store.transaction() as tx:
        assert [one.id for one in tx.bookings_without_time(HERE, DAY)] == ["b2"]
        tx.drop_staff_time([a_staff_time(kind=BOOKABLE)])
    with store.transaction() as tx:
        assert [one.id for one in tx.bookings_without_time(HERE, DAY)] == ["b1", "b2"]
