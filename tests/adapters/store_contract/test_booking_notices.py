"""What citizens are to be told of booked times, and what they were told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.booking.booking import BookingId, BookingState
from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.values import ContactId, MessageId, StaffId, Window
from contact_api.domain.messages.notifications import DeliveryState, MessageKind, NotSent
from contact_api.ports import BookingNotice, Store
from tests.adapters.store_contract.shelf import DAY, HERE, a_message, add
from tests.makers import UNIT, a_booking, a_contact, a_staff_time, at

C1 = ContactId("c1")
AN_HOUR = timedelta(hours=1)
LOST, CANCELLED = MessageKind.BOOKING_TIME_LOST, MessageKind.BOOKING_CANCELLED
FAILED, SENT = DeliveryState.FAILED_PERMANENTLY, DeliveryState.SENT


@pytest.fixture(autouse=True)
def day(store: Store) -> None:
    """Somebody with three booked times, the last of them moved once."""
    add(store, a_contact("c1"))
    with store.transaction() as tx:
        tx.add_staff_time([a_staff_time(kind=StaffTimeKind.BOOKABLE)])
        tx.add_booking(a_booking("b1", "09:00", "09:20"))
        tx.add_booking(a_booking("b2", "10:00", "10:20", told_of_loss_at=at("08:30")))
        tx.add_booking(a_booking("b3", "11:00", "11:20", sequence=1, times_moved=1))


def text(name: str, booking: str, *, sequence: int = 0, told_at: Any = None, **but: Any) -> Any:
    about = BookingNotice(BookingId(booking), sequence, by_unit=but.pop("by_unit", True), told_at=told_at)
    return a_message(
        name, contact_id=C1, booking=about, **{"kind": CANCELLED, "created_at": at("08:00"), **but}
    )


def write(store: Store, *messages: Any) -> None:
    with store.transaction() as tx:
        for message in messages:
            tx.add_message(message)


def to_remind(store: Store, lead: timedelta = AN_HOUR) -> list[str]:
    with store.transaction() as tx:
        return [one.id for one in tx.bookings_to_remind(Window(at("09:00"), at("11:01")), lead=lead)]


def unreached(store: Store, since: str = "08:00") -> list[tuple[str, str]]:
    with store.transaction() as tx:
        return [(booking.id, message.id) for booking, message in tx.unreached(HERE, since=at(since))]


def test_a_text_keeps_which_booking_it_is_about_and_as_it_stood(store: Store) -> None:
    told = text("m2", "b1", told_at=at("08:10"), by_unit=False, created_at=at("08:01"))
    write(store, text("m1", "b1", sequence=3), told, text("other", "b2"), a_message("none"))

    with store.transaction() as tx:
        found = tx.texts_of_bookings([BookingId("b1")])
        assert [one.id for one in found] == ["m1", "m2"]
        assert found[1] == told == tx.hold_message(MessageId("m2"))
        assert found[0].booking == BookingNotice(BookingId("b1"), 3, by_unit=True)
        assert tx.texts_of_bookings([]) == []


def test_a_booking_is_to_be_reminded_of_until_that_is_done_for_it_as_it_stands(store: Store) -> None:
    assert to_remind(store) == ["b1", "b2", "b3"]
    reminder = MessageKind.BOOKING_REMINDER
    write(store, text("m1", "b1", kind=reminder), text("m3", "b3", kind=reminder, sequence=0))
    assert to_remind(store) == ["b2", "b3"]

    with store.transaction() as tx:
        booking = tx.booking_to_change(BookingId("b2"))
        assert booking is not None
        tx.save_booking(replace(booking, state=BookingState.CANCELLED))
    assert to_remind(store) == ["b3"]


def test_who_was_told_shortly_before_is_not_to_be_reminded(store: Store) -> None:
    """Booked at eight: so the time at nine is an hour ahead then, and the others more."""
    assert to_remind(store, AN_HOUR + timedelta(seconds=1)) == ["b2", "b3"]
    write(
        store, text("m2", "b2", created_at=at("09:00")), text("m3", "b3", sequence=1, created_at=at("10:01"))
    )

    assert to_remind(store) == ["b1", "b2"]


@pytest.mark.parametrize(
    ("but", "is_missed"),
    [
        ({"state": FAILED}, True),
        ({"state": DeliveryState.NOT_SENT, "why_not": NotSent.NO_NUMBER.value}, True),
        ({"state": DeliveryState.NOT_SENT, "why_not": NotSent.OVERTAKEN.value}, False),
        ({"state": FAILED, "told_at": at("08:20")}, False),
        ({"state": FAILED, "by_unit": False}, False),
        ({"state": FAILED, "sequence": 1}, False),
        ({"state": SENT}, False),
        ({"state": DeliveryState.QUEUED}, False),
    ],
)
def test_whom_no_text_reached_is_who_does_not_know_what_the_unit_did(
    store: Store, but: dict[str, Any], is_missed: bool
) -> None:
    write(store, text("m1", "b1", **but))

    assert unreached(store) == [("b1", "m1")] * is_missed
    assert unreached(store, since="09:01") == []


def test_the_last_word_counts_and_the_soonest_time_comes_first(store: Store) -> None:
    write(
        store,
        text("m1", "b3", sequence=1, state=FAILED),
        text("m2", "b1", state=FAILED),
        text("m3", "b1", state=FAILED, created_at=at("08:05"), kind=LOST),
        text("m4", "b2", state=FAILED),
        text("m5", "b2", state=SENT, created_at=at("08:05")),
    )

    assert unreached(store) == [("b1", "m3"), ("b3", "m1")]
    with store.transaction() as tx:
        assert tx.unreached([], since=at("08:00")) == []


def test_lost_times_are_counted_by_unit_and_those_told_of_are_found(store: Store) -> None:
    with store.transaction() as tx:
        assert dict(tx.count_without_time(DAY)) == {}
        assert [one.id for one in tx.bookings_told_lost(HERE, DAY)] == ["b2"]
        assert tx.bookings_told_lost(HERE, Window(at("10:01"), at("12:00"))) == []
        tx.add_staff_time([a_staff_time("backen-01", "10:10", "11:10", kind=StaffTimeKind.ABSENCE)])

    with store.transaction() as tx:
        assert dict(tx.count_without_time(DAY)) == {UNIT.id: 2}
        assert dict(tx.count_without_time(Window(at("08:00"), at("11:00")))) == {UNIT.id: 1}
        assert [one.slot.staff_id for one in tx.bookings_without_time(HERE, DAY)] == [
            StaffId("backen-01")
        ] * 2
